import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { oneLine, visible } from '../../../../src/core/inert/visible.ts'
import { hostileTexts, unseenCharacter } from './hostile.ts'

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc
    .array(fc.constantFrom(...hostileTexts.map(([, text]) => text.slice(0, 200)), ' ', '\n', 'x'))
    .map((parts) => parts.join('')),
)

describe('visible', () => {
  it.each(hostileTexts)('leaves nothing unseen of a text with %s', (_what, text) => {
    const shown = visible(text)

    expect(shown).not.toMatch(unseenCharacter)
    expect(shown).toContain('<')
  })

  it.each([
    ['invoice\u202Egpj.exe', 'invoice<U+202E>gpj.exe'],
    ['a\u200Bb', 'a<U+200B>b'],
    ['a\u{E0041}b', 'a<U+E0041>b'],
    ['a\u00A0b', 'a<U+00A0>b'],
    ['\u001B[2K', '<U+001B>[2K'],
    ['a\r\nb', 'a<U+000D>\nb'],
    ['a\uD800b', 'a<U+D800>b'],
    ['\u200B\u200B\u200B', '<U+200B><U+200B><U+200B>'],
    [`a${'\u200B'.repeat(41_870)}`, 'a<U+200B ×41,870>'],
    [`z${'\u0301'.repeat(27)}!`, 'z<27 combining marks>!'],
    ['\u0301a', '<U+0301>a'],
    ['1 \u0301a', '1 <U+0301>a'],
  ])('shows %j as %j', (text, shown) => {
    expect(visible(text)).toBe(shown)
  })

  it.each([
    'Export 10,412 rows, please: <b>&amp;</b> `x` *y* _z_ @channel',
    'line one\n\tline two',
    'Ünïcödé, e\u0301, Tiê\u0301ng Vie\u0323\u0302t, हिन्दी, ไม่ได้, עברית, العربية, 日本語, 한국어',
    '😀 👍🏽 → ✓ € ½',
  ])('leaves %j as it is', (text) => {
    expect(visible(text)).toBe(text)
  })

  it('leaves nothing unseen of any text, and never grows it beyond ten times', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const shown = visible(text)

        expect(shown).not.toMatch(unseenCharacter)
        expect(shown.length).toBeLessThanOrEqual(10 * text.length)
      }),
    )
  })

  it('changes nothing of what it made visible', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(visible(visible(text))).toBe(visible(text))
      }),
    )
  })
})

describe('oneLine', () => {
  it.each([
    ['a\nb', 'a⏎b'],
    ['a\n\nb', 'a⏎⏎b'],
    ['a\r\nb', 'a<U+000D>⏎b'],
    ['a\tb', 'a<U+0009>b'],
    ['a⏎b', 'a<U+23CE>b'],
    ['a\u2028b', 'a<U+2028>b'],
    [`customers${' '.repeat(40)}rows 1`, 'customers<40 spaces>rows 1'],
    ['a       b', 'a       b'],
  ])('shows %j as %j', (text, shown) => {
    expect(oneLine(text)).toBe(shown)
  })

  it('has one line and nothing unseen, whatever the text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const shown = oneLine(text)

        expect(shown).not.toMatch(unseenCharacter)
        expect(shown).not.toMatch(/[\t\n]/)
      }),
    )
  })

  it('tells any two texts of visible characters and new lines apart', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '\n', '⏎', '\t', ' '), maxLength: 12 })

    fc.assert(
      fc.property(text, text, (one, other) => {
        expect(oneLine(one) === oneLine(other)).toBe(one === other)
      }),
    )
  })
})
