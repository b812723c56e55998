import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import { calculateJwkThumbprint, decodeProtectedHeader } from 'jose'
import type { GrantClaims } from '../../../../src/contract/grant.ts'
import { readSigningKeys } from '../../../../src/main/read-signing-keys.ts'
import { createGrantSigner } from '../../../../src/proof/sign/grant-signer.ts'
import { keyInUse } from '../../../../src/proof/sign/signing-keys.ts'
import { readGrant } from '../../../../src/proof/verify/read-grant.ts'
import { claimsFor, deploy, issuer } from '../../../fakes/grants.ts'
import { newKeyText, signingKeysOf } from '../../../fakes/signer.ts'

const newJwk = () => generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })
const fault = 'must be an Ed25519 private key: PEM (PKCS#8), a JWK, or a set of JWKs'
const now = Date.parse('2026-11-21T14:10:00Z')

describe('signing keys', () => {
  it('are read from PEM, a JWK and a set of them, each under its thumbprint', async () => {
    const jwk = newJwk()
    const [fromPem] = signingKeysOf(newKeyText())
    const [fromJwk] = signingKeysOf(JSON.stringify(jwk))
    const fromSet = signingKeysOf(JSON.stringify({ keys: [jwk, newJwk()] }))

    expect(fromPem?.kid).toMatch(/^[\w-]{43}$/)
    expect(fromJwk?.kid).toBe(
      await calculateJwkThumbprint({ kty: 'OKP', crv: 'Ed25519', x: String(jwk.x) }),
    )
    expect(fromSet.map(({ kid }) => kid)).toContain(fromJwk?.kid)
    expect(fromJwk?.publicJwk).not.toHaveProperty('d')
  })

  it('take their public half from the private one, whatever stood beside it', () => {
    const [own, other] = [newJwk(), newJwk()]
    const [key] = signingKeysOf(JSON.stringify(own))
    const [mixed] = signingKeysOf(JSON.stringify({ ...own, x: other.x }))

    expect(mixed?.publicJwk).toEqual(key?.publicJwk)
  })

  it.each<[string, string]>([
    ['nothing', ''],
    ['words', 'a secret of mine'],
    ['an empty set', '{"keys":[]}'],
    ['a public key', JSON.stringify({ ...newJwk(), d: undefined })],
    [
      'a key of another kind',
      generateKeyPairSync('ec', { namedCurve: 'P-256' })
        .privateKey.export({ type: 'pkcs8', format: 'pem' })
        .toString(),
    ],
    [
      'a key of another curve',
      JSON.stringify(generateKeyPairSync('x25519').privateKey.export({ format: 'jwk' })),
    ],
    ['a time that is none', JSON.stringify({ ...newJwk(), from: 'tomorrow' })],
  ])('are refused without quoting %s', (_, text) => {
    expect(readSigningKeys(text)).toEqual({ ok: false, fault })
  })

  it('are refused where one stands twice', () => {
    const jwk = newJwk()
    expect(readSigningKeys(JSON.stringify({ keys: [jwk, jwk] }))).toMatchObject({ ok: false })
  })

  it('sign from their own time on, the newest of them; before all of them the first', () => {
    const at = (iso: string) => ({ ...newJwk(), from: iso })
    const keys = signingKeysOf(
      JSON.stringify({
        keys: [at('2026-11-22T00:00:00Z'), at('2026-11-20T00:00:00Z'), at('2026-11-21T00:00:00Z')],
      }),
    )
    const from = (iso: string) => keyInUse(keys, new Date(iso)).from.toISOString().slice(0, 10)

    expect(from('2026-11-19T12:00:00Z')).toBe('2026-11-20')
    expect(from('2026-11-21T12:00:00Z')).toBe('2026-11-21')
    expect(from('2026-11-23T12:00:00Z')).toBe('2026-11-22')
  })
})

describe('rotation', () => {
  it('publishes the next key before its first use, and verifies with the past one as long as it stays', async () => {
    let clock = now
    const old = newJwk()
    const next = { ...newJwk(), from: new Date(now + 3_600_000).toISOString() }
    const signer = createGrantSigner(signingKeysOf(JSON.stringify(old)), () => new Date(clock))
    const claims = claimsFor(deploy, now) as GrantClaims
    const isKnown = async (token: string) => (await readGrant(token, signer.keys, issuer)).ok
    const first = await signer.sign(claims)

    signer.take(signingKeysOf(JSON.stringify({ keys: [old, next] })))
    const during = await signer.sign(claims)
    clock = now + 3_600_000
    const after = await signer.sign(claims)

    const kidOf = (token: string) => decodeProtectedHeader(token).kid
    expect(kidOf(during)).toBe(kidOf(first))
    expect(kidOf(after)).not.toBe(kidOf(first))
    expect(signer.publicKeys().keys.map(({ kid }) => kid)).toEqual([kidOf(first), kidOf(after)])
    expect(await Promise.all([first, during, after].map(isKnown))).toEqual([true, true, true])
    signer.take(signingKeysOf(JSON.stringify(next)))
    expect(await isKnown(first)).toBe(false)
  })
})
