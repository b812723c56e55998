import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { PayloadLine } from '../../../../src/core/card/card.ts'
import { excerpt } from '../../../../src/core/card/excerpt.ts'
import { layOut } from '../../../../src/core/card/lay-out.ts'
import { lineChars } from '../../../../src/core/card/line-size.ts'
import { readTree } from '../../../../src/proof/verify/read-tree.ts'

const linesOf = (value: unknown) => layOut(readTree(JSON.stringify(value)))
const charsOf = (lines: PayloadLine[]) => lines.reduce((sum, line) => sum + lineChars(line), 0)

const cutMark = /… ([\d,]+) more characters?$/

/** What a text that was shortened shows, and how much it says is missing. */
function unmarked(text: string): { chars: number; more: number } {
  const mark = cutMark.exec(text)
  const shown = mark === null ? text : text.slice(0, mark.index)
  return { chars: Array.from(shown).length, more: Number((mark?.[1] ?? '0').replaceAll(',', '')) }
}

describe('excerpt', () => {
  it('shows a payload that fits whole, to the last character', () => {
    const lines = linesOf({ table: 'customers', rows: 10412 })

    expect(excerpt(lines, charsOf(lines))).toEqual({ lines, cut: null, hidden: 0 })
    expect(excerpt(lines, charsOf(lines) - 1).cut).not.toBeNull()
  })

  it('shortens a long value so that the others stay', () => {
    const lines = linesOf({ note: 'x'.repeat(100_000), table: 'customers' })

    const { lines: shown, cut } = excerpt(lines, 2_000)

    expect(shown).toHaveLength(2)
    expect(shown[0]?.text).toMatch(/^x{1900,}… 98,\d{3} more characters$/)
    expect(shown[1]?.text).toBe('customers')
    expect(cut).toEqual({ characters: unmarked(shown[0]?.text ?? '').more, fields: 0 })
  })

  it('leaves the end away where there are too many values, and says how many', () => {
    const lines = linesOf(Array.from({ length: 1_000 }, (_, index) => `value ${index}`))

    const { lines: shown, cut } = excerpt(lines, 500)

    expect(shown).toEqual(lines.slice(0, shown.length))
    expect(cut?.fields).toBe(1_000 - (shown.length - 1))
    expect(cut?.characters).toBe(charsOf(lines) - charsOf(shown))
  })

  it('does not end with the head of a value of which nothing is shown', () => {
    const lines = linesOf({ a: 1, b: { c: { d: 'x'.repeat(10) } } })

    const { lines: shown, cut } = excerpt(lines, 15)

    expect(shown).toEqual(lines.slice(0, 1))
    expect(cut).toEqual({ characters: charsOf(lines.slice(1)), fields: 1 })
  })

  it('shortens a long key too', () => {
    const lines = linesOf({ ['k'.repeat(5_000)]: 'v', b: 1 })

    const { lines: shown } = excerpt(lines, 1_000)

    expect(shown[0]?.key).toMatch(/^k+… 4,\d{3} more characters$/)
    expect(shown[0]?.text).toBe('v')
    expect(shown[1]).toEqual(lines[1])
  })

  it('shows nothing where there is no room, and says so', () => {
    const lines = linesOf({ a: 'x'.repeat(100), b: 2 })

    expect(excerpt(lines, 0)).toEqual({
      lines: [],
      cut: { characters: charsOf(lines), fields: 2 },
      hidden: 0,
    })
  })

  it('counts hidden values whether or not their lines are shown', () => {
    const hidden = { kind: 'hidden', as: 'pii', was: 'string', size: 3 } as const
    const lines = layOut({ kind: 'array', items: [hidden, hidden, hidden] })

    expect(excerpt(lines, 60).hidden).toBe(3)
  })

  it('shows and cuts exactly the whole, within the room that there is', () => {
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        fc.integer(),
        fc.string({ maxLength: 30, unit: 'binary' }),
        fc.integer({ min: 100, max: 3_000 }).map((length) => 'long 😀 '.repeat(length / 7)),
        fc.array(tie('value'), { maxLength: 6 }),
        fc.dictionary(
          fc.oneof(
            fc.string({ maxLength: 9 }),
            fc.nat(900).map((length) => 'k'.repeat(length)),
          ),
          tie('value'),
          { maxKeys: 6 },
        ),
      ),
    }))

    fc.assert(
      fc.property(value, fc.nat(4_000), (payload, charsMax) => {
        const lines = linesOf(payload)

        const { lines: shown, cut } = excerpt(lines, charsMax)

        expect(charsOf(shown)).toBeLessThanOrEqual(charsMax)
        const marked = (cut === null ? [] : shown).flatMap(({ key, text }, at) => [
          ...(key === lines[at]?.key ? [] : [key ?? '']),
          ...(text === lines[at]?.text ? [] : [text]),
        ])
        const marks = marked.map((text) => Array.from(text).length - unmarked(text).chars)
        const shownChars = charsOf(shown) - marks.reduce((sum, chars) => sum + chars, 0)
        expect(shownChars + (cut?.characters ?? 0)).toBe(charsOf(lines))
        const fields = (some: PayloadLine[]) => some.filter(({ kind }) => kind !== 'open').length
        expect(fields(shown) + (cut?.fields ?? 0)).toBe(fields(lines))
        if (cut === null) expect(shown).toEqual(lines)
        else expect(cut.characters).toBeGreaterThan(0)
      }),
    )
  })
})
