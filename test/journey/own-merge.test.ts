import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { PersonPage } from '../../src/contract/person.ts'
import { journeyPolicy } from '../harness/policy.ts'
import { type Ground, newGround, type RunningService, startHere } from '../harness/service.ts'

/** An administrator has no say over a request by being one, so they say of nobody that it is them. */
let ground: Ground
let service: RunningService
let olga: string

beforeAll(async () => {
  const groups = 'platform: { members: [olga@example.com, ana@example.com] }'
  ground = await newGround(`${journeyPolicy({ groups })}admins: platform\n`)
  service = await startHere(ground)
  olga = await service.api.person('olga@example.com')
})

afterAll(async () => {
  await service.stop()
  await ground.close()
})

async function idOf(email: string): Promise<string> {
  const { call, adminToken: token } = service.api
  const { body } = await call<PersonPage>('GET', `/v1/people?email=${email}`, { token })
  return String(body.data[0]?.id)
}

async function merge(token: string, person: string, into: string) {
  const address = `/v1/people/${await idOf(person)}/merge`
  return service.api.call('POST', address, { token, body: { into: await idOf(into) } })
}

it.each([
  ['bo@example.com', 'olga@example.com'],
  ['olga@example.com', 'bo@example.com'],
])(
  'an administrator cannot make %s one with %s where one of them is their own',
  async (one, other) => {
    const request = await service.api.propose()

    const merged = await merge(olga, one, other)
    const decided = await service.api.decide(olga, request, 'approve')

    expect([merged.status, merged.body['code']]).toEqual([403, 'forbidden'])
    expect(decided.body.code).toBe('not_an_approver')
  },
)

it('another administrator can', async () => {
  const ana = await service.api.person('ana@example.com')

  expect((await merge(ana, 'pia@example.com', 'olga@example.com')).status).toBe(200)
})
