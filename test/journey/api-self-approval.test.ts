import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { RequestObject } from '../../src/contract/request.ts'
import { exportAction } from '../harness/api.ts'
import { type Ground, newGround, type RunningService, startHere } from '../harness/service.ts'

let ground: Ground
let service: RunningService
let agentsCount = 0

beforeAll(async () => {
  ground = await newGround()
  service = await startHere(ground)
})

afterAll(async () => {
  await service.stop()
  await ground.close()
})

/** An agent of these owners, with what it needs to propose and to change hands. */
async function agentOf(...owners: string[]) {
  const { api } = service
  agentsCount += 1
  const { id, key } = await api.agent(`agent-${agentsCount}`, { owners })
  return {
    propose: async (more: object = {}) => {
      const answer = await api.call<RequestObject>('POST', '/v1/requests', {
        token: key,
        body: { ...exportAction, ...more },
      })
      return answer.body
    },
    handTo: (...next: string[]) =>
      api.call('PATCH', `/v1/agents/${id}`, { token: api.adminToken, body: { owners: next } }),
  }
}

async function approve(email: string, request: RequestObject) {
  return service.api.decide(await service.api.person(email), request, 'approve')
}

async function codesOf(email: string, request: RequestObject) {
  const token = await service.api.person(email)
  const approved = await service.api.decide(token, request, 'approve')
  const denied = await service.api.decide(token, request, 'deny')
  return [approved.body.code, denied.body.code]
}

const refusedBothWays = ['self_approval', 'self_approval']

it.each(['bo@example.com', 'cy@example.com'])('no owner decides: %s', async (owner) => {
  const agent = await agentOf('bo@example.com', 'CY@Example.com')

  expect(await codesOf(owner, await agent.propose())).toEqual(refusedBothWays)
})

it('the person that the agent acts for does not decide', async () => {
  const agent = await agentOf('dana@example.com')
  const request = await agent.propose({ on_behalf_of: 'Bo@Example.com' })

  expect(await codesOf('bo@example.com', request)).toEqual(refusedBothWays)
})

it('an owner who was removed after the proposal does not decide', async () => {
  const agent = await agentOf('bo@example.com', 'dana@example.com')
  const request = await agent.propose()
  await agent.handTo('dana@example.com')

  expect(await codesOf('bo@example.com', request)).toEqual(refusedBothWays)
})

it('an owner who was added after the proposal does not decide', async () => {
  const agent = await agentOf('dana@example.com')
  const request = await agent.propose()
  await agent.handTo('dana@example.com', 'bo@example.com')

  expect(await codesOf('bo@example.com', request)).toEqual(refusedBothWays)
})

it('an owner who was removed before the proposal may decide', async () => {
  const agent = await agentOf('bo@example.com', 'dana@example.com')
  await agent.handTo('dana@example.com')
  const request = await agent.propose()

  expect((await approve('bo@example.com', request)).status).toBe(200)
})

it('an approval does not count any more once its giver owns the agent', async () => {
  const agent = await agentOf('dana@example.com')
  const request = await agent.propose()
  await approve('bo@example.com', request)
  await agent.handTo('dana@example.com', 'bo@example.com')

  const half = await approve('cy@example.com', request)
  const full = await approve('ana@example.com', request)

  expect(half.body.status).toBe('pending')
  expect(half.body.needs).toContainEqual({ group: 'data-owners', count: 1, have: 0 })
  expect(full.body.status).toBe('approved')
})
