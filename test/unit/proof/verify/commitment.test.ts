import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { commit } from '../../../../src/proof/verify/commitment.ts'
import { readJson } from '../../../../src/proof/verify/read-json.ts'
import { anyChoices, anyValue, respell } from './respell.ts'

const salt = new Uint8Array(32).fill(7)

describe('commit', () => {
  it('has the form that records are checked by, as another HMAC works it out', () => {
    expect(commit(salt, 'payload', { table: 'customers', rows: 10412 })).toBe(
      'cbea2de8d4da201caf0d366c15a6af18b873ba302de5ebd196cc58e572bd101a',
    )
  })

  it.each([
    ['salt', new Uint8Array(32).fill(8), 'payload', 'customers'],
    ['length of the salt', new Uint8Array(33).fill(7), 'payload', 'customers'],
    ['field', salt, 'summary', 'customers'],
    ['value', salt, 'payload', 'customer'],
    ['kind of the value', salt, 'payload', ['customers']],
  ])('differs with the %s', (_what, otherSalt, field, value) => {
    expect(commit(otherSalt, field, value)).not.toBe(commit(salt, 'payload', 'customers'))
  })

  it('is the same for every spelling of a value', () => {
    fc.assert(
      fc.property(anyValue, anyChoices, (value, choices) => {
        const read = readJson(new TextEncoder().encode(respell(value, choices)))

        expect(read.ok && commit(salt, 'payload', read.value)).toBe(commit(salt, 'payload', value))
      }),
    )
  })

  it('takes minus zero for zero, as RFC 8785 does', () => {
    expect(commit(salt, 'payload', -0)).toBe(commit(salt, 'payload', 0))
  })
})
