import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { IdentityView, PersonPage } from '../../src/contract/person.ts'
import { grantOf } from '../harness/approval.ts'
import { holdLocks } from '../harness/held-locks.ts'
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

async function disable(email: string, disabled: boolean): Promise<number> {
  const { call, adminToken: token } = service.api
  const { body } = await call<PersonPage>('GET', `/v1/people?email=${email}`, { token })
  const address = `/v1/people/${body.data[0]?.id}`
  return (await call('PATCH', address, { token, body: { disabled } })).status
}

describe('a decision that waits while its person is disabled', () => {
  const restart = { action: 'service.restart', payload: {} }

  it('is written before the disabling or not at all', async () => {
    const { api } = service
    const [request, token] = [await api.propose(restart), await api.person('olga@example.com')]
    const held = await holdLocks(
      ground.database.owner,
      'select 1 from request where id = $1 for update',
      [request.id],
    )
    const deciding = api.decide(token, request, 'approve')
    await held.waiting(1)
    const disabling = disable('olga@example.com', true)
    const isFirst = await Promise.race([
      disabling.then(() => true),
      held.waiting(2).then(() => false),
    ])
    await held.release()
    await Promise.all([deciding, disabling])

    const { status } = await api.read(request.id)
    expect([isFirst, status]).not.toEqual([true, 'approved'])
    await disable('olga@example.com', false)
  })
})

describe('a decision that waits while the account that makes it is removed', () => {
  it('is written before the removal or not at all', async () => {
    const { api } = service
    const { call, adminToken } = api
    const request = await api.propose()
    const token = await api.person('cy@example.com')
    const people = await call<PersonPage>('GET', '/v1/people?email=cy@example.com', {
      token: adminToken,
    })
    const address = `/v1/people/${people.body.data[0]?.id}/identities`
    const accounts = await call<{ data: IdentityView[] }>('GET', address, { token: adminToken })
    const held = await holdLocks(
      ground.database.owner,
      'select 1 from request where id = $1 for update',
      [request.id],
    )
    const deciding = api.decide(token, request, 'deny')
    await held.waiting(1)
    const removing = call('DELETE', `${address}/${accounts.body.data[0]?.id}`, {
      token: adminToken,
    })
    const isFirst = await Promise.race([
      removing.then(() => true),
      held.waiting(2).then(() => false),
    ])
    await held.release()
    await Promise.all([deciding, removing])

    const { status } = await api.read(request.id)
    expect([isFirst, status]).not.toEqual([true, 'denied'])
  })
})

describe('a grant that waits to be used while who approved it is disabled', () => {
  it('is used before the disabling or not at all', async () => {
    const { api } = service
    const request = await api.propose({ action: 'service.restart', payload: { n: 1 } })
    await api.decide(await api.person('pia@example.com'), request, 'approve')
    const grant = grantOf(await api.read(request.id))
    const held = await holdLocks(
      ground.database.owner,
      'select 1 from request where id = $1 for update',
      [request.id],
    )
    const body = { grant, action: 'service.restart', payload: { n: 1 } }
    const using = api.call('POST', '/v1/grants/consume', { body })
    await held.waiting(1)
    const disabling = disable('pia@example.com', true)
    const isFirst = await Promise.race([
      disabling.then(() => true),
      held.waiting(2).then(() => false),
    ])
    await held.release()
    const [used] = await Promise.all([using, disabling])

    expect([isFirst, used.status]).not.toEqual([true, 200])
    await disable('pia@example.com', false)
  })
})
