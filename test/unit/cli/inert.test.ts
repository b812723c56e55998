import { describe, expect, it } from '@jest/globals'
import { inert, inertJson, inertLines } from '../../../src/cli/inert.ts'
import { hostileCorpus } from '../../fakes/hostile-corpus.ts'

const obeyed = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u

describe('text from elsewhere', () => {
  it.each([
    ['\u001b[31mdenied', '<U+001B>[31mdenied'],
    ['\u009b2J', '<U+009B>2J'],
    ['safe\u202egpj.exe', 'safe<U+202E>gpj.exe'],
    ['a\nb\rc\td', 'a<U+000A>b<U+000D>c<U+0009>d'],
    ['no\u200bbreak\u00a0space', 'no<U+200B>break<U+00A0>space'],
    ['\ud800', '<U+D800>'],
    ['Käse 日本 🎉', 'Käse 日本 🎉'],
  ])('%j is shown as %j', (given, shown) => {
    expect(inert(given)).toBe(shown)
  })

  it('keeps the lines of several lines, and nothing else that a terminal obeys', () => {
    expect(inertLines('a\n\u0007b')).toBe('a\n<U+0007>b')
    for (const text of hostileCorpus) expect(inert(text)).not.toMatch(obeyed)
  })

  it('stands in JSON as escapes that every reader gives back', () => {
    const given = { corpus: hostileCorpus, tag: String.fromCodePoint(0xe0001), plain: 'Käse' }

    const text = inertJson(given)

    expect(text.replaceAll('\n', '')).not.toMatch(obeyed)
    expect(JSON.parse(text)).toEqual(given)
  })
})
