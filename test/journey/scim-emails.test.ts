import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { EventView } from '../../src/contract/event.ts'
import type { PersonPage, PersonView } from '../../src/contract/person.ts'
import {
  entraUser,
  oktaUser,
  patchOf,
  push,
  pushGroup,
  scim,
  scimToken,
} from '../harness/directory.ts'
import { journeyPolicy } from '../harness/policy.ts'
import { rowsOf } from '../harness/rows.ts'
import { type Ground, newGround, type RunningService, startHere } from '../harness/service.ts'

let ground: Ground
let service: RunningService

const groups = `sre: { directory: "Site Reliability" }
  named: { members: [hands@example.com, keeper@example.com] }`
const rules = `
  - name: named
    match: { action: "app.named" }
    then: review
    review: { needs: [ { group: named, count: 2 } ], expires_in: 30m }`

beforeAll(async () => {
  ground = await newGround(journeyPolicy({ groups, rules }))
  service = await startHere(ground, { SCIM_TOKEN: scimToken })
})

afterAll(async () => {
  await service.stop()
  await ground.close()
})

const asAdmin = <Body>(address: string) =>
  service.api.call<Body>('GET', address, { token: service.api.adminToken })

async function personOf(email: string): Promise<PersonView | undefined> {
  return (await asAdmin<PersonPage>(`/v1/people?email=${encodeURIComponent(email)}`)).body.data[0]
}

async function personBehind(user: string): Promise<string | undefined> {
  const rows = await rowsOf<{ person_id: string }>(
    ground.database.owner,
    'select person_id from identity where subject = $1 and ended_at is null',
    [user],
  )
  return rows[0]?.person_id
}

const setWorkEmail = (user: string, value: string) =>
  scim(
    service,
    'PATCH',
    `/Users/${user}`,
    patchOf(
      { op: 'Replace', path: 'emails[type eq "work"].value', value },
      { op: 'Replace', path: 'userName', value },
    ),
  )

describe('two users of the directory with one e-mail', () => {
  it('are two people: the first keeps it, the second does without, and the record says so', async () => {
    const first = await push(service, oktaUser('keeper@example.com'))
    const second = await push(
      service,
      entraUser('KEEPER@example.com', { userName: 'adm-keeper', externalId: 'adm' }),
    )
    const [keeper, without] = [await personBehind(first), await personBehind(second)]
    const { body } = await asAdmin<{ data: EventView[] }>('/v1/events?limit=200')
    const said = body.data.filter(({ type }) => type === 'person.emails_changed')

    expect(without).not.toBe(keeper)
    expect(await personOf('keeper@example.com')).toMatchObject({ id: keeper, disabled: false })
    expect(said).toContainEqual(expect.objectContaining({ person: without, refused: [keeper] }))
  })

  it('are deactivated each for themselves', async () => {
    const found = await scim(service, 'GET', '/Users?filter=userName eq "adm-keeper"')
    const id = found.body.Resources[0].id
    const person = await personBehind(id)

    await scim(
      service,
      'PATCH',
      `/Users/${id}`,
      patchOf({ op: 'Replace', path: 'active', value: 'False' }),
    )
    const { body } = await asAdmin<PersonPage>('/v1/people?limit=100')

    expect(body.data.find((one) => one.id === person)).toMatchObject({ disabled: true, emails: [] })
    expect(await personOf('keeper@example.com')).toMatchObject({ disabled: false })
  })

  it('share it no more once the first gave it up: who is pushed again with it has it', async () => {
    const first = await push(service, oktaUser('given-up@example.com'))
    const user = entraUser('given-up@example.com', { userName: 'waits', externalId: 'waits' })
    const second = await push(service, user)
    await setWorkEmail(first, 'another@example.com')

    const { status } = await scim(service, 'PUT', `/Users/${second}`, user)

    expect(status).toBe(200)
    expect((await personOf('given-up@example.com'))?.id).toBe(await personBehind(second))
  })
})

describe('an e-mail that changes hands', () => {
  it('takes the seat of whoever had it along, and gives it to nobody', async () => {
    const first = await push(service, oktaUser('hands@example.com'))
    const token = await service.api.person('hands@example.com')
    const request = await service.api.propose({ action: 'app.named', payload: {} })
    const counted = await service.api.decide(token, request, 'approve')

    await setWorkEmail(first, 'moved@example.com')
    const second = await push(service, oktaUser('hands@example.com', { externalId: 'next' }))
    const after = await service.api.read(request.id)
    const again = await service.api.decide(token, request, 'approve')
    const next = await service.api.propose({ action: 'app.named', payload: {} })
    const late = await service.api.decide(token, next, 'approve')

    expect(counted.body.needs[0]?.have).toBe(1)
    expect(after.needs[0]?.have).toBe(0)
    expect(again.body.needs?.[0]?.have ?? 0).toBe(0)
    expect([late.status, late.body.code]).toEqual([403, 'not_an_approver'])
    expect((await personOf('hands@example.com'))?.id).toBe(await personBehind(second))
    expect(await personBehind(second)).not.toBe(await personBehind(first))
  })
})

describe('a name that looks like another', () => {
  it.each([
    ['a Cyrillic letter', 'аna@example.com'],
    ['the sign for kelvin', 'an\u212Aa@example.com'],
    ['a dotted capital', 'ANa\u0130@example.com'],
    ['a full-width sign', 'ana\uFF20example.com'],
    ['a zero width', 'ana\u200B@example.com'],
    ['a combining mark', 'ana\u0301@example.com'],
  ])('with %s is somebody else, without that e-mail', async (_trick, name) => {
    const held = await Promise.all(
      ['ana@example.com', 'anka@example.com', 'anai@example.com'].map(async (email) => {
        await service.api.person(email)
        return (await personOf(email))?.id
      }),
    )

    const user = await push(service, entraUser(name))
    const person = await personBehind(user)

    expect(person).toBeDefined()
    expect(held).not.toContain(person)
    expect(
      await rowsOf(ground.database.owner, 'select 1 from person_email where person_id = $1', [
        person,
      ]),
    ).toEqual([])
  })
})

describe('a group of the directory', () => {
  it('is the policy’s by the very same name alone', async () => {
    const user = await push(service, oktaUser('case@example.com'))
    await pushGroup(service, 'site reliability', [user])

    const rows = await rowsOf<{ name: string }>(
      ground.database.owner,
      'select name from person_group where person_id = $1 and until is null',
      [await personBehind(user)],
    )

    expect(rows).toEqual([{ name: 'site reliability' }])
  })

  it('takes no group for a member', async () => {
    const group = await pushGroup(service, 'Outer')
    const inner = await pushGroup(service, 'Inner')
    const nested = patchOf({ op: 'Add', path: 'members', value: [{ value: inner, type: 'Group' }] })

    const refused = await scim(service, 'PATCH', `/Groups/${group}`, nested)

    expect([refused.status, refused.body.scimType]).toEqual([400, 'invalidValue'])
  })
})
