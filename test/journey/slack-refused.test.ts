import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { RequestObject } from '../../src/contract/request.ts'
import { pressBody } from '../fakes/slack-presses.ts'
import { signed, teamId } from '../fakes/slack-workspace.ts'
import { exportAction } from '../harness/api.ts'
import { type RunningService, startHere } from '../harness/service.ts'
import { newSlackGround, type SlackGround, sendToSlackPath } from '../harness/slack.ts'
import { type EventEntry, eventsOf } from '../harness/story.ts'
import { until } from '../harness/until.ts'

let slack: SlackGround
let service: RunningService

beforeAll(async () => {
  slack = await newSlackGround()
  service = await startHere(slack.ground, slack.settings)
})

afterAll(async () => {
  await service.stop()
  await slack.close()
})

/** What one click of somebody who may not came to, on a request of its own. */
interface Refused {
  status: number
  /** The texts that the clicker alone got, and those that anybody else got meanwhile. */
  told: string[]
  toldOthers: number
  refusals: EventEntry[]
  after: RequestObject
}

async function clickRefused(
  name: string,
  proposal: object = exportAction,
  changes: Parameters<SlackGround['press']>[4] = {},
  label = 'Approve',
): Promise<Refused> {
  const { api } = service
  const request = await api.propose(proposal)
  const card = await slack.cardOf(request)
  const { calls } = slack.workspace.front
  const before = slack.toldOnly(name).length
  const answersBefore = answers(calls)

  const status = await slack.press(service, name, card, label, changes)

  await until(() => slack.toldOnly(name).length > before)
  const told = slack.toldOnly(name).slice(before)
  return {
    status,
    told,
    toldOthers: answers(calls) - answersBefore - told.length,
    refusals: await eventsOf(api, request, 'decision.refused'),
    after: await api.read(request.id),
  }
}

function answers(calls: { method: string }[]): number {
  return calls.filter(({ method }) => method === 'chat.postEphemeral').length
}

/** Slack says of everybody what this says, until it is healed. */
function profileFault(user: string, flags: object): void {
  const { front } = slack.workspace
  const profile = { email: 'cy@example.com', display_name: user }
  const id = slack.workspace.user(user)
  front.fail('users.info', {
    kind: 'json',
    body: { ok: true, user: { id, team_id: teamId, name: user, profile, ...flags } },
  })
}

describe('a click of somebody who may not decide', () => {
  it.each<[string, string, object, string, string]>([
    ['owns the agent', 'dana', {}, 'self_approval', 'somebody else has to decide'],
    [
      'is whom the agent acts for',
      'cy',
      { on_behalf_of: 'Cy@Example.com' },
      'self_approval',
      'somebody else has to decide',
    ],
    ['is in none of the groups', 'eve', {}, 'not_an_approver', 'none of the groups'],
    [
      'comes from a domain that is not trusted',
      'mallory',
      {},
      'identity_not_trusted',
      'We do not know which person',
    ],
  ])('who %s is told so alone, and it is recorded', async (_why, name, more, code, words) => {
    const refused = await clickRefused(name, { ...exportAction, ...more })

    expect(refused.status).toBe(200)
    expect(refused.told).toEqual([expect.stringContaining(words)])
    expect(refused.toldOthers).toBe(0)
    expect(refused.refusals).toMatchObject([{ code, surface: 'slack' }])
    expect(refused.after).toMatchObject({ status: 'pending', needs: [{ have: 0 }, { have: 0 }] })
  })

  it.each<[string, object]>([
    ['guest', { is_restricted: true }],
    ['single-channel guest', { is_ultra_restricted: true }],
    ['bot', { is_bot: true }],
    ['deactivated account', { deleted: true }],
    ['stranger of a shared channel', { is_stranger: true }],
  ])('from a %s with a member’s e-mail is refused and recorded', async (_kind, flags) => {
    await restart()
    profileFault('gus', flags)

    const refused = await clickRefused('gus')
    slack.workspace.front.heal()

    expect(refused.told).toEqual([expect.stringContaining('cannot decide here')])
    expect(refused.toldOthers).toBe(0)
    expect(refused.refusals).toMatchObject([{ code: 'account_refused', surface: 'slack' }])
    expect(refused.after.needs.map(({ have }) => have)).toEqual([0, 0])
  })

  it('from another workspace is refused, whatever the account’s id', async () => {
    const refused = await clickRefused('cy', exportAction, { userTeam: 'T0OTHER' })

    expect(refused.refusals).toMatchObject([{ code: 'account_refused' }])
    expect(refused.after.status).toBe('pending')
  })

  it('whose profile cannot be had is asked to click again, and then is let in', async () => {
    await restart()
    slack.workspace.front.fail('users.info', { kind: 'silence' })

    const refused = await clickRefused('cy')
    slack.workspace.front.heal()

    expect(refused.told).toEqual([expect.stringContaining('click again')])
    expect(refused.refusals).toMatchObject([{ code: 'identity_unavailable' }])
    await slack.press(service, 'cy', await slack.cardOf(refused.after), 'Deny')
    expect((await service.api.read(refused.after.id)).status).toBe('denied')
  })

  it('without the comment that the policy wants is asked for it, and told where no form can open', async () => {
    const proposal = { action: 'service.restart', payload: { service: 'billing' } }
    slack.workspace.front.fail('views.open', {
      kind: 'json',
      body: { ok: false, error: 'expired_trigger_id' },
    })

    const refused = await clickRefused('olga', proposal, {}, 'Deny')
    slack.workspace.front.heal()

    expect(refused.told).toEqual([expect.stringContaining('nothing was decided')])
    expect(refused.refusals).toEqual([])
    expect(refused.after.status).toBe('pending')
  })

  it('with another request’s digest in the button is refused', async () => {
    const { api } = service
    const other = await api.propose({ ...exportAction, payload: { rows: 1 } })
    const request = await api.propose()
    const card = await slack.cardOf(request)
    const [button] = slack.workspace.buttons(card)
    const value = String(button?.value).replace(request.digest, other.digest)

    await slack.press(service, 'bo', card, 'Approve', {
      button: { action_id: 'countersign_approve', block_id: 'cs_actions', value },
    })

    const story = await eventsOf(api, request, 'decision.refused')
    expect(story).toMatchObject([{ code: 'digest_mismatch' }])
    expect((await api.read(request.id)).needs.map(({ have }) => have)).toEqual([0, 0])
  })
})

describe('a call that Slack did not sign', () => {
  it('is refused, decides nothing, and is counted in one event', async () => {
    const { api } = service
    const request = await api.propose()
    const card = await slack.cardOf(request)
    const [button] = slack.workspace.buttons(card)
    if (button === undefined) throw new Error('there is no button')
    const body = pressBody({
      user: slack.workspace.user('cy'),
      channel: slack.workspace.channel,
      ts: card.ts,
      button,
    })
    const now = Math.floor(Date.now() / 1_000)
    const calls: Record<string, string>[] = [
      signed(body, now - 301),
      signed(body, now + 120),
      signed(`${body}x`),
      { 'content-type': 'application/x-www-form-urlencoded' },
    ]

    const statuses: number[] = []
    for (const headers of calls) statuses.push(await sendToSlackPath(service, body, headers))
    expect(statuses).toEqual([401, 401, 401, 401])
    expect((await eventsOf(api, request)).map(({ type }) => type)).not.toContain(
      'decision.recorded',
    )
    await restart()

    const { body: page } = await service.api.call<{ data: EventEntry[] }>(
      'GET',
      '/v1/events?type=surface.refused',
      { token: service.api.adminToken },
    )
    expect(page.data).toMatchObject([
      {
        surface: 'slack',
        count: 4,
        codes: { too_old: 1, dated_ahead: 1, forged: 1, unsigned: 1 },
      },
    ])
  })
})

/** Another service on the same ground: it remembers no profile. */
async function restart(): Promise<void> {
  await service.stop()
  service = await startHere(slack.ground, slack.settings)
}
