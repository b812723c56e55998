import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { compareLines } from '../../../../src/core/card/compare-lines.ts'

function told(before: string[], after: string[]): string[] {
  return compareLines(before, after).map(({ kind, text }) => `${kind} ${text}`)
}

describe('comparing lines', () => {
  it('tells what is gone, what has come and what stayed, in their order', () => {
    expect(told(['a', 'b', 'c', 'd'], ['a', 'x', 'c', 'd', 'e'])).toEqual([
      'equal a',
      'removed b',
      'added x',
      'equal c',
      'equal d',
      'added e',
    ])
  })

  it('finds the longest common run', () => {
    const kinds = compareLines([...'ABCABBA'], [...'CBABAC']).map(({ kind }) => kind)

    expect(kinds.filter((kind) => kind === 'equal')).toHaveLength(4)
  })

  it('holds both texts, whatever they are', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 30 })

    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const compared = compareLines(before, after)

        const without = (kind: string) =>
          compared.filter((line) => line.kind !== kind).map(({ text }) => text)
        expect(without('added')).toEqual(before)
        expect(without('removed')).toEqual(after)
      }),
    )
  })

  it('looks for no pairs where there would be too many, and is still right', () => {
    const before = Array.from({ length: 5_000 }, (_, at) => `old ${at}`)
    const after = Array.from({ length: 5_000 }, (_, at) => `new ${at}`)

    const compared = compareLines(['same', ...before, 'end'], ['same', ...after, 'end'])

    expect(compared).toHaveLength(10_002)
    expect(compared[1]).toEqual({ kind: 'removed', text: 'old 0' })
    expect(compared.at(-1)).toEqual({ kind: 'equal', text: 'end' })
  })

  it('calls nothing equal that may not be', () => {
    const never = () => false

    expect(compareLines(['a'], ['a'], never)).toEqual([
      { kind: 'removed', text: 'a' },
      { kind: 'added', text: 'a' },
    ])
  })
})
