import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import {
  enterprise,
  entraUser,
  oktaUser,
  patchOf,
  push,
  type Scim,
  scim,
  scimToken,
} from '../harness/directory.ts'
import { type Ground, newGround, type RunningService, startHere } from '../harness/service.ts'

let ground: Ground
let service: RunningService

beforeAll(async () => {
  ground = await newGround()
  service = await startHere(ground, { SCIM_TOKEN: scimToken })
})

afterAll(async () => {
  await service.stop()
  await ground.close()
})

const call = (...given: [string, string, unknown?, Record<string, string>?]) =>
  scim(service, ...given)

let count = 0
function fresh(): string {
  count += 1
  return `user${count}@example.com`
}

describe('the directory', () => {
  it('is pushed to by its own token alone', async () => {
    for (const authorization of ['', 'Bearer ', `Bearer ${service.api.adminToken}`, 'Bearer x']) {
      const { status, body } = await call('GET', '/Users', undefined, { authorization })

      expect(status).toBe(401)
      expect(body).toMatchObject({ status: '401' })
    }
  })

  it('says what it can do', async () => {
    const config = await call('GET', '/ServiceProviderConfig')
    const types = await call('GET', '/ResourceTypes')
    const schemas = await call('GET', '/Schemas')
    const one = await call('GET', `/Schemas/${enterprise}`)

    expect(config.body).toMatchObject({
      patch: { supported: true },
      bulk: { supported: false },
      filter: { supported: true, maxResults: 200 },
      etag: { supported: true },
    })
    expect(config.headers.get('content-type')).toContain('application/scim+json')
    expect(types.body.Resources.map(({ endpoint }: { endpoint: string }) => endpoint)).toEqual([
      '/Users',
      '/Groups',
    ])
    expect(schemas.body.totalResults).toBe(3)
    expect(one.body.id).toBe(enterprise)
  })

  it('makes a user of Okta, without the password, and finds them as Okta looks', async () => {
    const email = fresh()
    const before = await call(
      'GET',
      `/Users?filter=userName%20eq%20%22${email}%22&startIndex=1&count=100`,
    )
    const made = await call('POST', '/Users', oktaUser(email))
    const after = await call(
      'GET',
      `/Users?filter=userName%20eq%20%22${email.toUpperCase()}%22&startIndex=1&count=100`,
    )

    expect(before.body).toMatchObject({ totalResults: 0, Resources: [] })
    expect(made.status).toBe(201)
    expect(made.headers.get('location')).toBe(made.body.meta.location)
    expect(JSON.stringify(made.body)).not.toContain('never-kept')
    expect(after.body).toMatchObject({ totalResults: 1, Resources: [{ id: made.body.id }] })
  })

  it('refuses a name that another user has', async () => {
    const email = fresh()
    await push(service, oktaUser(email))

    const again = await call('POST', '/Users', oktaUser(email.toUpperCase()))

    expect([again.status, again.body.scimType]).toEqual([409, 'uniqueness'])
  })

  it.each([
    ['userName eq "EMAIL"', 1],
    ['externalId eq "00u-EMAIL"', 1],
    ['externalId eq "00U-EMAIL"', 0],
    ['userName eq "EMAIL" and active eq true', 1],
    ['userName eq "EMAIL" and active eq false', 0],
    ['userName eq "EMAIL" or userName eq "nobody"', 1],
    ['emails[type eq "work" and value eq "EMAIL"]', 1],
    ['emails.value eq "EMAIL"', 1],
    ['userName sw "EMAIL" and not (displayName co "bo")', 1],
    ['userName eq "EMAIL" and title pr', 0],
    ['userName eq "EMAIL" and name.familyName eq "DIAZ"', 1],
    ['emails[type eq "work"].value eq "EMAIL"', 1],
    ['userName eq EMAIL and (name.familyName eq Diaz or title pr)', 1],
    ['userName eq "EMAIL" and meta.created gt "2020-01-01T00:00:00.0000000+14:00"', 1],
    ['userName eq "EMAIL" and meta.created lt 2020-01-01T00:00:00Z', 0],
  ])('finds by %s', async (filter, total) => {
    const email = fresh()
    await push(service, oktaUser(email))

    const found = await call(
      'GET',
      `/Users?filter=${encodeURIComponent(filter.replaceAll('EMAIL', email))}`,
    )

    expect([found.status, found.body.totalResults]).toEqual([200, total])
  })

  it.each([
    'userName eq',
    'eq "x"',
    'userName is "x"',
    'userName eq x y',
    'nosuch eq "x"',
    '((userName pr)',
    'a',
    '"',
  ])('refuses the filter %s, instead of finding everybody', async (filter) => {
    const found = await call('GET', `/Users?filter=${encodeURIComponent(filter)}`)

    expect([found.status, found.body.scimType]).toEqual([400, 'invalidFilter'])
  })

  it('pages from 1 on, and leaves out what is not wanted', async () => {
    await push(service, oktaUser(fresh()))
    await push(service, oktaUser(fresh()))

    const all = await call('GET', '/Users')
    const second = await call('GET', '/Users?startIndex=2&count=1&attributes=userName')
    const none = await call('GET', '/Users?startIndex=0&count=0')

    expect(second.body).toMatchObject({ startIndex: 2, itemsPerPage: 1 })
    expect(second.body.totalResults).toBe(all.body.totalResults)
    expect(second.body.Resources[0]).toEqual({
      schemas: all.body.Resources[1].schemas,
      id: all.body.Resources[1].id,
      userName: all.body.Resources[1].userName,
    })
    expect(none.body).toMatchObject({ startIndex: 1, itemsPerPage: 0 })
    expect((await call('GET', '/Users?startIndex=x')).status).toBe(400)
  })

  it('changes what is still the version that the caller saw', async () => {
    const id = await push(service, oktaUser(fresh()))
    const { headers } = await call('GET', `/Users/${id}`)
    const version = String(headers.get('etag'))
    const rename = (displayName: string) =>
      patchOf({ op: 'replace', path: 'displayName', value: displayName })

    const first = await call('PATCH', `/Users/${id}`, rename('A'), { 'if-match': version })
    const late = await call('PATCH', `/Users/${id}`, rename('B'), { 'if-match': version })
    const known = await call('GET', `/Users/${id}`, undefined, {
      'if-none-match': String(first.headers.get('etag')),
    })

    expect([first.status, first.body.displayName]).toEqual([200, 'A'])
    expect(first.headers.get('etag')).not.toBe(version)
    expect(late.status).toBe(412)
    expect(known.status).toBe(304)
  })

  it.each<[string, object[], (user: Scim['body']) => unknown, unknown]>([
    [
      'Entra’s "False"',
      [{ op: 'Replace', path: 'active', value: 'False' }],
      (u) => u.active,
      false,
    ],
    [
      'Okta’s object without a path',
      [{ op: 'replace', value: { active: false } }],
      (u) => u.active,
      false,
    ],
    [
      'a word in an object without a path',
      [{ op: 'Replace', value: { active: 'False' } }],
      (u) => u.active,
      false,
    ],
    [
      'a word in a list',
      [{ op: 'Replace', path: 'active', value: [{ $ref: null, value: 'False' }] }],
      (u) => u.active,
      false,
    ],
    ['active added', [{ op: 'Add', path: 'active', value: 'false' }], (u) => u.active, false],
    [
      'the path with its schema',
      [{ op: 'replace', path: 'urn:ietf:params:scim:schemas:core:2.0:User:active', value: false }],
      (u) => u.active,
      false,
    ],
    [
      'a sub-attribute',
      [{ op: 'Replace', path: 'name.familyName', value: 'New' }],
      (u) => u.name,
      { givenName: 'Ana', familyName: 'New' },
    ],
    [
      'a sub-attribute in another case',
      [{ op: 'replace', path: 'name', value: { FAMILYNAME: 'New' } }],
      (u) => u.name,
      { givenName: 'Ana', familyName: 'New' },
    ],
    [
      'dotted names without a path',
      [{ op: 'Add', value: { 'name.givenName': 'N', displayName: 'N Diaz' } }],
      (u) => [u.name.givenName, u.displayName],
      ['N', 'N Diaz'],
    ],
    [
      'one of several values',
      [{ op: 'Replace', path: 'emails[type eq "work"].display', value: 'w' }],
      (u) => u.emails[0].display,
      'w',
    ],
    [
      'a value that is not there yet',
      [{ op: 'Add', path: 'phoneNumbers[type eq "mobile"].value', value: '1' }],
      (u) => u.phoneNumbers,
      [{ type: 'mobile', value: '1' }],
    ],
    [
      'a filtered path as a name',
      [{ op: 'Add', value: { 'phoneNumbers[type eq "work"].value': '2' } }],
      (u) => u.phoneNumbers,
      [{ type: 'work', value: '2' }],
    ],
    [
      'the extension, by its path',
      [{ op: 'Add', path: `${enterprise}:department`, value: 'D' }],
      (u) => [u[enterprise].department, u.schemas.length],
      ['D', 2],
    ],
    [
      'the extension, without a path',
      [{ op: 'Add', value: { [enterprise]: { department: 'D', costCenter: '7' } } }],
      (u) => u[enterprise],
      { department: 'D', costCenter: '7' },
    ],
    ['a removal', [{ op: 'Remove', path: 'displayName' }], (u) => u.displayName, undefined],
    [
      'a removal by value',
      [{ op: 'Remove', path: 'emails', value: [{ value: 'nobody@example.com' }] }],
      (u) => u.emails.length,
      1,
    ],
    [
      'what is not ours to write',
      [{ op: 'replace', value: { id: 'x', groups: [{ value: 'g' }], displayName: 'Y' } }],
      (u) => [u.id.slice(0, 4), u.groups, u.displayName],
      ['dru_', [], 'Y'],
    ],
    [
      'several at once',
      [
        { op: 'replace', path: 'title', value: 'T' },
        { op: 'Remove', path: 'title' },
        { op: 'add', path: 'title', value: 'U' },
      ],
      (u) => u.title,
      'U',
    ],
  ])('takes %s', async (_dialect, operations, look, expected) => {
    const id = await push(service, oktaUser(fresh()))

    const changed = await call('PATCH', `/Users/${id}`, patchOf(...operations))
    const read = await call('GET', `/Users/${id}`)

    expect(changed.status).toBe(200)
    expect(look(read.body)).toEqual(expected)
  })

  it.each<[string, unknown, string]>([
    ['no operations', patchOf(), 'invalidSyntax'],
    ['an unknown operation', patchOf({ op: 'move', path: 'title', value: 'x' }), 'invalidSyntax'],
    ['a removal of nothing', patchOf({ op: 'remove' }), 'noTarget'],
    ['a broken path', patchOf({ op: 'add', path: 'emails[type eq', value: 'x' }), 'invalidPath'],
    [
      'a broken filter',
      patchOf({ op: 'add', path: 'emails[type is 1].value', value: 'x' }),
      'invalidFilter',
    ],
    ['a user without a name', patchOf({ op: 'remove', path: 'userName' }), 'invalidValue'],
    [
      'activity that is neither',
      patchOf({ op: 'replace', path: 'active', value: 'perhaps' }),
      'invalidValue',
    ],
  ])('refuses %s and changes nothing', async (_fault, body, scimType) => {
    const id = await push(service, oktaUser(fresh()))
    const before = await call('GET', `/Users/${id}`)

    const refused = await call('PATCH', `/Users/${id}`, body)
    const after = await call('GET', `/Users/${id}`)

    expect([refused.status, refused.body.scimType]).toEqual([400, scimType])
    expect(after.body).toEqual(before.body)
  })

  it('replaces a user as Okta does, photos and unknown words and all', async () => {
    const email = fresh()
    const id = await push(service, oktaUser(email))
    const odd = { photos: [{ value: 'no-url', type: 'odd' }], nickName: null, invented: { a: [1] } }

    const put = await call('PUT', `/Users/${id}`, { ...oktaUser(email), ...odd, id, active: false })

    expect([put.status, put.body.active]).toEqual([200, false])
  })

  it('refuses a body with a name twice, whatever its case', async () => {
    const user = { ...oktaUser(fresh()), Active: false }

    const refused = await call('POST', '/Users', user)

    expect([refused.status, refused.body.scimType]).toEqual([400, 'invalidSyntax'])
  })

  it.each<[string, string, object]>([
    ['a replacement', 'PUT', { userName: 'USER' }],
    ['a replacement with nothing', 'PUT', { userName: 'USER', active: null }],
    ['a removal', 'PATCH', patchOf({ op: 'remove', path: 'active' })],
    ['nothing', 'PATCH', patchOf({ op: 'replace', value: { active: null } })],
  ])(
    'keeps a user deactivated where %s does not say that they are active',
    async (_way, method, body) => {
      const email = fresh()
      const id = await push(service, oktaUser(email, { active: false }))

      const sent = JSON.stringify(body).replace('USER', email)
      const { status } = await call(method, `/Users/${id}`, sent)
      const after = await call('GET', `/Users/${id}`)
      const back = await call(
        'PATCH',
        `/Users/${id}`,
        patchOf({ op: 'add', value: { active: 'True' } }),
      )

      expect([status, after.body.active, back.body.active]).toEqual([200, false, true])
    },
  )

  it('deletes a user once, after which the name is free', async () => {
    const email = fresh()
    const id = await push(service, entraUser(email))

    const deleted = await call('DELETE', `/Users/${id}`)
    const again = await call('DELETE', `/Users/${id}`)
    const read = await call('GET', `/Users/${id}`)

    expect([deleted.status, again.status, read.status]).toEqual([204, 404, 404])
    expect((await call('POST', '/Users', entraUser(email))).status).toBe(201)
  })

  it('answers what it does not offer as such', async () => {
    expect((await call('POST', '/Bulk', {})).status).toBe(501)
    expect((await call('PUT', '/Users', {})).status).toBe(405)
    expect((await call('GET', '/Nothing')).status).toBe(404)
  })
})

describe('a service without SCIM_TOKEN', () => {
  it('has no such address', async () => {
    const other = await newGround()
    const plain = await startHere(other)
    try {
      expect((await scim(plain, 'GET', '/Users')).status).toBe(404)
    } finally {
      await plain.stop()
      await other.close()
    }
  })
})
