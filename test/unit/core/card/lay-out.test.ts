import { describe, expect, it } from '@jest/globals'
import type { JsonTree } from '../../../../src/contract/json.ts'
import type { PayloadLine } from '../../../../src/core/card/card.ts'
import { layOut } from '../../../../src/core/card/lay-out.ts'
import { readTree } from '../../../../src/proof/verify/read-tree.ts'
import { hostileTexts, unseenCharacter } from '../inert/hostile.ts'

/** The lines as plain text, a dash before each that has no key. */
function text(lines: PayloadLine[]): string[] {
  return lines.map(({ depth, key, text: value }) =>
    `${'  '.repeat(depth)}${key ?? '-'}  ${value}`.trimEnd(),
  )
}

const laidOut = (json: string) => text(layOut(readTree(json)))

describe('layOut', () => {
  it('gives each value a line, in the order of the payload and with its numbers as written', () => {
    const lines = laidOut(`{
      "table": "customers", "2": 1.0, "1": 1E+2, "ok": true, "none": null, "no": false,
      "to": { "bucket": "analytics-eu", "opts": {}, "deep": { "x": [] } },
      "tags": ["a", 5], "rows": [{ "id": 1 }, [2, 3], []], "empty": ""
    }`)

    expect(lines).toEqual([
      'table  customers',
      '2  1.0',
      '1  1E+2',
      'ok  true',
      'none  null',
      'no  false',
      'to',
      '  bucket  analytics-eu',
      '  opts  {}',
      '  deep',
      '    x  []',
      'tags  2 items',
      '  -  a',
      '  -  5',
      'rows  3 items',
      '  -  item 1',
      '    id  1',
      '  -  item 2, 2 items',
      '    -  2',
      '    -  3',
      '  -  []',
      'empty  ""',
    ])
  })

  it.each([
    ['{}', ['-  {}']],
    ['[]', ['-  []']],
    ['""', ['-  ""']],
    ['null', ['-  null']],
    ['0', ['-  0']],
    ['"text"', ['-  text']],
    ['[1]', ['-  1 item', '  -  1']],
    ['[[1]]', ['-  1 item', '  -  item 1, 1 item', '    -  1']],
  ])('lays out the bare payload %s', (json, lines) => {
    expect(laidOut(json)).toEqual(lines)
  })

  it.each([
    'null',
    'true',
    'FALSE',
    'None',
    'undefined',
    'NaN',
    'Infinity',
    '5',
    '-5',
    '1e5',
    '05',
    '.5',
    '0x1F',
    '５',
    '{}',
    '[]',
    ' ',
    ' x',
    'x ',
    ' 5',
    '"',
    '"x"',
    'hidden (secret, 40 characters)',
    '2 items',
    'item 1',
    'abc… 41,870 more characters',
    '...41,870 more characters, 212 more fields',
    'eu token  hidden (secret, 40 characters)',
    'hidden  (secret, 40 characters)',
    '(hidden (secret))',
    'ｈｉｄｄｅｎ （secret, 1 character）',
    '1 value is hidden',
    '12 equal lines',
    '| select',
    'added   | x',
    '− removed x',
  ])('puts quotes around the string %j, which could pass for something else', (value) => {
    expect(laidOut(JSON.stringify(value))).toEqual([`-  "${value}"`])
  })

  it.each([
    'customers',
    's3://analytics-eu/customers.parquet',
    '2024-01-01',
    '1.2.3',
    '10 rows',
    'nullable',
    'say "hi"',
    '[urgent] look',
    'a, b',
    'ls | wc',
    'removed by Ana',
    'hidden files',
  ])('leaves the string %j as it is', (value) => {
    expect(laidOut(JSON.stringify(value))).toEqual([`-  ${value}`])
  })

  it.each([
    ['', '""'],
    [' a', '" a"'],
    ['a  b', '"a  b"'],
    ['"a"', '""a""'],
    ['a\nb', 'a⏎b'],
    ['a b', 'a b'],
    ['‮a', '<U+202E>a'],
  ])('shows the key %j as %s', (key, shown) => {
    const [line] = layOut(readTree(JSON.stringify({ [key]: 1 })))

    expect(line).toMatchObject({ key: shown, text: '1' })
  })

  it.each([
    [{ as: 'secret', was: 'string', size: 40 }, 'hidden (secret, 40 characters)'],
    [{ as: 'pii', was: 'string', size: 1 }, 'hidden (personal data, 1 character)'],
    [{ as: 'pii', was: 'object', size: 2 }, 'hidden (personal data, 2 fields)'],
    [{ as: 'secret', was: 'array', size: 1_000 }, 'hidden (secret, 1,000 items)'],
    [{ as: 'secret', was: 'number', size: 0 }, 'hidden (secret, a number)'],
    [{ as: 'secret', was: 'boolean', size: 0 }, 'hidden (secret, a boolean)'],
    [{ as: 'secret', was: 'null', size: 0 }, 'hidden (secret, null)'],
  ] as const)('says of %j no more than its kind and size', (hidden, shown) => {
    const lines = layOut({ kind: 'hidden', ...hidden })

    expect(lines).toEqual([{ depth: 0, key: null, text: shown, kind: 'hidden' }])
  })

  it.each(hostileTexts)('makes a value and a key with %s inert, on one line', (_what, hostile) => {
    const lines = layOut({
      kind: 'object',
      members: [{ key: hostile, value: { kind: 'string', value: `${hostile}\n\t` } }],
    })

    expect(lines).toHaveLength(1)
    for (const shown of [lines[0]?.key ?? '', lines[0]?.text ?? '']) {
      expect(shown).not.toMatch(unseenCharacter)
      expect(shown).not.toMatch(/[\n\t]/)
    }
  })

  it('shows no two different values alike', () => {
    const words = ['a', '5', 'null', '', ' ', '"', '"a"', '\n', '⏎', '{}', '[]', '1 item', 'item 1']
    const flat = [null, true, false, 5, {}, [], ...words, 'hidden (secret, null)', 'item 1, 1 item']
    const boxes = flat.flatMap((value) => [[value], ...words.map((key) => ({ [key]: value }))])
    const nested = boxes.flatMap((value) => [
      [value],
      { a: value },
      { a: value, b: 1 },
      ['a', value],
    ])
    const pairs = flat.flatMap((one) =>
      flat.flatMap((other) => [[one, other], { a: one, b: other }]),
    )
    const texts = [...flat, ...boxes, ...nested, ...pairs].map((value) => JSON.stringify(value))
    const different = new Set(texts)

    const shown = new Set([...different].map((json) => laidOut(json).join('\n')))

    expect(shown.size).toBe(different.size)
  })

  it('shows every number as it was written', () => {
    const tree: JsonTree = { kind: 'number', text: '-0.10E+007' }

    expect(layOut(tree)).toEqual([{ depth: 0, key: null, text: '-0.10E+007', kind: 'value' }])
  })
})

it('a change within a change is laid out once, however deep they nest', () => {
  const nested = (depth: number): unknown =>
    depth === 0 ? { a: Array(1_000).fill(1) } : { before: nested(depth - 1), after: {} }

  const [flat, deep] = [1, 40].map((depth) => layOut(readTree(JSON.stringify(nested(depth)))))

  expect(deep?.length).toBeLessThan((flat?.length ?? 0) + 200)
})
