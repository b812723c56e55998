import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import {
  groupSchema,
  oktaUser,
  patchOf,
  push,
  pushGroup,
  scim,
  scimToken,
} from '../harness/directory.ts'
import { journeyPolicy } from '../harness/policy.ts'
import { type Ground, newGround, type RunningService, startHere } from '../harness/service.ts'

let ground: Ground
let service: RunningService

const groups = 'sre: { directory: "Site Reliability" }'
const rules = `
  - name: deploys
    match: { action: "app.deploy" }
    then: review
    review: { needs: [ { group: sre, count: 1 } ], expires_in: 30m }`

beforeAll(async () => {
  ground = await newGround(journeyPolicy({ groups, rules }))
  service = await startHere(ground, { SCIM_TOKEN: scimToken })
})

afterAll(async () => {
  await service.stop()
  await ground.close()
})

const call = (...given: [string, string, unknown?, Record<string, string>?]) =>
  scim(service, ...given)

let count = 0
async function users(many: number): Promise<string[]> {
  const ids: string[] = []
  for (let index = 0; index < many; index += 1) {
    count += 1
    ids.push(await push(service, oktaUser(`member${count}@example.com`)))
  }
  return ids
}

async function membersOf(group: string): Promise<string[]> {
  const { body } = await call('GET', `/Groups/${group}`)
  return body.members.map(({ value }: { value: string }) => value).sort()
}

type Dialect = (ids: { a: string; b: string; c: string }) => object[]

const warned = async () =>
  (await service.api.propose({ action: 'app.deploy', payload: {} })).warnings.map(
    ({ code }) => code,
  )

it('says on the requests that ask it that it was never pushed, or that nobody active is in it', async () => {
  expect(await warned()).toEqual(['group_unknown'])

  const group = await pushGroup(service, 'Site Reliability', [])
  expect(await warned()).toEqual(['group_empty'])

  const [user = ''] = await users(1)
  const change = (op: string) => patchOf({ op, path: 'members', value: [{ value: user }] })
  await call('PATCH', `/Groups/${group}`, change('add'))
  expect(await warned()).toEqual([])

  await call('PATCH', `/Users/${user}`, patchOf({ op: 'replace', path: 'active', value: false }))
  expect(await warned()).toEqual(['group_empty'])
  await call('DELETE', `/Groups/${group}`)
  expect(await warned()).toEqual(['group_unknown'])
})

describe('a group of the directory', () => {
  it.each<[string, Dialect, ('a' | 'b' | 'c')[]]>([
    [
      'adds one, as Okta does',
      ({ c }) => [{ op: 'add', path: 'members', value: [{ value: c, display: 'c' }] }],
      ['a', 'b', 'c'],
    ],
    [
      'adds one, as Entra does',
      ({ c }) => [{ op: 'Add', path: 'members', value: [{ value: c }] }],
      ['a', 'b', 'c'],
    ],
    [
      'adds without a path',
      ({ c }) => [{ op: 'Add', value: { members: [{ value: c }] } }],
      ['a', 'b', 'c'],
    ],
    [
      'adds who is there already once',
      ({ a }) => [{ op: 'add', path: 'members', value: [{ value: a }] }],
      ['a', 'b'],
    ],
    [
      'removes one by a filter, as Okta does',
      ({ a }) => [{ op: 'remove', path: `members[value eq "${a}"]` }],
      ['b'],
    ],
    [
      'removes one by a list, as Entra does',
      ({ a }) => [{ op: 'Remove', path: 'members', value: [{ value: a }] }],
      ['b'],
    ],
    [
      'removes nobody who is not in it',
      ({ c }) => [{ op: 'Remove', path: 'members', value: [{ value: c }] }],
      ['a', 'b'],
    ],
    ['removes everybody only when told so', () => [{ op: 'remove', path: 'members' }], []],
    [
      'replaces the members',
      ({ c }) => [{ op: 'Replace', path: 'members', value: [{ value: c }] }],
      ['c'],
    ],
    [
      'replaces them without a path, with a name',
      ({ b, c }) => [{ op: 'replace', value: { id: 'x', members: [{ value: b }, { value: c }] } }],
      ['b', 'c'],
    ],
    [
      'does several in order',
      ({ a, c }) => [
        { op: 'Remove', path: 'members', value: [{ value: a }] },
        { op: 'Add', path: 'members', value: [{ value: c }] },
      ],
      ['b', 'c'],
    ],
  ])('%s', async (_dialect, operations, expected) => {
    const [a = '', b = '', c = ''] = await users(3)
    const ids = { a, b, c }
    const group = await pushGroup(service, `Group of ${a}`, [a, b])

    const { status, body } = await call('PATCH', `/Groups/${group}`, patchOf(...operations(ids)))

    expect([status, body]).toEqual([204, null])
    expect(await membersOf(group)).toEqual(expected.map((name) => ids[name]).sort())
  })

  it('refuses a member whom nobody made, and forgets one who was deleted', async () => {
    const [a = '', b = ''] = await users(2)
    const group = await pushGroup(service, `Group of ${a}`, [a, b])
    const stranger = `dru_${'0'.repeat(26)}`

    const refused = await Promise.all(
      [stranger, `${a}\0`].map((value) =>
        call(
          'PATCH',
          `/Groups/${group}`,
          patchOf({ op: 'add', path: 'members', value: [{ value }] }),
        ),
      ),
    )
    await call('DELETE', `/Users/${b}`)
    const put = await call('PUT', `/Groups/${group}`, {
      schemas: [groupSchema],
      displayName: `Group of ${a}`,
      members: [{ value: a }, { value: b }],
    })

    const refusal = [400, 'invalidValue']
    expect(refused.map(({ status, body }) => [status, body.scimType])).toEqual([refusal, refusal])
    expect(put.status).toBe(200)
    expect(await membersOf(group)).toEqual([a])
  })

  it('is answered to a change only as far as the caller says, with its version', async () => {
    const [a = ''] = await users(1)
    const group = await pushGroup(service, `Group of ${a}`, [a])
    const rename = (displayName: string) =>
      patchOf({ op: 'Replace', path: 'displayName', value: displayName })

    const brief = await call('PATCH', `/Groups/${group}`, rename(`A ${a}`))
    const asked = await call(
      'PATCH',
      `/Groups/${group}?excludedAttributes=members`,
      rename(`B ${a}`),
    )

    expect([brief.status, brief.headers.get('etag')]).toEqual([204, 'W/"2"'])
    expect([asked.status, asked.body.displayName]).toEqual([200, `B ${a}`])
    expect(asked.body).not.toHaveProperty('members')
  })

  it('has its name alone, and is found by it without its members', async () => {
    const [a = ''] = await users(1)
    const group = await pushGroup(service, 'Alone', [a])
    const again = await call('POST', '/Groups', { schemas: [groupSchema], displayName: 'ALONE' })
    const found = await call(
      'GET',
      `/Groups?excludedAttributes=members&filter=displayName%20eq%20%22Alone%22`,
    )
    const byMember = await call(
      'GET',
      `/Groups?filter=${encodeURIComponent(`members.value eq "${a}"`)}`,
    )

    expect(again.status).toBe(409)
    expect(found.body.Resources.map(({ id }: { id: string }) => id)).toEqual([group])
    expect(found.body.Resources[0]).not.toHaveProperty('members')
    expect(byMember.body.totalResults).toBe(1)
  })

  it('is who the policy means by its name, from one click to the next', async () => {
    const email = 'reliable@example.com'
    const user = await push(service, oktaUser(email))
    const token = await service.api.person(email)
    const decide = async () => {
      const request = await service.api.propose({ action: 'app.deploy', payload: {} })
      const { status, body } = await service.api.decide(token, request, 'approve')
      return status === 200 ? body.status : body.code
    }

    const outside = await decide()
    const group = await pushGroup(service, 'Site Reliability', [user])
    const inside = await decide()
    await call(
      'PATCH',
      `/Groups/${group}`,
      patchOf({ op: 'replace', path: 'displayName', value: 'Renamed' }),
    )
    const renamed = await decide()
    await call(
      'PATCH',
      `/Groups/${group}`,
      patchOf({ op: 'replace', value: { id: group, displayName: 'Site Reliability' } }),
    )
    const back = await decide()
    await call('DELETE', `/Groups/${group}`)
    const gone = await decide()

    expect([outside, inside, renamed, back, gone]).toEqual([
      'not_an_approver',
      'approved',
      'not_an_approver',
      'approved',
      'not_an_approver',
    ])
  })
})
