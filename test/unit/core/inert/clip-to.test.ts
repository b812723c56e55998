import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { clipTo } from '../../../../src/core/inert/clip-to.ts'
import { countChars } from '../../../../src/core/inert/shorten.ts'

/** A measure in which some characters count for more than others. */
function weigh(text: string): number {
  return Array.from(text).reduce((sum, one) => sum + (one === '<' ? 4 : 1), 0)
}

describe('clipping a text to a measure', () => {
  it('leaves what fits as it is', () => {
    expect(clipTo('a<b', 6, weigh)).toEqual({ text: 'a<b', cutChars: 0 })
  })

  it('counts what does not fit in whole characters', () => {
    expect(clipTo('a😀<b', 5, weigh)).toEqual({ text: 'a😀', cutChars: 2 })
    expect(clipTo('😀😀', 1, (text) => text.length)).toEqual({ text: '', cutChars: 2 })
  })

  it('keeps as much as fits, and no more', () => {
    const anyText = fc.string({ unit: fc.constantFrom('a', '<', '😀'), maxLength: 60 })

    fc.assert(
      fc.property(anyText, fc.integer({ min: -1, max: 80 }), (text, max) => {
        const { text: kept, cutChars } = clipTo(text, max, weigh)

        expect(text.startsWith(kept)).toBe(true)
        expect(countChars(kept) + cutChars).toBe(countChars(text))
        if (kept !== '') expect(weigh(kept)).toBeLessThanOrEqual(max)
        const [next = ''] = Array.from(text.slice(kept.length))
        if (cutChars > 0) expect(weigh(kept + next)).toBeGreaterThan(max)
      }),
    )
  })
})
