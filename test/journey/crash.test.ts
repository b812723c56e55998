import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import pg from 'pg'
import type { RequestObject } from '../../src/contract/request.ts'
import { exportAction } from '../harness/api.ts'
import { freePort, type ServiceProcess, startProcess } from '../harness/service.ts'
import { newSlackGround, type SlackGround, wholeText } from '../harness/slack.ts'
import { eventsOf } from '../harness/story.ts'
import { until } from '../harness/until.ts'

/** `.ci/run` sets 8; 20 and more are for a run by hand. */
const pointsCount = Number(process.env['CRASH_POINTS'] ?? 5)
/** A failure is played again with the seed that it printed. */
const seed = process.env['CRASH_SEED'] ?? randomBytes(4).toString('hex')
const killAfterMsMax = 900
const clientsCount = 4
/** The promise: this long after the restart every card is right. */
const cardsMsMax = 10_000
/** A machine that takes long for the start itself may take so many times as long for the cards. */
const startsCountMax = 10

let slack: SlackGround
let service: ServiceProcess
let port: number
let database: pg.Client
let tokens: { bo: string; cy: string }

beforeAll(async () => {
  console.info(`crash points: ${pointsCount}, CRASH_SEED=${seed}`)
  slack = await newSlackGround({
    destinations: ({ channel, otherChannel }) =>
      `approvals: { slack: ${channel} }, elsewhere: { slack: ${otherChannel} }`,
    rules: `
  - name: elsewhere
    match: { action: "page.*" }
    then: review
    review: { needs: [ { group: security, count: 1 } ], post_to: [elsewhere], expires_in: 30m }`,
  })
  database = new pg.Client({ ...slack.ground.database.owner })
  await database.connect()
  port = await freePort()
  service = await start()
  tokens = {
    bo: await service.api.person('bo@example.com'),
    cy: await service.api.person('cy@example.com'),
  }
})

afterAll(async () => {
  await service.stop()
  await database.end()
  await slack.close()
})

/** The same address again: whoever waits only has to ask again. */
function start(): Promise<ServiceProcess> {
  return startProcess(slack.ground, { ...slack.settings, AGENT_RATE_LIMIT: '100000' }, port)
}

/** What a client was told, and so must be true for ever. */
interface Acknowledged {
  /** Every proposal that was sent, with the id that it was answered with, if it was. */
  sent: { key: string; id: string | null }[]
  requests: RequestObject[]
  decisions: { request: RequestObject; person: string; status: RequestObject['status'] }[]
  waiting: Promise<RequestObject>[]
}

it.each(Array.from({ length: pointsCount }, (_, index) => [index + 1, delayOf(index)] as const))(
  'crash %i, %i ms into the work, loses nothing that was acknowledged',
  async (_, delayMs) => {
    const told: Acknowledged = { sent: [], requests: [], decisions: [], waiting: [] }
    const work = new AbortController()
    const clients = Array.from({ length: clientsCount }, (_each, number) =>
      keepWorking(told, number, work.signal),
    )

    await pause(delayMs)
    await service.kill()
    work.abort()
    await Promise.all(clients)
    const killedAt = Date.now()
    service = await start()
    const restartedAt = Date.now()
    const msMax = Math.max(cardsMsMax, startsCountMax * (restartedAt - killedAt))

    for (const request of told.requests) {
      expect(await service.api.read(request.id)).toMatchObject({ digest: request.digest })
    }
    for (const { request, person, status } of told.decisions) {
      const found = await service.api.read(request.id)
      if (status !== 'pending') expect(found.status).toBe(status)
      expect(await decidersOf(found)).toContain(person)
    }
    const leftMs = () => msMax - (Date.now() - restartedAt)
    await until(async () => (await behind(told.requests)).every(({ saved }) => !saved), leftMs())
    await clickOrphans(told.requests)
    await until(async () => (await behind(told.requests)).length === 0, msMax)
    await settleAll(told.requests)
    for (const settled of await Promise.all(told.waiting))
      expect(settled.status).not.toBe('pending')
  },
)

/** Proposes, waits and decides, one request after the other, and notes each answer as it comes. */
async function keepWorking(told: Acknowledged, client: number, signal: AbortSignal): Promise<void> {
  for (let round = 0; !signal.aborted; round += 1) {
    try {
      await workOnce(told, `${client}-${round}`, signal)
    } catch {
      // The service died under this call: nothing was acknowledged by it.
    }
  }
}

async function workOnce(told: Acknowledged, name: string, signal: AbortSignal): Promise<void> {
  const { api } = service
  const key = `${seed}-${told.requests.length}-${name}-${Date.now()}`
  const sent: Acknowledged['sent'][number] = { key, id: null }
  told.sent.push(sent)
  const request = await propose(key)
  sent.id = request.id
  told.requests.push(request)
  told.waiting.push(verdictOf(request))
  for (const person of ['bo', 'cy'] as const) {
    if (signal.aborted) return
    const { status, body } = await api.decide(tokens[person], request, 'approve')
    if (status === 200) told.decisions.push({ request, person, status: body.status })
  }
}

function propose(key: string): Promise<RequestObject> {
  return service.api.propose({ ...exportAction, payload: { key } }, { 'idempotency-key': key })
}

/** A waiter asks again whenever it is cut off, as any client does. */
async function verdictOf(request: RequestObject): Promise<RequestObject> {
  for (;;) {
    const answer = await service.api.read(request.id, 60).catch(() => null)
    if (answer !== null && answer.status !== 'pending') return answer
    await pause(50)
  }
}

async function decidersOf(request: RequestObject): Promise<string[]> {
  const recorded = await eventsOf(service.api, request, 'decision.recorded')
  return recorded.map((event) => JSON.stringify(event['actor'])).map(nameIn)
}

function nameIn(actor: string): string {
  return /"name":"([a-z]+)@/.exec(actor)?.[1] ?? actor
}

type Message = Awaited<ReturnType<SlackGround['messagesOf']>>[number]

interface Behind {
  request: RequestObject
  /** Null where a request that waits for people has no message at all. */
  message: Message | null
  /** Whether the service knows of the message: else the process died between posting and saving. */
  saved: boolean
}

/** What does not show its request as it is now. */
async function behind(requests: RequestObject[]): Promise<Behind[]> {
  const messages = await slack.workspace.messages(slack.workspace.channel)
  const saved = await savedMessages()
  const found: Behind[] = []
  for (const { id } of requests) {
    const request = await service.api.read(id)
    const own = messages.filter((message) => wholeText(message).includes(id))
    if (own.length === 0 && request.status === 'pending') {
      found.push({ request, message: null, saved: true })
    }
    for (const message of own.filter((each) => !shows(each, request))) {
      const known = saved.has(`${slack.workspace.channel}:${message.ts}`)
      found.push({ request, message, saved: known || request.cards[0]?.status === 'queued' })
    }
  }
  return found
}

async function savedMessages(): Promise<Set<string>> {
  const { rows } = await database.query<{ key: string }>('select key from card_message')
  return new Set(rows.map(({ key }) => key))
}

/** A card that was posted and not saved is brought up to date by its first click, whatever comes of that. */
async function clickOrphans(requests: RequestObject[]): Promise<void> {
  for (const { message } of await behind(requests)) {
    if (message !== null) await slack.press(service, 'bo', message, 'Approve')
  }
}

/** Whether a message says what its request is: settled and how, or who has approved so far, with its buttons. */
function shows(message: Message, request: RequestObject): boolean {
  const text = JSON.stringify(message.blocks)
  if (request.status === 'approved') return text.includes('Approved')
  const approvals = request.needs.reduce((sum, { have }) => sum + have, 0)
  return (text.match(/✓/g) ?? []).length === approvals && text.includes('"Deny"')
}

async function settleAll(requests: RequestObject[]): Promise<void> {
  for (const { id } of requests) {
    const request = await service.api.read(id)
    if (request.status === 'pending') await service.api.decide(tokens.cy, request, 'deny')
  }
}

/** Delays that the seed fixes: a small multiplicative generator is random enough for that. */
function delayOf(index: number): number {
  let state = Number.parseInt(seed, 16) + index * 7_919
  state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d)
  state = Math.imul(state ^ (state >>> 12), 0x297a2d39)
  return ((state ^ (state >>> 15)) >>> 0) % killAfterMsMax
}

it('a card that was posted and not saved is adopted at its first click, and its job runs again', async () => {
  const { front, otherChannel } = slack.workspace
  await everyCardIsPosted()
  front.fail('chat.postMessage', { kind: 'unanswered' }, 2)
  // Of another channel: behind a card that Slack does not answer for, the next one of its line would wait.
  const left = await service.api.propose({ action: 'page.night', payload: {} })
  const clicked = await service.api.propose()
  const orphan = await slack.cardOf(clicked)
  await until(async () => (await slack.messagesOf(left, otherChannel)).length === 1)
  const [other] = await slack.messagesOf(left, otherChannel)
  if (other === undefined) throw new Error('the card is not there')
  // Nothing more gets through before the click, however long that takes: a job that ran first would post a second card.
  front.fail('chat.postMessage', { kind: 'silence' })
  await service.kill()
  service = await start()

  expect(await slack.press(service, 'bo', orphan, 'Approve')).toBe(200)
  front.heal()

  await until(async () => wholeText(await slack.cardOf(clicked)).includes('✓'))
  expect((await slack.messagesOf(clicked)).map(({ ts }) => ts)).toEqual([orphan.ts])
  await until(async () => (await slack.messagesOf(left, otherChannel)).length === 2)
  await slack.press(service, 'cy', other, 'Deny', { channel: otherChannel })
  await until(async () => {
    const texts = (await slack.messagesOf(left, otherChannel)).map(wholeText)
    return texts.length === 2 && texts.every((text) => text.includes('Denied by'))
  })
  await until(async () => (await failedJobs()).length === 0)
})

/** Those, too, of proposals that were committed while their answer was lost: they would stand in the line before others. */
async function everyCardIsPosted(): Promise<void> {
  await until(async () => {
    const { rowCount } = await database.query(
      `select 1 from card c join request r on r.id = c.request_id
       where r.status = 'pending' and c.status = 'queued'`,
    )
    return rowCount === 0
  })
}

async function failedJobs(): Promise<unknown[]> {
  const { api } = service
  const { body } = await api.call<{ data: unknown[] }>('GET', '/v1/jobs', { token: api.adminToken })
  return body.data
}
