import { afterAll, beforeAll, expect, it } from '@jest/globals'
import pg from 'pg'
import { ErrorCode } from '../../src/contract/errors.ts'
import type { RequestObject } from '../../src/contract/request.ts'
import { type Answer, exportAction } from '../harness/api.ts'
import { type Ground, newGround, type ServiceProcess, startProcess } from '../harness/service.ts'
import { eventsOf } from '../harness/story.ts'
import { until } from '../harness/until.ts'

const requestsCount = 10
const callsCount = 100
/** So short that the clock takes part in the race on every other request. */
const expirySeconds = 1
/** How long before the deadline the calls set out, so that some arrive before it and some after. */
const leadMs = 300
/** One address for both, as behind a load balancer. */
const shared = { PUBLIC_URL: 'http://127.0.0.1:3000' }

let ground: Ground
let services: ServiceProcess[]
let tokens: string[]
let database: pg.Client

beforeAll(async () => {
  ground = await newGround()
  services = []
  for (const _ of [1, 2]) services.push(await startProcess(ground, shared))
  tokens = []
  // Eve is in no group, so she may not read what she clicks on.
  for (const name of ['ana', 'bo', 'cy', 'dana', 'eve']) {
    tokens.push(await first().api.person(`${name}@example.com`))
  }
  database = new pg.Client({ ...ground.database.owner })
  await database.connect()
})

afterAll(async () => {
  await database.end()
  await Promise.all(services.map((service) => service.stop()))
  await ground.close()
})

function first(): ServiceProcess {
  return nth(services, 0)
}

function nth<Thing>(things: Thing[], index: number): Thing {
  const thing = things[index % things.length]
  if (thing === undefined) throw new Error('there is nothing to choose from')
  return thing
}

type Move = 'approve' | 'deny' | 'cancel'

/** Every other request is mostly approved, so that approval wins too; the others have as many of each move. */
function moveOf(index: number, request: number): Move {
  if (request % 4 > 1) return nth<Move>(['approve', 'cancel', 'deny'], index + request)
  if (index % 20 === 7) return 'cancel'
  return index % 20 === 13 ? 'deny' : 'approve'
}

type Reply = Answer<Record<string, unknown>> & { move: Move; token: string }

/** One call of the race, to one of the two processes. */
async function callOf(request: RequestObject, index: number, move: Move): Promise<Reply> {
  const { api } = nth(services, index)
  const token = nth(tokens, Math.floor(index / services.length))
  const { id, digest } = request
  const answer =
    move === 'cancel'
      ? await api.call('POST', `/v1/requests/${id}/cancel`, { body: {} })
      : await api.call('POST', `/v1/requests/${id}/decisions`, {
          token,
          body: { decision: move, digest },
        })
  return { ...answer, move, token }
}

/** Without the text of the grant, which each reading signs afresh. */
function unsigned({ verdict, ...request }: RequestObject) {
  const isSigned = typeof verdict?.grant === 'string'
  return { ...request, isSigned, verdict: { ...verdict, grant: null } }
}

const settledTypes = ['request.approved', 'request.denied', 'request.expired', 'request.cancelled']

it.each(Array.from({ length: requestsCount }, (_, index) => [index, index % 2 === 1] as const))(
  '100 calls over two processes settle request %i once',
  async (number, expiring) => {
    const { api } = first()
    const request = await api.propose({
      ...exportAction,
      ...(expiring ? { expires_in: expirySeconds } : {}),
    })
    const waiting = services.map(({ api: each }) => each.read(request.id, 60))
    if (expiring) await until(() => Date.parse(String(request.expires_at)) - Date.now() < leadMs)

    const replies = await Promise.all(
      Array.from({ length: callsCount }, (_, index) =>
        callOf(request, index, moveOf(index, number)),
      ),
    )
    const verdicts = await Promise.all(waiting)

    const settled = await api.read(request.id)
    expect(settled.status).not.toBe('pending')
    expect(verdicts.map(unsigned)).toEqual([unsigned(settled), unsigned(settled)])
    const story = await eventsOf(api, request)
    expect(story.filter(({ type }) => settledTypes.includes(type)).map(({ type }) => type)).toEqual(
      [`request.${settled.status}`],
    )
    expectDecisionsToMatch(await decisionsOf(request), story)
    for (const reply of replies) expectLawful(reply, settled)
  },
)

/** Every row has its event, and every event its row. */
function expectDecisionsToMatch(rows: string[], story: Record<string, unknown>[]): void {
  const recorded = story.filter(({ type }) => type === 'decision.recorded')
  expect(recorded.map((event) => String(event['decision'])).sort()).toEqual(rows)
}

async function decisionsOf({ id }: RequestObject): Promise<string[]> {
  const { rows } = await database.query<{ id: string }>(
    'select id from decision where request_id = $1 order by id',
    [id],
  )
  return rows.map((row) => row.id)
}

/** A caller's word was taken, or they got one of the refusals of API.md and, where they may see it, the one verdict with it. */
function expectLawful(reply: Reply, settled: RequestObject): void {
  if (reply.status === 200) {
    expect(['pending', settled.status]).toContain(reply.body['status'])
    if (reply.move === 'cancel') expect(settled.status).toBe('cancelled')
    return
  }
  expect(ErrorCode.options).toContain(reply.body['code'])
  const lawful = ['already_decided', 'need_already_met', 'self_approval', 'not_an_approver']
  expect(lawful).toContain(reply.body['code'])
  if (reply.body['code'] !== 'already_decided') return
  const isStranger = reply.move !== 'cancel' && reply.token === tokens.at(-1)
  if (isStranger) expect(reply.body['request']).toBeUndefined()
  else expect(reply.body['request']).toMatchObject({ status: settled.status })
}
