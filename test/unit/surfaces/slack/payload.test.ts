import { describe, expect, it } from '@jest/globals'
import type { PayloadExcerpt, PayloadLine } from '../../../../src/core/card/card.ts'
import { lineChars } from '../../../../src/core/card/line-size.ts'
import { payloadPart } from '../../../../src/surfaces/slack/payload.ts'
import { valueLine } from '../../../fakes/cards.ts'
import { recordsWithin } from '../../../fakes/slack-json.ts'

function excerpt(lines: PayloadLine[]): PayloadExcerpt {
  return { lines, cut: null, hidden: 0 }
}

function preformatted(of: PayloadExcerpt): string {
  const node = recordsWithin(payloadPart(of, '9f2c').block).find(
    ({ type }) => type === 'rich_text_preformatted',
  )
  return String(recordsWithin(node?.['elements'])[0]?.['text'])
}

function remarks(of: PayloadExcerpt): string {
  return recordsWithin(payloadPart(of, '9f2c').block)
    .filter((node) => JSON.stringify(node['style']) === '{"italic":true}')
    .map((node) => String(node['text']))
    .join()
}

describe('a payload on a Slack card', () => {
  it('sets the values in a column and indents what is nested', () => {
    const text = preformatted(
      excerpt([
        valueLine('table', 'customers'),
        { depth: 0, key: 'to', text: '', kind: 'open' },
        { depth: 1, key: 'host', text: 's3', kind: 'value' },
        { depth: 1, key: null, text: 'first', kind: 'value' },
      ]),
    )

    expect(text.split('\n')).toEqual(['table   customers', 'to', '  host  s3', '  - first'])
  })

  it('shows a payload that is one bare value as it is', () => {
    const text = preformatted(excerpt([{ depth: 0, key: null, text: '42', kind: 'value' }]))

    expect(text).toBe('42')
  })

  it('lets no line break in a key or a value pass for another field', () => {
    const text = preformatted(excerpt([valueLine('a\nadmin', 'x\r\nrole  owner\u2028')]))

    expect(text).toBe('a<U+000A>admin  x<U+000D><U+000A>role  owner<U+2028>')
  })

  it('adds what Slack has no room for to what was cut before', () => {
    const lines = Array.from({ length: 100 }, (_, index) => valueLine(`k${index}`, '<'.repeat(50)))

    const cut = remarks({ lines, cut: { characters: 1_000, fields: 10 }, hidden: 2 })

    const shown = preformatted(excerpt(lines)).split('\n').length
    const missing = lines.slice(shown).reduce((sum, line) => sum + lineChars(line), 0)
    const characters = (1_000 + missing).toLocaleString('en-US')
    expect(cut).toBe(
      `... ${characters} more characters, ${110 - shown} more fields · 2 values are hidden`,
    )
  })

  it('shows the start of a single line that is too long', () => {
    const lines = [valueLine('sql', 'x'.repeat(9_000))]

    expect(preformatted(excerpt(lines)).length).toBeGreaterThan(5_000)
    expect(remarks(excerpt(lines))).toMatch(/^\.\.\. 3,0\d\d more characters, 0 more fields$/)
  })
})
