import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { markMixedScripts } from '../../../../src/core/inert/mixed-script.ts'

describe('a word that mixes scripts', () => {
  it.each([
    ['p\u0430ypal', 'p\u0430ypal<mixed scripts>'],
    ['www.p\u0430ypal.com', 'www.p\u0430ypal<mixed scripts>.com'],
    ['r\u03bfot and ro\u03bft', 'r\u03bfot<mixed scripts> and ro\u03bft<mixed scripts>'],
    ['a\uff44min', 'a\uff44min<mixed scripts>'],
    ['pr\u{1d428}d', 'pr\u{1d428}d<mixed scripts>'],
    ['\u13a0dmin', '\u13a0dmin<mixed scripts>'],
  ])('carries a mark: %j', (text, shown) => {
    expect(markMixedScripts(text)).toBe(shown)
  })

  it.each([
    'data-owners and Zoë, naïve café, Łódź, Tiếng Việt',
    'Привет, мир: отчёт-v2.pdf',
    'καλημέρα κόσμε',
    'שלום world, مرحبا world',
    '東京タワーTokyo、カタカナとひらがな',
    '서울Seoul',
    '10µm, 5Ω',
    '✓ 😀 → ½',
  ])('is none of these: %j', (text) => {
    expect(markMixedScripts(text)).toBe(text)
  })

  it('is marked once, however often a text is made inert', () => {
    const text = fc
      .array(fc.constantFrom('a', '\u0430', '\u03bf', ' ', '.', '<mixed scripts>', '1'))
      .map((parts) => parts.join(''))

    fc.assert(
      fc.property(text, (one) => {
        expect(markMixedScripts(markMixedScripts(one))).toBe(markMixedScripts(one))
      }),
    )
  })
})
