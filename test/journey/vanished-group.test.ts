import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals'
import type { RequestObject } from '../../src/contract/request.ts'
import { journeyPolicy, putInForce } from '../harness/policy.ts'
import { type Ground, newGround, type RunningService, startHere } from '../harness/service.ts'

/** A group that owns agents and leaves the policy: nobody meant to free those who were in it. */
let ground: Ground
let service: RunningService

const restart = { action: 'service.restart', payload: {} }
const withSquad = (squad: string) => journeyPolicy({ groups: squad })
const whole = withSquad('squad: { members: [olga@example.com, pia@example.com] }')

beforeAll(async () => {
  ground = await newGround(whole)
  service = await startHere(ground)
})

beforeEach(async () => {
  await putInForce(ground.policyFile, service.api, whole)
})

afterAll(async () => {
  await service.stop()
  await ground.close()
})

async function newAgent(name: string): Promise<string> {
  const { call, adminToken: token } = service.api
  const body = { name, owners: [{ group: 'squad' }] }
  return (await call<{ key: string }>('POST', '/v1/agents', { token, body })).body.key
}

async function approvalOf(name: string, token: string) {
  const { api } = service
  const { body } = await api.call<RequestObject>('POST', '/v1/requests', { token, body: restart })
  const { body: answer } = await api.decide(await api.person(name), body, 'approve')
  return answer.code ?? answer.status
}

it('those whom it had stay barred from what its agents ask, also of what they ask later', async () => {
  const key = await newAgent('renamed')
  await putInForce(
    ground.policyFile,
    service.api,
    withSquad('team: { members: [olga@example.com] }'),
  )

  expect(await approvalOf('olga@example.com', key)).toBe('self_approval')
  expect(await approvalOf('pia@example.com', key)).toBe('self_approval')
})

it('those who had left it before are free', async () => {
  const key = await newAgent('left')
  await putInForce(
    ground.policyFile,
    service.api,
    withSquad('squad: { members: [pia@example.com] }'),
  )
  await putInForce(ground.policyFile, service.api, withSquad(''))

  expect(await approvalOf('olga@example.com', key)).toBe('approved')
  expect(await approvalOf('pia@example.com', key)).toBe('self_approval')
})

it('they are free once the agent has other owners, and once the policy names the group again without them', async () => {
  const { api } = service
  const [owned, named] = [await newAgent('owned'), await newAgent('named')]
  await putInForce(ground.policyFile, api, withSquad(''))
  const { body } = await api.call<{ data: { id: string; name: string }[] }>('GET', '/v1/agents', {
    token: api.adminToken,
  })
  const found = body.data.find(({ name }) => name === 'owned')
  await api.call('PATCH', `/v1/agents/${found?.id}`, {
    token: api.adminToken,
    body: { owners: ['dana@example.com'] },
  })

  expect(await approvalOf('pia@example.com', owned)).toBe('approved')
  expect(await approvalOf('pia@example.com', named)).toBe('self_approval')
  await putInForce(ground.policyFile, api, withSquad('squad: { members: [dana@example.com] }'))
  expect(await approvalOf('pia@example.com', named)).toBe('approved')
})
