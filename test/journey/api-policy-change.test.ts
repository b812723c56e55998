import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals'
import { journeyPolicy, putInForce } from '../harness/policy.ts'
import { type Ground, newGround, type RunningService, startHere } from '../harness/service.ts'
import { until } from '../harness/until.ts'

const asProposed = journeyPolicy()
const exportNeeds = '[ { group: data-owners, count: 1 }, { group: security, count: 1 } ]'

let ground: Ground
let service: RunningService

beforeAll(async () => {
  ground = await newGround(asProposed)
  service = await startHere(ground)
})

beforeEach(() => putInForce(ground.policyFile, service.api, asProposed))

afterAll(async () => {
  await service.stop()
  await ground.close()
})

/** The policy with one thing said otherwise. */
function changed(from: string, to: string): Promise<string> {
  if (!asProposed.includes(from)) throw new Error(`the policy does not say ${from}`)
  return putInForce(ground.policyFile, service.api, asProposed.replace(from, to))
}

async function approve(name: string, request: Awaited<ReturnType<typeof service.api.propose>>) {
  const token = await service.api.person(`${name}@example.com`)
  return service.api.decide(token, request, 'approve')
}

it('stricter needs that came into force since the proposal replace its own', async () => {
  const request = await service.api.propose()
  await approve('bo', request)
  await changed(exportNeeds, exportNeeds.replace('data-owners, count: 1', 'data-owners, count: 2'))

  const half = await approve('cy', request)
  const full = await approve('ana', request)

  expect([half.body.status, full.body.status]).toEqual(['pending', 'approved'])
  expect(full.body.needs).toEqual([
    { group: 'data-owners', count: 2, have: 2 },
    { group: 'security', count: 1, have: 1 },
  ])
})

it('a group that is asked since the proposal has to approve too', async () => {
  const request = await service.api.propose()
  await changed(exportNeeds, exportNeeds.replace(' ]', ', { group: operators, count: 1 } ]'))

  await approve('bo', request)
  const half = await approve('cy', request)
  const full = await approve('olga', request)

  expect([half.body.status, full.body.status]).toEqual(['pending', 'approved'])
})

it('an approval under a policy that denies by now settles the request as denied by policy', async () => {
  const request = await service.api.propose()
  await changed('action: "db.drop*"', 'action: ["db.drop*", "data.export"]')

  const { status, body } = await approve('bo', request)

  expect([status, body.status, body.verdict?.by]).toEqual([200, 'denied', 'policy'])
  expect(body.verdict?.reason).toBe('Databases are never dropped by an agent.')
})

it('a policy that would allow the action by now loosens nothing', async () => {
  const request = await service.api.propose()
  await changed('action: "data.export*"', 'action: "data.exported"')
  await changed('match: { action: "db.read" }', 'match: { action: "data.export" }')

  const half = await approve('bo', request)
  const full = await approve('cy', request)

  expect([half.body.status, full.body.status]).toEqual(['pending', 'approved'])
  expect(full.body.verdict?.by).toBe('people')
})

it('a policy that wants a comment by now gets one', async () => {
  const request = await service.api.propose({ action: 'service.restart', payload: null })
  await changed('comment: on_deny', 'comment: always')

  const { status, body } = await approve('olga', request)

  expect([status, body.code]).toEqual([422, 'comment_required'])
})

it('whoever left the group since the proposal neither decides nor counts', async () => {
  const request = await service.api.propose()
  const other = await service.api.propose()
  await approve('bo', request)
  await changed('[ana@example.com, bo@example.com]', '[ana@example.com, eve@example.com]')

  const refused = await approve('bo', other)
  const half = await approve('cy', request)
  const full = await approve('eve', request)

  expect(refused.body.code).toBe('not_an_approver')
  expect(half.body.needs).toContainEqual({ group: 'data-owners', count: 1, have: 0 })
  expect(full.body.status).toBe('approved')
})

it('a group that is asked since the proposal sees the request without anybody having clicked', async () => {
  const { api } = service
  const request = await api.propose()
  const olga = await api.person('olga@example.com')
  const before = await api.call('GET', `/v1/requests/${request.id}`, { token: olga })

  await changed(exportNeeds, exportNeeds.replace(' ]', ', { group: operators, count: 1 } ]'))

  expect(before.status).toBe(404)
  await until(async () => {
    const { status } = await api.call('GET', `/v1/requests/${request.id}`, { token: olga })
    return status === 200
  })
})

it('a request whose group the policy does not have any more says so', async () => {
  const { api } = service
  const request = await api.propose({ action: 'service.restart', payload: {} })
  const withoutOperators = asProposed
    .replace(/^ {2}operators: .*$/m, '')
    .replaceAll('group: operators', 'group: security')

  await putInForce(ground.policyFile, api, withoutOperators)

  await until(async () => (await api.read(request.id)).warnings.length > 0)
  const { status, warnings, needs } = await api.read(request.id)
  expect(status).toBe('pending')
  expect(warnings.map(({ code }) => code)).toEqual(['group_gone'])
  expect(needs.map(({ group }) => group)).toEqual(['operators', 'security'])
})
