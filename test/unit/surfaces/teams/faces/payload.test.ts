import { describe, expect, it } from '@jest/globals'
import type { PayloadExcerpt, PayloadLine } from '../../../../../src/core/card/card.ts'
import { payloadPart } from '../../../../../src/surfaces/teams/faces/payload.ts'
import { nodesOf, textOf } from '../../../../fakes/adaptive-card.ts'
import { valueLine } from '../../../../fakes/cards.ts'

function excerpt(lines: PayloadLine[], changes: Partial<PayloadExcerpt> = {}): PayloadExcerpt {
  return { lines, cut: null, hidden: 0, ...changes }
}

function shown(of: PayloadExcerpt, bytesMax = 20_000): string[] {
  const text = textOf({ body: payloadPart(of, '9f2c 41aa 07de', bytesMax).elements })
  return text.split('\n').slice(1)
}

function runsOf(of: PayloadExcerpt) {
  const [, box] = payloadPart(of, '9f2c 41aa 07de', 20_000).elements
  return nodesOf(box).filter(({ type }) => type === 'TextRun')
}

describe('a payload on a Teams card', () => {
  it('has a line for each value, in its own order, and indents what is nested', () => {
    const lines: PayloadLine[] = [
      valueLine('table', 'customers'),
      { depth: 0, key: 'to', text: '', kind: 'open' },
      { depth: 1, key: 'host', text: 's3', kind: 'value' },
      { depth: 1, key: null, text: 'first', kind: 'value' },
    ]

    expect(shown(excerpt(lines))).toEqual(['table  customers', 'to', '  host  s3', '  - first'])
  })

  it('tells keys from values by their look, in letters of one width', () => {
    const [key, value] = runsOf(excerpt([valueLine('rows', '10412')]))

    expect(key).toMatchObject({ isSubtle: true, fontType: 'Monospace' })
    expect(value).toEqual({ type: 'TextRun', text: '10412', fontType: 'Monospace' })
  })

  it('lets no line break in a key or a value pass for another field', () => {
    expect(shown(excerpt([valueLine('a\nadmin', 'x\r\nrole  owner\u2028')]))).toEqual([
      'a<U+000A>admin  x<U+000D><U+000A>role  owner<U+2028>',
    ])
  })

  it('keeps every space, though clients collapse them', () => {
    const [, value] = runsOf(excerpt([valueLine('a', ' x   y ')]))

    expect(value?.['text']).toBe('\u00a0x\u00a0\u00a0 y ')
  })

  it('gives a long word places to wrap at, which nobody sees', () => {
    const url = 's3://analytics-eu-west-1/customers.parquet'

    const [, value] = runsOf(excerpt([valueLine('to', url)]))

    expect(String(value?.['text']).split('\u200b').join('')).toBe(url)
    for (const part of String(value?.['text']).split('\u200b')) {
      expect(part.length).toBeLessThanOrEqual(14)
    }
  })

  it('leaves a short word alone, so that what is copied is what was sent', () => {
    const [, value] = runsOf(excerpt([valueLine('id', '0190a7f2-4e01-7c3a-9b1d-5f')]))

    expect(value?.['text']).toBe('0190a7f2-4e01-7c3a-9b1d-5f')
  })

  it('stands as one text with its keys in a column where lines of their own have no room', () => {
    const lines = [valueLine('a', '1'), valueLine('long', '2')]
    const many = [...lines, ...Array.from({ length: 98 }, (_, at) => valueLine(`k${at}`, '3'))]

    expect(shown(excerpt(many)).slice(0, 2)).toEqual(['a     1', 'long  2'])
    expect(shown(excerpt(many))).toHaveLength(100)
    expect(runsOf(excerpt(many))).toHaveLength(1)
  })

  it('says what it has no room for, beside what was cut before and what is hidden', () => {
    const lines = Array.from({ length: 100 }, (_, at) => valueLine(`k${at}`, 'x'.repeat(90)))

    const text = shown(excerpt(lines, { cut: { characters: 1_000, fields: 10 }, hidden: 2 }), 9_000)

    const missing = 100 - text.length + 2
    expect(text.at(-2)).toMatch(
      new RegExp(`^\\.\\.\\. [\\d,]+ more characters, ${missing + 10} more fields$`),
    )
    expect(text.at(-1)).toBe('2 values are hidden')
  })
})
