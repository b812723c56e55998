import { describe, expect, it } from '@jest/globals'
import { grouped, spanText } from '../../../../src/core/card/count.ts'

describe('a number that people read', () => {
  it('is grouped by thousands', () => {
    expect(grouped(41_870)).toBe('41,870')
  })

  it.each([
    [-1, '0 s'],
    [90_000, '90 s'],
    [1_800_000, '30 min'],
    [3 * 3_600_000, '3 h'],
    [3 * 86_400_000, '3 days'],
  ])('says %i milliseconds as %s', (milliseconds, text) => {
    expect(spanText(milliseconds)).toBe(text)
  })
})
