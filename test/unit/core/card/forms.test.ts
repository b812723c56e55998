import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { JsonTree } from '../../../../src/contract/json.ts'
import { excerpt } from '../../../../src/core/card/excerpt.ts'
import { layOut } from '../../../../src/core/card/lay-out.ts'
import { countFields, countHidden, payloadChars } from '../../../../src/core/card/line-size.ts'
import { keyWidth, lineText } from '../../../../src/core/card/payload-text.ts'
import { sectionsOf } from '../../../../src/core/card/sections.ts'
import { readTree } from '../../../../src/proof/verify/read-tree.ts'

const treeOf = (value: unknown) => readTree(JSON.stringify(value))

function laidOut(value: unknown): string[] {
  const lines = layOut(treeOf(value))
  return lines.map((line) => lineText(line, keyWidth(lines)))
}

describe('a program', () => {
  it('keeps its lines, each behind a bar', () => {
    expect(laidOut({ id: 1, sql: 'select *\n\n  from a\n' })).toEqual([
      'id   1',
      'sql  code, 4 lines',
      '  │ select *',
      '  │ ',
      '  │   from a',
      '  │ ',
    ])
  })

  it('is inert, line by line', () => {
    const [, first, second] = laidOut({ script: 'rm \u202e-rf\r\n\u200bls' })

    expect(first).toBe('  │ rm <U+202E>-rf<U+000D>')
    expect(second).toBe('  │ <U+200B>ls')
  })

  it.each([
    ['a line of a program', { a: '│ select' }, ['a  <U+2502> select']],
    ['a removed line', ['- removed │ x'], ['1 item', '  - "- removed <U+2502> x"']],
    ['one without its sign', ['removed | x'], ['1 item', '  - "removed | x"']],
    ['one in a key', { '+ added |': 'x' }, ['"+ added |"  x']],
    ['an item of a list', { '- a': 1 }, ['"- a"  1']],
    ['the head of a program', { note: 'code, 3 lines' }, ['note  "code, 3 lines"']],
    ['the bar in a key', { '│ a': 1 }, ['<U+2502> a  1']],
  ])('is not forged by what looks like %s', (_what, value, shown) => {
    expect(laidOut(value)).toEqual(shown)
  })
})

describe('the bar before our lines', () => {
  const lookAlikes = [...'│┃║▏¦ǀ‖∣⎸⏐❘❙︱｜￨丨']

  it.each(lookAlikes)('is drawn by no text: %s', (bar) => {
    const value = {
      [`a ${bar}`]: `long ${bar} x`,
      sql: `select 1\n${bar} select ${bar}${bar}${bar}${bar} 2`,
      rows: [{ [bar]: bar }, { [bar]: bar }],
      change: { before: bar, after: `+ added   ${bar} x` },
      fields: { before: { [bar]: bar }, after: [bar] },
    }
    const ours = /^ *(?:[-+] )?(?:removed |added {3}|equal {3})?│ | │(?= |$)/g

    const texts = laidOut(value)

    expect(texts.length).toBeGreaterThan(12)
    for (const text of texts) expect(text.replace(ours, '')).not.toContain(bar)
  })

  it('leaves the pipes, rules and tables of real code readable', () => {
    const code = 'a | b || c |= d\n// ───── ═════\n\t\t\treturn x        // why'

    expect(layOut(treeOf({ script: code })).map(({ text }) => text)).toEqual([
      'code, 3 lines',
      ...code.split('\n'),
    ])
  })

  it('is not left behind by a line that is pushed to where the next one begins', () => {
    const hostile = `x${' '.repeat(41)}y${'\t'.repeat(6)}z${' '.repeat(38)}\tend`
    const shown = 'x<41 spaces>y<6 tabs>z<38 spaces><1 tab>end'

    const code = layOut(treeOf({ sql: hostile }))
    const change = layOut(treeOf({ before: hostile, after: `${hostile}!` }))

    expect(code.at(-1)?.text).toBe(shown)
    expect(change.map(({ text }) => text).slice(1)).toEqual([shown, `${shown}!`])
  })
})

describe('a change', () => {
  it('stands where its first member does, with signs and words', () => {
    const value = { file: 'a.yaml', after: 'x\nz', note: 'why', before: 'x\ny' }

    expect(laidOut(value)).toEqual([
      'file           a.yaml',
      'before, after  change of text: 1 line removed, 1 added, 1 equal',
      '    equal   │ x',
      '  - removed │ y',
      '  + added   │ z',
      'note           why',
    ])
  })

  it.each([
    { before: null, after: 'a' },
    { before: 1, after: 2 },
    { before: { a: 1 }, after: [1] },
    { before: 'a' },
  ])('is none where there are no two of one kind: %j', (value) => {
    expect(laidOut(value).join('\n')).not.toContain('│')
  })

  it('compares fields by how they read, within others too', () => {
    expect(laidOut([{ before: { a: 1, b: [2] }, after: { a: 1, b: [3] } }])).toEqual([
      '1 item',
      '  - item 1',
      '    before, after  change of fields: 1 line removed, 1 added, 2 equal',
      '        equal   │ a  1',
      '        equal   │ b  1 item',
      '      - removed │   - 2',
      '      + added   │   - 3',
    ])
  })

  it('calls no hidden value equal to another one, and counts both', () => {
    const hidden: JsonTree = { kind: 'hidden', as: 'secret', was: 'string', size: 8 }
    const side = (key: string) => ({
      key,
      value: { kind: 'object' as const, members: [{ key: 'token', value: hidden }] },
    })

    const lines = layOut({ kind: 'object', members: [side('before'), side('after')] })

    expect(lines.map(({ kind }) => kind)).toEqual(['open', 'removed', 'added'])
    expect(countHidden(lines)).toBe(2)
  })

  it.each([
    ['a character and its spelling', 'x\u202ey', 'x<U+202E>y'],
    ['two characters that cannot be seen', 'x\u200by', 'x\u200cy'],
    ['letters of two scripts', 'paypal', 'p\u0430ypal'],
    ['many spaces and their count', `a${' '.repeat(41)}b`, 'a<41 spaces>b'],
    ['many tabs and their count', `a${'\t'.repeat(6)}b`, 'a<6 tabs>b'],
    ['a bar and its spelling', 'a │ b', 'a <U+2502> b'],
    ['wide and plain spaces', 'a    b', 'a\u00a0\u00a0\u00a0\u00a0b'],
  ])('never calls equal what only looks alike: %s', (_what, before, after) => {
    const values = [
      { before, after },
      { before: { a: before }, after: { a: after } },
    ]

    for (const value of values) {
      const kinds = layOut(treeOf(value)).map(({ kind }) => kind)
      expect(kinds.filter((kind) => kind !== 'open')).toEqual(['removed', 'added'])
    }
  })

  it('shows its equal lines where there is room, and folds them as a cut where there is none', () => {
    const before = Array.from({ length: 100 }, (_, at) => `line ${at}`).join('\n')
    const lines = layOut(treeOf({ before, after: before.replace('line 50\n', 'line fifty\n') }))

    const roomy = excerpt(lines, 10_000)
    const tight = excerpt(lines, 500)

    expect(roomy).toEqual({ lines, cut: null, hidden: 0 })
    expect(tight.lines.map(({ kind, text }) => `${kind} ${text}`)).toEqual([
      'open change of text: 1 line removed, 1 added, 99 equal',
      'folded 48 equal lines',
      'equal line 48',
      'equal line 49',
      'removed line 50',
      'added line fifty',
      'equal line 51',
      'equal line 52',
      'folded 47 equal lines',
    ])
    expect(tight.cut?.fields).toBe(0)
    expect(payloadChars(tight.lines) + (tight.cut?.characters ?? 0)).toBe(payloadChars(lines))
  })
})

describe('a table', () => {
  it('has the members as columns, and nothing where an item has none', () => {
    expect(
      laidOut({
        ops: [
          { op: 'del', n: 1 },
          { op: 'add', n: 2, to: '' },
        ],
      }),
    ).toEqual(['ops  2 items', '  │ op  │ n │ to │', '  │ del │ 1 │    │', '  │ add │ 2 │ "" │'])
  })

  it.each([
    ['one item', [{ a: 1 }]],
    [
      'other members',
      [
        { a: 1, b: 1 },
        { a: 2, c: 1 },
      ],
    ],
    [
      'another order',
      [
        { a: 1, b: 1 },
        { b: 2, a: 1 },
      ],
    ],
    ['a value that holds others', [{ a: [1] }, { a: [2] }]],
    ['something else among them', [{ a: 1 }, 2]],
    ['a long text', [{ a: 'x'.repeat(41) }, { a: 1 }]],
    ['lines', [{ a: 'x\ny' }, { a: 1 }]],
    ['a bar in a text', [{ a: 'x | y' }, { a: 1 }]],
    [
      'very many columns',
      [1, 2].map(() =>
        Object.fromEntries([...'abcdefghijklmnopqrstuvwxyz'].map((key) => [key, 1])),
      ),
    ],
    ['very many rows', Array.from({ length: 101 }, () => ({ a: 1 }))],
  ])('is none where a list has %s', (_what, items) => {
    expect(layOut(treeOf(items)).some(({ kind }) => kind === 'row')).toBe(false)
  })

  it('counts each of its values', () => {
    expect(countFields(layOut(treeOf([{ a: 1, b: 2 }, { a: 1 }])))).toBe(3)
  })
})

describe('all forms together', () => {
  it('show and cut exactly the whole, within the room that there is', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'select', '', 'x'.repeat(400)))
      .map((lines) => lines.join('\n'))
    const payload = fc.record({
      sql: text,
      before: text,
      after: text,
      rows: fc.array(fc.record({ id: fc.nat(9), name: fc.constantFrom('a', 'b') })),
    })

    fc.assert(
      fc.property(payload, fc.nat(3_000), (value, charsMax) => {
        const lines = layOut(treeOf(value))

        const { lines: shown, cut } = excerpt(lines, charsMax)

        const shortened = shown.some(({ text: line }) => /… [\d,]+ more/.test(line))
        expect(countFields(shown) + (cut?.fields ?? 0)).toBe(countFields(lines))
        if (cut === null) expect(shown).toEqual(lines)
        else if (!shortened) expect(payloadChars(shown) + cut.characters).toBe(payloadChars(lines))
        expect(shown.at(-1)?.kind).not.toBe('head')
      }),
    )
  })

  it('tell two different payloads apart', () => {
    const leaf = fc.constantFrom<unknown>('a', '', 'a\nb', '│ a', 'a │', 'code, 1 line', null, 1)
    const small = fc.oneof(
      leaf,
      fc.array(leaf, { maxLength: 2 }),
      fc.dictionary(fc.constantFrom('a', 'b'), leaf),
    )
    const payload = fc.dictionary(
      fc.constantFrom('sql', 'before', 'after', 'a', 'before, after', '│ a'),
      fc.oneof(small, fc.array(small, { maxLength: 3 })),
      { maxKeys: 3 },
    )
    const sorted = (value: object) =>
      JSON.stringify(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))

    fc.assert(
      fc.property(payload, payload, (one, other) => {
        fc.pre(sorted(one) !== sorted(other))
        expect(laidOut(one)).not.toEqual(laidOut(other))
      }),
      { numRuns: 2_000 },
    )
  })

  it('stand in sections of their own where they are the payload’s own', () => {
    const value = { id: 1, sql: 'x', rows: [{ a: 1 }, { a: 2 }], deep: { sql: 'y' }, last: 2 }

    const sections = sectionsOf(layOut(treeOf(value)))

    expect(
      sections.map(({ form, title, lines }) => [form, title?.key ?? null, lines.length]),
    ).toEqual([
      ['fields', null, 1],
      ['code', 'sql', 1],
      ['fields', null, 1],
      ['table', null, 3],
      ['fields', null, 4],
    ])
  })
})
