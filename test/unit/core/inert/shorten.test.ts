import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  countChars,
  firstChars,
  shorten,
  shortenedCharsMin,
} from '../../../../src/core/inert/shorten.ts'

describe('shorten', () => {
  it('leaves a text that fits as it is', () => {
    expect(shorten('x'.repeat(50), 50)).toBe('x'.repeat(50))
  })

  it('ends a text that does not fit with the size of the rest', () => {
    const shown = shorten('x'.repeat(41_970), 124)

    expect(shown).toBe(`${'x'.repeat(100)}… 41,870 more characters`)
  })

  it('counts and cuts at code points', () => {
    const shown = shorten('😀'.repeat(100), 60)

    expect(shown.isWellFormed()).toBe(true)
    expect(shown).toMatch(/^(😀)+… \d+ more characters$/u)
    expect(countChars(shown)).toBeLessThanOrEqual(60)
  })

  it('never exceeds the limit, and what it shows and what it counts are the whole', () => {
    const text = fc.string({ unit: 'binary', maxLength: 400 })

    fc.assert(
      fc.property(text, fc.integer({ min: shortenedCharsMin, max: 300 }), (whole, charsMax) => {
        const shown = shorten(whole, charsMax)

        expect(countChars(shown)).toBeLessThanOrEqual(charsMax)
        if (shown === whole) return
        const mark = /… ([\d,]+) more characters?$/.exec(shown)
        const more = Number(mark?.[1]?.replaceAll(',', ''))
        const kept = shown.slice(0, mark?.index)
        expect(whole.startsWith(kept)).toBe(true)
        expect(countChars(kept) + more).toBe(countChars(whole))
      }),
    )
  })
})

describe('countChars', () => {
  it('counts code points, an unpaired half as one', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '😀', '\ud83d', '\ude00') })

    fc.assert(
      fc.property(text, (counted) => {
        expect(countChars(counted)).toBe(Array.from(counted).length)
      }),
    )
  })
})

describe('firstChars', () => {
  it.each([
    ['abc', 0, ''],
    ['abc', 2, 'ab'],
    ['abc', 9, 'abc'],
    ['a😀b', 2, 'a😀'],
    ['😀😀', 1, '😀'],
  ])('takes from %j the first %d', (text, chars, first) => {
    expect(firstChars(text, chars)).toBe(first)
  })
})
