import { describe, expect, it } from '@jest/globals'
import { render } from 'preact-render-to-string'
import type { JsonTree } from '../../../../src/contract/json.ts'
import { Payload } from '../../../../src/surfaces/console/parts/payload-tree.tsx'

function show(payload: JsonTree): string {
  return render(<Payload payload={payload} />)
}

function text(value: string): JsonTree {
  return { kind: 'string', value }
}

describe('the payload', () => {
  it('shows empty, null, false, zero and their texts each in another way', () => {
    const values: JsonTree[] = [
      text(''),
      { kind: 'null' },
      text('null'),
      { kind: 'boolean', value: false },
      text('false'),
      { kind: 'number', text: '0' },
      text('0'),
      { kind: 'object', members: [] },
      { kind: 'array', items: [] },
    ]

    const shown = values.map(show)

    expect(new Set(shown).size).toBe(values.length)
  })

  it('keeps a number as the JSON has it', () => {
    const shown = show({ kind: 'number', text: '1.0E+2' })

    expect(shown).toContain('1.0E+2')
  })

  it('says what a hidden value was, and a text that says so looks different', () => {
    const hidden = show({ kind: 'hidden', as: 'pii', was: 'array', size: 2 })
    const forged = show(text('hidden (personal data, 2 items)'))

    expect(hidden).toContain('hidden (personal data, 2 items)')
    expect(hidden).toContain('hidden-value')
    expect(forged).not.toContain('hidden-value')
  })

  it('shows a line break in a key, and keeps those of a text', () => {
    const shown = show({ kind: 'object', members: [{ key: 'a\nb', value: text('one\ntwo') }] })

    expect(shown).toContain('a<span class="mark">⏎</span>b')
    expect(shown).toContain('one\ntwo')
  })

  it('shows a long text whole, and says where it ends', () => {
    const shown = show(text('x'.repeat(100_000)))

    expect(shown).toContain('x'.repeat(100_000))
    expect(shown).toContain('End of text, 100,000 characters')
  })

  it('stays small for a payload of very many values, and shows all of them', () => {
    const items = Array.from(
      { length: 60_000 },
      (_, index): JsonTree => ({
        kind: 'number',
        text: String(index),
      }),
    )

    const shown = show({
      kind: 'object',
      members: [{ key: 'ids', value: { kind: 'array', items } }],
    })

    expect(shown).toContain('59999')
    expect(shown.length).toBeLessThan(1_000_000)
  })

  it('writes hidden values and quotes in the large form as in the small one', () => {
    const many = Array.from({ length: 4_000 }, (): JsonTree => ({ kind: 'null' }))

    const shown = show({
      kind: 'array',
      items: [{ kind: 'hidden', as: 'secret', was: 'number', size: 1 }, text('<b>\u202e'), ...many],
    })

    expect(shown).toContain('hidden (secret, a number)')
    expect(shown).toContain('&quot;&lt;b>&lt;U+202E>&quot;')
  })

  it('shows the equal lines of a change without a click', () => {
    const before = Array.from({ length: 100 }, (_, at) => `line ${at}.`).join('\n')
    const after = before.replace('line 50.', 'line fifty.')

    const shown = show({
      kind: 'object',
      members: [
        { key: 'before', value: text(before) },
        { key: 'after', value: text(after) },
      ],
    })

    const folds = shown.match(/<details[^>]*>/g) ?? []
    expect(folds.length).toBeGreaterThanOrEqual(2)
    expect(new Set(folds)).toEqual(new Set(['<details open>']))
    expect(shown).toContain('line 10.')
  })

  it('does not move to the right for ever', () => {
    const deep = Array.from({ length: 60 }).reduce<JsonTree>(
      (inner) => ({ kind: 'object', members: [{ key: 'in', value: inner }] }),
      text('the bottom'),
    )

    const shown = show(deep)

    expect(shown).toContain('the bottom')
    expect(shown.match(/class="branch"/g)).toHaveLength(7)
    expect(shown.match(/class="branch flat"/g)).toHaveLength(53)
  })
})
