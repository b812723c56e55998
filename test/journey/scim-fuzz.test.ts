import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  enterprise,
  oktaUser,
  patchOf,
  push,
  pushGroup,
  scim,
  scimToken,
} from '../harness/directory.ts'
import { type Ground, newGround, type RunningService, startHere } from '../harness/service.ts'

const bodiesCount = 400

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

const leaf = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('False', 'true', '\0', '__proto__', '', 'a@b.example', null, true, -1, 1e21),
)
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('any'), { maxLength: 3 }),
    tie('object'),
  ),
  object: fc.dictionary(
    fc.constantFrom(
      'value',
      'type',
      'primary',
      'active',
      'members',
      'emails',
      'userName',
      '__proto__',
      enterprise,
      'name.x',
      'a[b',
    ),
    tie('any'),
    { maxKeys: 4 },
  ),
})).any

const path = fc.oneof(
  fc.constantFrom(
    'active',
    'members',
    'emails',
    'emails[type eq "work"].value',
    'members[value eq "x"]',
    'name.givenName',
  ),
  fc.constantFrom(
    'emails[',
    'emails[].x',
    'a.b.c.d',
    `${enterprise}:a.b`,
    enterprise,
    'x[y eq 1]',
    '[]',
    '.',
    'constructor',
    '__proto__.x',
  ),
  fc.string({ maxLength: 20 }),
)
const operation = fc.record(
  { op: fc.constantFrom('add', 'Replace', 'REMOVE', 'move', 1), path, value },
  { requiredKeys: ['op'] },
)
const body = fc.oneof(
  value,
  fc.record(
    {
      userName: leaf,
      displayName: leaf,
      emails: value,
      members: value,
      active: leaf,
      externalId: leaf,
    },
    { requiredKeys: [] },
  ),
  fc.array(operation, { maxLength: 4 }).map((operations) => patchOf(...operations)),
)

describe('whatever a directory sends', () => {
  it(`is never a fault of ours, over ${bodiesCount} bodies`, async () => {
    const user = await push(service, oktaUser('fuzzed@example.com'))
    const group = await pushGroup(service, 'Fuzzed', [user])
    const target = fc.constantFrom<[string, string]>(
      ['POST', '/Users'],
      ['PUT', `/Users/${user}`],
      ['PATCH', `/Users/${user}`],
      ['POST', '/Groups'],
      ['PUT', `/Groups/${group}`],
      ['PATCH', `/Groups/${group}`],
    )

    await fc.assert(
      fc.asyncProperty(target, body, async ([method, address], sent) => {
        const answer = await scim(service, method, address, sent === undefined ? '' : sent)
        expect(answer.status).toBeLessThan(500)
      }),
      { numRuns: bodiesCount },
    )

    expect((await scim(service, 'GET', `/Users/${user}`)).status).toBe(200)
  })

  it('and whatever it looks for', async () => {
    const words = fc.constantFrom(
      'userName',
      'eq',
      'and',
      'or',
      'not',
      '(',
      ')',
      '[',
      ']',
      '"a"',
      'pr',
      'emails',
      'true',
      '1',
      '"',
      'members.value',
    )

    await fc.assert(
      fc.asyncProperty(fc.array(words, { maxLength: 8 }), async (parts) => {
        const filter = encodeURIComponent(parts.join(' '))
        const { status } = await scim(service, 'GET', `/Users?filter=${filter}`)
        expect([200, 400]).toContain(status)
      }),
      { numRuns: 200 },
    )
  })
})
