import { describe, expect, it } from '@jest/globals'
import type { JsonObject } from '../../../../src/contract/json.ts'
import { applyPatch } from '../../../../src/http/scim/apply-patch.ts'
import { readPatch } from '../../../../src/http/scim/read-patch.ts'

const patch = (resource: JsonObject, ...Operations: JsonObject[]) =>
  applyPatch(resource, readPatch({ Operations }))

const members = (...ids: string[]) => ids.map((value) => ({ value }))
const manyCount = 10_000
const many = Array.from({ length: manyCount }, (_, index) => `m${index}`)
const storm = (operation: (index: number) => JsonObject) =>
  Array.from({ length: 1_000 }, (_, index) => operation(index))

describe('a PATCH of values', () => {
  it('keeps their order, and takes the later of two that are told by the same', () => {
    const emails = [
      { value: 'a@x.example', type: 'work' },
      { value: 'b@x.example', type: 'home', primary: true },
    ]

    const changed = patch(
      { emails },
      { op: 'add', path: 'emails', value: [{ value: 'c@x.example', primary: true }] },
      { op: 'add', path: 'emails', value: { value: 'a@x.example', type: 'work', display: 'A' } },
      { op: 'add', path: 'emails', value: { value: 'a@x.example', type: 'other' } },
    )

    expect(changed['emails']).toEqual([
      { value: 'a@x.example', type: 'work', display: 'A' },
      { value: 'b@x.example', type: 'home', primary: false },
      { value: 'c@x.example', primary: true },
      { value: 'a@x.example', type: 'other' },
    ])
    expect(emails[1]).toHaveProperty('primary', true)
  })

  it('sees in each operation what the one before it left', () => {
    const changed = patch(
      { members: members('a', 'b') },
      { op: 'remove', path: 'members[value eq "a"]' },
      { op: 'add', path: 'members', value: members('c') },
      { op: 'remove', path: 'members', value: members('b', 'x') },
      { op: 'add', path: 'members', value: members('a') },
    )

    expect(changed['members']).toEqual(members('c', 'a'))
  })

  it('takes out every type of a value, and tells by case', () => {
    const roles = [
      { value: 'r', type: 'x' },
      { value: 'r', type: 'y' },
      { value: 'R', type: 'x' },
    ]

    const changed = patch({ roles }, { op: 'remove', path: 'roles[value eq "r"]' })

    expect(changed['roles']).toEqual([{ value: 'R', type: 'x' }])
  })
})

describe('a thousand operations', () => {
  it.each<[string, (index: number) => JsonObject, number]>([
    [
      'take out one member each, as authentik does',
      (index) => ({ op: 'remove', path: 'members', value: members(`m${index}`) }),
      manyCount - 1_000,
    ],
    [
      'take out one member each, as Okta does',
      (index) => ({ op: 'remove', path: `members[value eq "m${index}"]` }),
      manyCount - 1_000,
    ],
    [
      'add one member each',
      (index) => ({ op: 'add', path: 'members', value: members(`n${index}`) }),
      manyCount + 1_000,
    ],
  ])('%s, without looking at all the others', (_way, operation, left) => {
    const changed = patch({ members: members(...many) }, ...storm(operation))

    expect(changed['members']).toHaveLength(left)
  })

  it('are refused where each looks at every value', () => {
    const operations = storm((index) => ({
      op: 'replace',
      path: `members[display eq "${index}"].type`,
      value: 'x',
    }))

    expect(() => patch({ members: members(...many) }, ...operations)).toThrow('too many values')
  })
})
