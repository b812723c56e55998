import { randomBytes } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { createSealing, deriveKey, SecretKeys } from '../../../src/main/sealing.ts'

const [first, second] = [randomBytes(32), randomBytes(32)]

describe('what is sealed', () => {
  it('opens again as it was, in its own context', () => {
    const sealing = createSealing([first])

    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, context) => {
        expect(sealing.open(sealing.seal(text, context), context)).toBe(text)
      }),
    )
  })

  it('opens in no other context', () => {
    const sealing = createSealing([first])

    expect(sealing.open(sealing.seal('xoxb-1', 'T1'), 'T2')).toBeNull()
  })

  it('never looks the same twice, and shows nothing of the text', () => {
    const sealing = createSealing([first])
    const sealed = [sealing.seal('xoxb-secret', 'T1'), sealing.seal('xoxb-secret', 'T1')]

    expect(new Set(sealed).size).toBe(2)
    expect(sealed.join()).not.toContain('secret')
  })

  it('opens under a key that was replaced, as long as that is still given', () => {
    const sealed = createSealing([first]).seal('xoxb-1', 'T1')

    expect(createSealing([second, first]).open(sealed, 'T1')).toBe('xoxb-1')
    expect(createSealing([second]).open(sealed, 'T1')).toBeNull()
  })

  it('does not open when a single character was changed', () => {
    const sealing = createSealing([first])
    const sealed = sealing.seal('xoxb-1', 'T1')

    const changed = [...sealed].map((character, at) => {
      return `${sealed.slice(0, at)}${character === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}`
    })
    // The last character of base64url may hold unused bits, which decode to the same bytes.
    expect(changed.slice(0, -1).map((each) => sealing.open(each, 'T1'))).toEqual(
      changed.slice(0, -1).map(() => null),
    )
  })

  it('needs a key', () => {
    expect(() => createSealing([]).seal('xoxb-1', 'T1')).toThrow('SECRET_KEY')
    expect(createSealing([]).open('v1.x.y', 'T1')).toBeNull()
  })
})

describe('a secret key', () => {
  it.each([
    [first.toString('base64'), 1],
    [`${first.toString('base64')}, ${second.toString('base64')}`, 2],
  ])('is 32 bytes in base64, or several of them', (text, count) => {
    expect(SecretKeys.parse(text)).toHaveLength(count)
  })

  it.each(['', 'secret', randomBytes(31).toString('base64'), `${first.toString('base64')},`])(
    'is not %j',
    (text) => {
      expect(SecretKeys.safeParse(text).success).toBe(false)
    },
  )

  it('gives another key for each purpose', () => {
    expect(deriveKey(first, 'a')).not.toEqual(deriveKey(first, 'b'))
    expect(deriveKey(first, 'a')).not.toEqual(first)
  })
})
