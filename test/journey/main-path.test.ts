import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { type Ground, newGround, type RunningService, startHere } from '../harness/service.ts'

let ground: Ground
let service: RunningService

beforeAll(async () => {
  ground = await newGround()
  service = await startHere(ground)
})

afterAll(async () => {
  await service.stop()
  await ground.close()
})

it('an action that two groups approve is approved, and the waiting agent hears it', async () => {
  const { api } = service
  const request = await api.propose()
  const waiting = api.read(request.id, 60)

  await api.decide(await api.person('bo@example.com'), request, 'approve')
  await api.decide(await api.person('cy@example.com'), request, 'approve')
  const settled = await waiting

  expect(settled.status).toBe('approved')
  expect(settled.verdict?.by).toBe('people')
  expect(settled.verdict?.decisions.map(({ person, counts_for }) => [person, counts_for])).toEqual([
    ['bo@example.com', 'data-owners'],
    ['cy@example.com', 'security'],
  ])
})

it('one deny settles a request', async () => {
  const { api } = service
  const request = await api.propose()

  const { body } = await api.decide(
    await api.person('cy@example.com'),
    request,
    'deny',
    'too many rows',
  )

  expect(body.status).toBe('denied')
  expect(body.verdict?.decisions[0]?.comment).toBe('too many rows')
})

it('an allowed action is approved at once, and a denied one denied, by the policy', async () => {
  const { api } = service

  const allowed = await api.propose({ action: 'db.read', payload: { rows: 1 } })
  const denied = await api.propose({ action: 'db.drop', payload: null })

  expect([allowed.status, allowed.verdict?.by]).toEqual(['approved', 'policy'])
  expect([denied.status, denied.verdict?.reason]).toEqual([
    'denied',
    'Databases are never dropped by an agent.',
  ])
})
