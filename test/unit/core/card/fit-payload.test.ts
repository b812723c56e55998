import { describe, expect, it } from '@jest/globals'
import type { PayloadLine } from '../../../../src/core/card/card.ts'
import { fitPayload } from '../../../../src/core/card/fit-payload.ts'
import { lineChars } from '../../../../src/core/card/line-size.ts'
import { valueLine } from '../../../fakes/cards.ts'

function fitted(lines: PayloadLine[], charsMax: number, cut = { characters: 0, fields: 0 }) {
  return fitPayload({ lines, cut, hidden: 0 }, charsMax, lineChars)
}

describe('a payload in the room that a surface has', () => {
  it('stays whole where it fits', () => {
    const lines = [valueLine('a', '1'), valueLine('b', '2')]

    expect(fitPayload({ lines, cut: null, hidden: 0 }, 10, lineChars)).toEqual({ lines, cut: null })
  })

  it('loses whole lines from its end, which are added to what was cut before', () => {
    const open: PayloadLine = { depth: 0, key: 'c', text: '', kind: 'open' }
    const lines = [valueLine('a', '1'), valueLine('b', '2'), open]

    const { lines: shown, cut } = fitted(lines, 9, { characters: 100, fields: 10 })

    expect(shown).toEqual([valueLine('a', '1')])
    expect(cut).toEqual({ characters: 100 + 5 + 2, fields: 11 })
  })

  it('begins a single line that is too long: its value is cut first, then its key', () => {
    expect(fitted([valueLine('sql', 'x'.repeat(90))], 16)).toEqual({
      lines: [valueLine('sql', 'x'.repeat(10))],
      cut: { characters: 80, fields: 0 },
    })
    expect(fitted([valueLine('k'.repeat(30), 'x')], 16)).toEqual({
      lines: [valueLine('k'.repeat(15), '')],
      cut: { characters: 16, fields: 0 },
    })
  })
})
