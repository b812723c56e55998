import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import type { RequestObject } from '../../src/contract/request.ts'
import type { Fault } from '../fakes/slack-faults.ts'
import { recordsWithin } from '../fakes/slack-json.ts'
import { botToken } from '../fakes/slack-workspace.ts'
import { exportAction } from '../harness/api.ts'
import { enterConsole } from '../harness/console.ts'
import { type RunningService, startHere } from '../harness/service.ts'
import { newSlackGround, type SlackGround, wholeText } from '../harness/slack.ts'
import { eventsOf } from '../harness/story.ts'
import { until } from '../harness/until.ts'

const rule = (name: string, postTo: string) => `
  - name: ${name.replace('.', '-')}
    match: { action: "${name}" }
    then: review
    review: { needs: [ { group: security, count: 1 } ], post_to: [${postTo}], expires_in: 30m }`

let slack: SlackGround
let service: RunningService & { link: string }

beforeAll(async () => {
  slack = await newSlackGround({
    destinations: ({ channel, privateChannel }) =>
      `approvals: { slack: ${channel} }, missing: { slack: C0MISSING }, closed: { slack: ${privateChannel} }`,
    rules: rule('to.missing', 'missing, approvals') + rule('to.closed', 'closed, approvals'),
  })
  service = await startHere(slack.ground, slack.settings)
})

afterEach(() => slack.workspace.front.heal())

afterAll(async () => {
  await service.stop()
  await slack.close()
})

/** Waits until a destination's card of the request stands so. */
async function untilCard(
  { id }: RequestObject,
  expected: { status: string; reason?: string | null },
  destination = 'approvals',
): Promise<void> {
  await until(async () => {
    const { cards } = await service.api.read(id)
    const card = cards.find((each) => each.destination === destination)
    const { status, reason } = expected
    return card?.status === status && (reason === undefined || card.reason === reason)
  })
}

async function untilSays(request: RequestObject, words: string): Promise<void> {
  await until(async () => wholeText(await slack.cardOf(request)).includes(words))
}

function postsOf({ id }: RequestObject): number {
  return slack.workspace.front.calls.filter(
    ({ method, body }) => method === 'chat.postMessage' && (body.get('blocks') ?? '').includes(id),
  ).length
}

describe('a card that cannot be posted', () => {
  it.each([
    ['whose channel is missing', 'to.missing', 'missing', 'channel_not_found'],
    ['whose channel has not invited the bot', 'to.closed', 'closed', 'not_in_channel'],
  ])('%s is reported on the request and holds up no other destination', async (...given) => {
    const [, action, destination, reason] = given
    const request = await service.api.propose({ action, payload: null })

    await untilCard(request, { status: 'posted' })
    await untilCard(request, { status: 'failed', reason }, destination)

    expect(await eventsOf(service.api, request, 'card.failed')).toMatchObject([
      { code: reason, surface: 'slack' },
    ])
  })

  it.each<[string, Fault, string, string]>([
    [
      'Slack limits the rate',
      { kind: 'status', status: 429, headers: { 'retry-after': '2' } },
      'queued',
      'ratelimited',
    ],
    ['Slack is down', { kind: 'status', status: 503 }, 'queued', 'http_503'],
    ['the connection breaks', { kind: 'reset' }, 'queued', 'unreachable'],
    [
      'the bot was not invited',
      { kind: 'json', body: { ok: false, error: 'not_in_channel' } },
      'failed',
      'not_in_channel',
    ],
  ])('because %s says so, and is posted once that is over', async (_why, fault, status, reason) => {
    slack.workspace.front.fail('chat.postMessage', fault)
    const request = await service.api.propose()
    await untilCard(request, { status, reason })
    expect(postsOf(request)).toBe(1)

    slack.workspace.front.heal()

    await untilCard(request, { status: 'posted', reason: null })
    expect(await slack.messagesOf(request)).toHaveLength(1)
    expect(postsOf(request)).toBe(2)
  })

  it('is retired where the request was settled meanwhile', async () => {
    slack.workspace.front.fail('chat.postMessage', { kind: 'status', status: 503 })
    const request = await service.api.propose()
    await untilCard(request, { status: 'queued', reason: 'http_503' })

    await service.api.decide(await service.api.person('cy@example.com'), request, 'deny')
    slack.workspace.front.heal()

    await untilCard(request, { status: 'retired' })
    expect(await slack.messagesOf(request)).toEqual([])
  })
})

describe('what a card shows', () => {
  it('offers Review instead of Approve where the payload does not fit', async () => {
    const rows = Array.from({ length: 2_000 }, (_, index) => ({ row: index, note: 'long' }))
    const request = await service.api.propose({ ...exportAction, payload: { rows } })

    const card = await slack.cardOf(request)

    expect(slack.labelsOf(card)).toEqual(['Review', 'Deny'])
    expect(wholeText(card)).toMatch(/\.\.\. [\d,]+ more characters, [\d,]+ more fields/)
  })

  it('never sends Slack a hidden value, in whatever it sends', async () => {
    const secrets = ['sk-live-11aa22bb', 'hunter2-hunter2', 'zoe@customers.test', 'internal-4711']
    const [token, password, email, note] = secrets
    const payload = { token, db: { password }, customer: { first: { email } }, note }
    const classification = { '/note': 'secret' }
    const request = await service.api.propose({ ...exportAction, payload, classification })
    await slack.press(service, 'bo', await slack.cardOf(request), 'Approve')
    await untilSays(request, '✓')
    await slack.press(service, 'cy', await slack.cardOf(request), 'Approve')
    await untilSays(request, 'Approved')

    const { calls, responses } = slack.workspace.front
    const sent = [...calls.map(({ body }) => String(new URLSearchParams(body))), ...responses]
    const readable = sent.map(decodeURIComponent).join('\n')

    expect(readable).toContain(request.id)
    expect(secrets.filter((secret) => readable.includes(String(secret)))).toEqual([])
  })

  it('keeps hostile text inert', async () => {
    const hostile = '<!channel> <@U0BOT> <https://evil.test|Approve> *bold* \u202egnp.exe\u200b'
    const request = await service.api.propose({
      ...exportAction,
      summary: hostile,
      reason: hostile,
      payload: { [hostile]: hostile },
      links: [{ title: 'Run', url: 'https://evil.test/' }],
    })

    const card = await slack.cardOf(request)

    const nodes = recordsWithin(card.blocks)
    const links = nodes.map((node) => node['url']).filter((url) => url !== undefined)
    expect(links.filter((url) => url !== request.url)).toEqual([])
    const types = nodes.map((node) => node['type'])
    expect(
      types.filter((type) => ['mrkdwn', 'user', 'broadcast', 'emoji'].includes(String(type))),
    ).toEqual([])
    expect(wholeText(card)).not.toMatch(/[\u202e\u200b]/)
    expect(wholeText(card)).toContain('<U+202E>')
    expect(card.text).not.toContain('<')
  })
})

describe('a posted card', () => {
  it('that was deleted in Slack is posted anew while people may still decide', async () => {
    const request = await service.api.propose()
    const card = await slack.cardOf(request)
    await untilCard(request, { status: 'posted' })
    await fetch(`${slack.workspace.front.apiUrl}chat.delete`, {
      method: 'POST',
      headers: { authorization: `Bearer ${botToken}` },
      body: new URLSearchParams({ channel: slack.workspace.channel, ts: card.ts }),
    })
    expect(await slack.messagesOf(request)).toEqual([])

    await service.api.decide(await service.api.person('bo@example.com'), request, 'approve')

    await untilSays(request, 'security 0 of 1')
    await untilCard(request, { status: 'posted', reason: null })
    expect((await slack.cardOf(request)).ts).not.toBe(card.ts)
    expect(await slack.messagesOf(request)).toHaveLength(1)
  })

  it('follows a decision that was made through the API', async () => {
    const request = await service.api.propose()
    await slack.cardOf(request)

    await service.api.decide(await service.api.person('bo@example.com'), request, 'approve')
    await untilSays(request, '✓')
    await service.api.decide(await service.api.person('cy@example.com'), request, 'approve')

    await untilSays(request, 'Approved')
    expect(wholeText(await slack.cardOf(request))).toContain('API')
  })

  it('follows a decision that was made in the console', async () => {
    const request = await service.api.propose()
    await slack.cardOf(request)
    const visitor = await enterConsole(service.link)
    await visitor.become('cy@example.com')

    expect(await visitor.decide(request, 'deny', 'not on a Friday')).toBe(303)

    await untilSays(request, 'Denied by')
    expect(wholeText(await slack.cardOf(request))).toContain('not on a Friday')
    expect(slack.labelsOf(await slack.cardOf(request))).toEqual([])
  })

  it('follows the clock', async () => {
    const request = await service.api.propose({ ...exportAction, expires_in: 1 })

    await untilSays(request, 'Expired')

    expect(wholeText(await slack.cardOf(request))).toContain('nobody decided')
    expect(await service.api.read(request.id)).toMatchObject({
      status: 'expired',
      verdict: { by: 'clock', decisions: [] },
    })
  })

  it('follows its agent’s withdrawal', async () => {
    const request = await service.api.propose()
    await slack.cardOf(request)

    await service.api.call('POST', `/v1/requests/${request.id}/cancel`, {
      body: { reason: 'job cancelled' },
    })

    await untilSays(request, 'Withdrawn')
    expect(wholeText(await slack.cardOf(request))).toContain('job cancelled')
  })
})
