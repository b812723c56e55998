import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  hashSecret,
  readToken,
  sameSecret,
  tokenRandomBytes,
  writeToken,
} from '../../../../src/proof/verify/token.ts'

const mutationsCount = 10_000
const prefix = fc.constantFrom('csa', 'cse', 'csp')
const random = fc.uint8Array({ minLength: tokenRandomBytes, maxLength: tokenRandomBytes })
const { token } = writeToken('csa', new Uint8Array(tokenRandomBytes).fill(0xa5))

describe('readToken', () => {
  it('reads every token that was written, as its kind and the hash that is stored', () => {
    fc.assert(
      fc.property(prefix, random, (kind, bytes) => {
        const written = writeToken(kind, bytes)

        expect(readToken(written.token)).toEqual({
          kind: 'token',
          prefix: kind,
          hash: written.hash,
        })
        expect(written.hash).toBe(hashSecret(written.token))
      }),
    )
  })

  it(`takes none of ${mutationsCount} tokens with one wrong character for a token`, () => {
    const character = fc.constantFrom(...'0123456789abcdefghijklmnopqrstuvwxyzABCDEF_-. é')
    const mutation = fc.tuple(prefix, random, fc.nat(), character)
    const taken: string[] = []

    fc.assert(
      fc.property(mutation, ([kind, bytes, place, other]) => {
        const written = writeToken(kind, bytes).token
        const at = place % written.length
        if (written[at] === other) return
        const mutated = `${written.slice(0, at)}${other}${written.slice(at + 1)}`
        if (readToken(mutated).kind === 'token') taken.push(mutated)
      }),
      { numRuns: mutationsCount, seed: 1 },
    )

    expect(taken).toEqual([])
  })

  it.each([
    { what: 'cut', text: token.slice(0, -1) },
    { what: 'too long', text: `${token}0` },
    { what: 'of another kind than its checksum', text: token.replace('csa_', 'csp_') },
    { what: 'in capitals', text: token.toUpperCase().replace('CSA_', 'csa_') },
    { what: 'followed by a new line', text: `${token}\n` },
    { what: 'a bare prefix', text: 'csp_' },
  ])('calls a token of ours mistyped where it is $what', ({ text }) => {
    expect(readToken(text)).toEqual({ kind: 'mistyped' })
  })

  it.each(['', 'csa', `x${token}`, token.replace('csa_', 'csx_'), 'a'.repeat(64)])(
    'calls %j foreign',
    (text) => {
      expect(readToken(text)).toEqual({ kind: 'foreign' })
    },
  )

  it('tells a typing error from a token that nobody knows, without asking the database', () => {
    const unknown = writeToken('csa', new Uint8Array(tokenRandomBytes)).token

    expect(readToken(unknown).kind).toBe('token')
    expect(readToken(unknown.replace('00', '01')).kind).toBe('mistyped')
  })
})

describe('hashSecret', () => {
  it('is the SHA-256 in hex', () => {
    expect(hashSecret('abc')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    )
  })
})

describe('sameSecret', () => {
  it.each([
    { one: token, other: token, same: true },
    { one: '', other: '', same: true },
    { one: token, other: `${token} `, same: false },
    { one: token, other: '', same: false },
    { one: 'é', other: 'é'.normalize('NFD'), same: false },
  ])('says $same of $one and $other, whatever their lengths', ({ one, other, same }) => {
    expect(sameSecret(one, other)).toBe(same)
  })
})
