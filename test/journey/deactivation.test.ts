import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { EventView } from '../../src/contract/event.ts'
import type { PersonPage, PersonView } from '../../src/contract/person.ts'
import type { RequestObject } from '../../src/contract/request.ts'
import type { Refusal } from '../harness/api.ts'
import { approve, grantOf } from '../harness/approval.ts'
import { enterConsole } from '../harness/console.ts'
import { entraUser, oktaUser, patchOf, push, scim, scimToken } from '../harness/directory.ts'
import { type Ground, newGround, type RunningService, startHere } from '../harness/service.ts'

let ground: Ground
let service: RunningService & { link: string }

beforeAll(async () => {
  ground = await newGround()
  service = await startHere(ground, { SCIM_TOKEN: scimToken })
})

afterAll(async () => {
  await service.stop()
  await ground.close()
})

const asAdmin = <Body>(method: string, address: string, body?: unknown) =>
  service.api.call<Body & Refusal>(method, address, { token: service.api.adminToken, body })

async function personOf(email: string): Promise<PersonView> {
  const { body } = await asAdmin<PersonPage>('GET', `/v1/people?email=${email}`)
  const [person] = body.data
  if (person === undefined) throw new Error(`nobody holds ${email}`)
  return person
}

async function disable(email: string, disabled: boolean): Promise<PersonView> {
  const { id } = await personOf(email)
  return (await asAdmin<PersonView>('PATCH', `/v1/people/${id}`, { disabled })).body
}

const active = (user: string, value: unknown) =>
  scim(service, 'PATCH', `/Users/${user}`, patchOf({ op: 'Replace', path: 'active', value }))

const haves = ({ needs }: RequestObject) => needs.map(({ group, have }) => [group, have])

describe('a person whom the directory deactivates', () => {
  it('is refused at the next click, on the API and in the console', async () => {
    const user = await push(service, entraUser('bo@example.com'))
    const request = await service.api.propose()
    const token = await service.api.person('bo@example.com')
    const console = await enterConsole(service.link)
    await console.become('bo@example.com')

    const { status } = await active(user, 'False')
    const byApi = await service.api.decide(token, request, 'approve')
    const byConsole = await console.page(`/requests/${request.id}`)

    expect(status).toBe(200)
    expect(byApi.status).toBe(401)
    expect(byConsole).toContain('Redirecting to /console/sign-in')
    expect(haves(await service.api.read(request.id))).toEqual([
      ['data-owners', 0],
      ['security', 0],
    ])
    await active(user, 'True')
  })

  it('counts no more where they approved, also after they are active again, until they approve anew', async () => {
    const user = await push(service, oktaUser('cy@example.com'))
    const request = await service.api.propose()
    const first = await service.api.person('cy@example.com')
    await service.api.decide(first, request, 'approve')
    const counted = haves(await service.api.read(request.id))

    await active(user, false)
    const gone = haves(await service.api.read(request.id))
    await active(user, true)
    const back = haves(await service.api.read(request.id))
    const old = await service.api.decide(first, request, 'approve')
    const token = await service.api.person('cy@example.com')
    const anew = await service.api.decide(token, request, 'approve')

    expect(counted).toContainEqual(['security', 1])
    expect(gone).toContainEqual(['security', 0])
    expect(back).toContainEqual(['security', 0])
    expect(old.status).toBe(401)
    expect(anew.status).toBe(200)
    expect(haves(anew.body)).toContainEqual(['security', 1])
  })

  it('leaves no grant behind that rests on them', async () => {
    const request = await service.api.propose({ action: 'service.restart', payload: {} })
    const user = await push(service, oktaUser('pia@example.com'))
    const grant = grantOf(await approve(service.api, request, ['pia']))
    await active(user, false)
    await active(user, true)

    const use = await service.api.call<Refusal>('POST', '/v1/grants/consume', {
      body: { grant, action: 'service.restart', payload: {} },
    })

    expect([use.status, use.body.code]).toEqual([409, 'policy_changed'])
  })

  it('stays so by an operator’s word, whatever the directory says again, and the other way round', async () => {
    const user = await push(service, oktaUser('olga@example.com'))
    const byOperator = await disable('olga@example.com', true)
    await active(user, false)
    await active(user, true)
    const still = await personOf('olga@example.com')
    await active(user, false)
    const enabled = await disable('olga@example.com', false)
    await active(user, true)

    expect(byOperator).toMatchObject({ disabled: true, disabled_by: ['operator'] })
    expect(still).toMatchObject({ disabled: true, disabled_by: ['operator'] })
    expect(enabled).toMatchObject({ disabled: true, disabled_by: ['directory'] })
    expect(await personOf('olga@example.com')).toMatchObject({ disabled: false, disabled_by: [] })
  })

  it('is on record by ids alone', async () => {
    const { id } = await personOf('olga@example.com')
    const { body } = await asAdmin<{ data: EventView[] }>('GET', '/v1/events?limit=200')
    const own = body.data.filter((event) => event['person'] === id)

    expect(own.map(({ type, code }) => [type, code])).toEqual(
      expect.arrayContaining([
        ['person.disabled', 'bootstrap'],
        ['person.disabled', 'directory'],
        ['person.enabled', 'bootstrap'],
        ['person.enabled', 'directory'],
      ]),
    )
    const bodies = body.data.filter(({ type }) => /^(person|directory)\./.test(type))
    expect(JSON.stringify(bodies.map((event) => ({ ...event, actor: null })))).not.toContain('@')
  })
})

describe('a user who is deleted', () => {
  it('takes no right along when somebody else gets their address', async () => {
    const email = 'ana@example.com'
    const before = await personOf(email)
    const user = await push(service, oktaUser(email, { externalId: 'first' }))
    const old = await service.api.person(email)
    await scim(service, 'DELETE', `/Users/${user}`)
    await push(service, oktaUser(email, { externalId: 'second' }))
    const after = await personOf(email)

    expect(after.id).not.toBe(before.id)
    expect(after.disabled).toBe(false)
    expect((await service.api.decide(old, await service.api.propose(), 'approve')).status).toBe(401)
  })

  it('is the same person when the directory brings the same one back', async () => {
    const email = 'returns@example.com'
    const first = await push(service, oktaUser(email, { externalId: 'same' }))
    const before = await personOf(email)
    await scim(service, 'DELETE', `/Users/${first}`)
    const between = await personOf(email)
    await push(service, oktaUser(email, { externalId: 'same' }))

    expect(between).toMatchObject({ id: before.id, disabled: true })
    expect(await personOf(email)).toMatchObject({ id: before.id, disabled: false })
  })
})
