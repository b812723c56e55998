import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals'
import type { RequestObject } from '../../src/contract/request.ts'
import { type RunningService, startHere } from '../harness/service.ts'
import { newSlackGround, type SlackGround, wholeText } from '../harness/slack.ts'
import { until } from '../harness/until.ts'

/** `.ci/run` sends 150. */
const burstCount = Number(process.env['BURST_REQUESTS'] ?? 120)
/** The clock is scaled: Slack takes one message in 8 ms here, and the service keeps a pace of 10. */
const slackEveryMs = 8
const paceMs = 10
const burstMsMax = 120_000

let slack: SlackGround
let service: RunningService | null

const rules = `
  - name: elsewhere
    match: { action: "page.*" }
    then: review
    review: { needs: [ { group: security, count: 1 } ], post_to: [elsewhere], expires_in: 30m }
  - name: reminded
    match: { action: "key.*" }
    then: review
    review:
      needs: [ { group: security, count: 1 } ]
      post_to: [elsewhere]
      expires_in: 30m
      remind_after: 2s`

beforeAll(async () => {
  slack = await newSlackGround({
    destinations: ({ channel, otherChannel }) =>
      `approvals: { slack: ${channel} }, elsewhere: { slack: ${otherChannel} }`,
    rules,
  })
})

afterEach(async () => {
  await service?.stop()
  service = null
})

afterAll(() => slack.close())

async function start(postEveryMs: number): Promise<RunningService> {
  service = await startHere(slack.ground, {
    ...slack.settings,
    SLACK_POST_EVERY_MS: String(postEveryMs),
  })
  return service
}

/** What was posted into a channel about these requests, in the order of the channel. */
async function shownIn(channel: string, requests: RequestObject[]): Promise<string[]> {
  const messages = await slack.workspace.messages(channel)
  const texts = messages
    .toSorted((left, right) => Number(left.ts) - Number(right.ts))
    .map(({ blocks }) => JSON.stringify(blocks))
  const ids = new Set(requests.map(({ id }) => id))
  return texts
    .flatMap((text) => /req_[0-9a-z]{26}/.exec(text) ?? [])
    .filter((id) => ids.has(id as RequestObject['id']))
}

function posts<Call extends { method: string }>(calls: Call[]): Call[] {
  return calls.filter(({ method }) => method === 'chat.postMessage')
}

it(
  `${burstCount} requests into one channel all become cards, in their order, none lost and none doubled`,
  async () => {
    const { api } = await start(paceMs)
    const { front, channel } = slack.workspace
    front.throttle.every(slackEveryMs)

    const requests: RequestObject[] = []
    for (let count = 0; count < burstCount; count += 1) requests.push(await api.propose())

    const expected = requests.map(({ id }) => id)
    await until(async () => posts(front.calls).length >= burstCount, burstMsMax)
    const last = requests.at(-1)?.id ?? ''
    await until(async () => (await api.read(last)).cards[0]?.status === 'posted')
    expect(await shownIn(channel, requests)).toEqual(expected)
    expect(posts(front.calls)).toHaveLength(burstCount)
    front.throttle.every(0)
  },
  burstMsMax + 60_000,
)

it('a channel that Slack wants left alone is left alone, and no other waits for it', async () => {
  const { api } = await start(0)
  const { front, channel, otherChannel } = slack.workspace
  front.throttle.block(channel, 1)
  const callsBefore = front.calls.length
  const tries = () =>
    posts(front.calls.slice(callsBefore)).filter(({ body }) => body.get('channel') === channel)

  const blocked = [await api.propose(), await api.propose(), await api.propose()]
  const other = await api.propose({ action: 'page.night', payload: {} })

  await until(async () => (await shownIn(otherChannel, [other])).length === 1)
  await until(() => tries().length > 1)
  expect(await shownIn(channel, blocked)).toEqual([])
  front.throttle.unblock(channel)
  await until(async () => (await shownIn(channel, blocked)).length === blocked.length)
  expect(await shownIn(channel, blocked)).toEqual(blocked.map(({ id }) => id))
  const times = tries().map(({ atMs }) => atMs)
  const refusedCount = times.length - blocked.length
  const waitsMs = times.slice(1).map((atMs, index) => atMs - (times[index] ?? atMs))
  expect(Math.min(...waitsMs.slice(0, refusedCount))).toBeGreaterThanOrEqual(1_000)
})

it('a settled card loses its buttons before new cards are posted', async () => {
  const { api } = await start(0)
  const { front, channel } = slack.workspace
  const settled = await api.propose()
  await slack.cardOf(settled)
  front.throttle.block(channel, 1)

  const waiting: RequestObject[] = []
  for (let count = 0; count < 10; count += 1) waiting.push(await api.propose())
  await api.decide(await api.person('cy@example.com'), settled, 'deny')

  // Nothing new gets through, so that only what goes before it can.
  await until(async () => wholeText(await slack.cardOf(settled)).includes('Denied'))
  expect(await shownIn(channel, waiting)).toEqual([])
  front.throttle.unblock(channel)
  await until(async () => (await shownIn(channel, waiting)).length === waiting.length)
})

it('two services on one database keep the pace of a channel between them, also when one of them stops', async () => {
  const settings = { ...slack.settings, SLACK_POST_EVERY_MS: '60' }
  const first = await start(60)
  const second = await startHere(slack.ground, settings)
  const { front, channel } = slack.workspace
  front.throttle.every(40)
  const before = posts(front.calls).length

  const requests: RequestObject[] = []
  for (let count = 0; count < 20; count += 1) {
    requests.push(await first.api.propose(), await second.api.propose())
  }
  await until(async () => posts(front.calls).length >= before + 15)
  await second.stop()

  await until(async () => (await shownIn(channel, requests)).length === requests.length)
  expect(await shownIn(channel, requests)).toEqual(requests.map(({ id }) => id))
  expect(posts(front.calls).length - before).toBe(requests.length)
  front.throttle.every(0)
})

it('a place that never answers holds up no other place', async () => {
  const { api } = await start(0)
  const { front, channel, otherChannel } = slack.workspace
  front.silence(channel)

  const held = await api.propose()
  await until(async () => posts(front.calls).at(-1)?.body.get('channel') === channel)
  const others: RequestObject[] = []
  for (let count = 0; count < 10; count += 1) {
    others.push(await api.propose({ action: 'page.night', payload: {} }))
  }

  await until(async () => (await shownIn(otherChannel, others)).length === 10)
  expect((await api.read(held.id)).cards[0]?.status).toBe('queued')
  front.heal()
  await until(async () => (await shownIn(channel, [held])).length === 1)
})

it('reminders keep the pace of the channel, together with its cards', async () => {
  const { api } = await start(200)
  const { front } = slack.workspace
  front.throttle.every(100)
  const before = posts(front.calls).length
  for (let count = 0; count < 6; count += 1) {
    await api.propose({ action: 'key.rotate', payload: {} })
  }
  const said = () => posts(front.calls).slice(before)
  const replies = () => said().filter(({ body }) => body.has('thread_ts'))

  await until(async () => replies().length >= 6)

  expect(said()).toHaveLength(12)
  front.throttle.every(0)
})
