import { afterEach, beforeEach, expect, it } from '@jest/globals'
import type { EventView } from '../../src/contract/event.ts'
import type { RequestObject } from '../../src/contract/request.ts'
import type { Refusal } from '../harness/api.ts'
import { rowsOf } from '../harness/rows.ts'
import { type Ground, newGround, type RunningService, startHere } from '../harness/service.ts'
import { until } from '../harness/until.ts'

let ground: Ground
let service: RunningService

beforeEach(async () => {
  ground = await newGround()
  service = await startHere(ground)
})

afterEach(async () => {
  await service.stop()
  await ground.close()
})

const action = { action: 'mail.send', payload: 1 }

/** Lets the deadline pass while the job that would notice is still far away. */
async function overdue(): Promise<RequestObject> {
  const request = await service.api.propose(action)
  await rowsOf(
    ground.database.owner,
    `update request set expires_at = clock_timestamp() where id = $1`,
    [request.id],
  )
  return request
}

async function story({ id }: RequestObject): Promise<EventView[]> {
  const { body } = await service.api.call<{ data: EventView[] }>('GET', `/v1/requests/${id}/events`)
  return body.data
}

it('a request that nobody decides in time is expired by the clock, and by nobody else', async () => {
  const { id } = await service.api.propose({ ...action, expires_in: 1 })

  const request = await service.api.read(id, 60)

  expect(request.status).toBe('expired')
  expect(request.verdict).toEqual({
    by: 'clock',
    reason: null,
    decisions: [],
    grant: null,
    grant_expires_at: null,
  })
  expect(Date.parse(request.decided_at ?? '')).toBeGreaterThanOrEqual(
    Date.parse(request.expires_at ?? ''),
  )
  expect((await story(request)).map(({ type, actor }) => [type, actor.kind])).toEqual([
    ['request.proposed', 'agent'],
    ['request.evaluated', 'policy'],
    ['request.expired', 'clock'],
  ])
})

it.each(['approve', 'deny'] as const)(
  'after the deadline it is too late to %s, though no job has noticed it yet',
  async (decision) => {
    const request = await overdue()
    const cy = await service.api.person('cy@example.com')

    const { status, body } = await service.api.decide(cy, request, decision)

    expect([status, body.code, body.request?.status]).toEqual([409, 'already_decided', 'expired'])
    expect((await service.api.read(request.id)).verdict).toMatchObject({ by: 'clock' })
    expect((await story(request)).map(({ type }) => type)).toEqual([
      'request.proposed',
      'request.evaluated',
      'request.expired',
      'decision.refused',
    ])
  },
)

it('after the deadline it is too late to cancel', async () => {
  const { id } = await overdue()

  const { status, body } = await service.api.call<Refusal>('POST', `/v1/requests/${id}/cancel`)

  expect([status, body.code, body.request?.status]).toEqual([409, 'already_decided', 'expired'])
})

it('a deadline that passed while no service ran is noticed at the next start', async () => {
  const { id } = await service.api.propose({ ...action, expires_in: 1 })
  await service.stop()
  await until(async () => {
    const past = 'select 1 from request where id = $1 and expires_at < clock_timestamp()'
    return (await rowsOf(ground.database.owner, past, [id])).length === 1
  })

  service = await startHere(ground)

  expect((await service.api.read(id, 60)).verdict).toMatchObject({ by: 'clock' })
})
