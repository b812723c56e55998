import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { RequestObject } from '../../src/contract/request.ts'
import { grantOf } from '../harness/approval.ts'
import { holdLocks } from '../harness/held-locks.ts'
import { journeyPolicy, putInForce } from '../harness/policy.ts'
import { type Ground, newGround, type RunningService, startHere } from '../harness/service.ts'

/** What a decision rests on changes while it is on its way: it was before, or it is not. */
let ground: Ground
let service: RunningService

const olga = 'olga@example.com'
const restart = { action: 'service.restart', payload: {} }
const roundsCount = 12

beforeAll(async () => {
  ground = await newGround()
  service = await startHere(ground)
})

afterAll(async () => {
  await service.stop()
  await ground.close()
})

async function proposed(name: string) {
  const { api } = service
  const agent = await api.agent(name)
  const { body: request } = await api.call<RequestObject>('POST', '/v1/requests', {
    token: agent.key,
    body: restart,
  })
  return { agent, request }
}

function own(agent: { id: string }, owners: string[]) {
  const { call, adminToken: token } = service.api
  return call('PATCH', `/v1/agents/${agent.id}`, { token, body: { owners } })
}

async function read(request: RequestObject): Promise<RequestObject> {
  const { call, adminToken: token } = service.api
  return (await call<RequestObject>('GET', `/v1/requests/${request.id}`, { token })).body
}

it('a decision that waits while its person comes to own the agent is written before, or not at all', async () => {
  const { api } = service
  const token = await api.person(olga)
  const { agent, request } = await proposed('waits')
  const held = await holdLocks(
    ground.database.owner,
    'select 1 from request where id = $1 for update',
    [request.id],
  )
  const deciding = api.decide(token, request, 'approve')
  await held.waiting(1)
  const owning = own(agent, ['dana@example.com', olga])
  const isFirst = await Promise.race([owning.then(() => true), held.waiting(2).then(() => false)])
  await held.release()
  await Promise.all([deciding, owning])

  const { status } = await read(request)
  expect([isFirst, status]).not.toEqual([true, 'approved'])
})

it('a grant is never used that rests on somebody who owned the agent by then', async () => {
  const { api } = service
  const token = await api.person(olga)
  for (let round = 0; round < roundsCount; round += 1) {
    const { agent, request } = await proposed(`grant-${round}`)
    const [decided] = await Promise.all([
      api.decide(token, request, 'approve'),
      own(agent, ['dana@example.com', olga]),
    ])

    expect([200, 403]).toContain(decided.status)
    const { body: after } = await api.call<RequestObject>('GET', `/v1/requests/${request.id}`, {
      token: agent.key,
    })
    if (decided.status === 403) expect(after.status).toBe('pending')
    else {
      const used = await api.call('POST', '/v1/grants/consume', {
        token: agent.key,
        body: { grant: grantOf(after), ...restart },
      })
      expect(used.status).toBe(409)
    }
  }
})

it('a grant is never used that the policy in force by then refuses', async () => {
  const { api } = service
  const token = await api.person(olga)
  const { policyFile } = ground
  const denying = journeyPolicy({
    rules: '  - { name: frozen, match: { action: service.restart }, then: deny }',
  })
  for (let round = 0; round < roundsCount / 2; round += 1) {
    const { agent, request } = await proposed(`policy-${round}`)
    const [decided] = await Promise.all([
      api.decide(token, request, 'approve'),
      putInForce(policyFile, api, denying),
    ])

    const { body: after } = await api.call<RequestObject>('GET', `/v1/requests/${request.id}`, {
      token: agent.key,
    })
    if (after.status === 'approved') {
      const used = await api.call('POST', '/v1/grants/consume', {
        token: agent.key,
        body: { grant: grantOf(after), ...restart },
      })
      expect(used.status).toBe(409)
    } else expect([decided.status, after.status]).not.toEqual([200, 'approved'])
    await putInForce(policyFile, api, journeyPolicy())
  }
})
