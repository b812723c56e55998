import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals'
import type { PersonPage } from '../../src/contract/person.ts'
import type { RequestObject } from '../../src/contract/request.ts'
import { holdLocks } from '../harness/held-locks.ts'
import { journeyPolicy } from '../harness/policy.ts'
import { rowsOf } from '../harness/rows.ts'
import { type Ground, newGround, type RunningService, startHere } from '../harness/service.ts'

/** Changes of people meet decisions and each other: one waits for the other, and never both. */
let ground: Ground
let service: RunningService
let round = 0
let owner = ''
let beneficiary = ''

const restart = { action: 'service.restart', payload: {} }
const transfer = { action: 'money.move', payload: {} }
const rules = `
  - name: transfers
    match: { action: "money.move" }
    then: review
    review: { needs: [ { group: operators, count: 2 } ], expires_in: 30m }`

beforeAll(async () => {
  ground = await newGround(journeyPolicy({ rules }))
  service = await startHere(ground)
})

beforeEach(() => {
  round += 1
  owner = `owner-${round}@example.com`
  beneficiary = `beneficiary-${round}@example.com`
})

afterAll(async () => {
  await service.stop()
  await ground.close()
})

const asAdmin = <Body>(method: string, address: string, body?: unknown) =>
  service.api.call<Body>(method, address, { token: service.api.adminToken, body })

async function idOf(email: string): Promise<string> {
  const { body } = await asAdmin<PersonPage>('GET', `/v1/people?email=${email}`)
  return body.data[0]?.id ?? 'nobody'
}

async function merge(email: string, into: string) {
  const [person, other] = [await idOf(email), await idOf(into)]
  return asAdmin('POST', `/v1/people/${person}/merge`, { into: other })
}

async function disable(email: string, disabled: boolean) {
  return asAdmin('PATCH', `/v1/people/${await idOf(email)}`, { disabled })
}

async function propose(token: string, body: object): Promise<RequestObject> {
  return (await service.api.call<RequestObject>('POST', '/v1/requests', { token, body })).body
}

const hold = (request: RequestObject) =>
  holdLocks(ground.database.owner, 'select 1 from request where id = $1 for update', [request.id])

it('a decision and a merge of the two behind its action are both done', async () => {
  const { api } = service
  const token = await api.person('olga@example.com')
  const agent = await api.agent(`both-${round}`, { owners: [owner] })
  const request = await propose(agent.key, { ...restart, on_behalf_of: beneficiary })
  const held = await hold(request)
  const merging = merge(beneficiary, owner)
  await held.waiting(1)
  const deciding = api.decide(token, request, 'approve')
  await held.waiting(2)
  await held.release()

  const answers = await Promise.all([merging, deciding])

  expect(answers.map(({ status }) => status)).toEqual([200, 200])
})

it('a merge and a change of the same agent’s owners are both done', async () => {
  const { api } = service
  const agent = await api.agent(`owned-${round}`, { owners: [owner] })
  await propose(agent.key, { ...restart, on_behalf_of: beneficiary })
  const held = await holdLocks(
    ground.database.owner,
    'select 1 from agent_owner where agent_id = $1 for update',
    [agent.id],
  )
  const merging = merge(owner, beneficiary)
  await held.waiting(1)
  const owning = asAdmin('PATCH', `/v1/agents/${agent.id}`, { owners: ['dana@example.com'] })
  await held.waiting(2)
  await held.release()

  const answers = await Promise.all([merging, owning])

  expect(answers.map(({ status }) => status)).toEqual([200, 200])
})

/** Two who take the same ones in two orders wait for each other. */
it.each([
  ['a deactivation', () => disable('olga@example.com', true)],
  ['a merge', () => merge(beneficiary, owner)],
])('%s takes the requests that rest on somebody in one order', async (_name, change) => {
  const { api } = service
  const { owner: address } = ground.database
  const token = await api.person('olga@example.com')
  const agent = await api.agent(`order-${round}`, { owners: [owner] })
  const first = await propose(agent.key, transfer)
  const second = await propose(api.agentKey, { ...transfer, on_behalf_of: beneficiary })
  for (const request of [first, second]) await api.decide(token, request, 'approve')
  await rowsOf(address, 'update request set version = version where id = $1', [first.id])
  const held = await hold(first)
  const changing = change()
  await held.waiting(1)

  const free = await rowsOf(
    address,
    'select id from request where id = $1 for update skip locked',
    [second.id],
  )

  await held.release()
  expect((await changing).status).toBe(200)
  expect(free).toHaveLength(1)
  await disable('olga@example.com', false)
})
