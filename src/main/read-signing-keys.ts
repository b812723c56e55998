import { createPrivateKey } from 'node:crypto'
import { z } from 'zod'
import { type SigningKey, signingKey } from '../proof/sign/signing-keys.ts'

export type SigningKeysReading = { ok: true; keys: SigningKey[] } | { ok: false; fault: string }

const PrivateJwk = z.looseObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string(),
  d: z.string(),
  from: z.iso.datetime({ offset: true }).optional(),
})
const KeyFile = z.union([
  z.looseObject({ keys: z.array(PrivateJwk).min(1) }),
  PrivateJwk.transform((key) => ({ keys: [key] })),
])

const expected = 'must be an Ed25519 private key: PEM (PKCS#8), a JWK, or a set of JWKs'

/**
 * Reads the signing keys of a setting or file: one in PEM (PKCS#8) or as a JWK, or a set of JWKs as `countersign keys`
 * writes it, each with the time from which on it signs.
 */
export function readSigningKeys(text: string): SigningKeysReading {
  try {
    const keys = text.trimStart().startsWith('{') ? fromJson(text) : [fromPem(text)]
    const names = new Set(keys.map(({ kid }) => kid))
    return names.size === keys.length
      ? { ok: true, keys }
      : { ok: false, fault: 'must not hold the same key twice' }
  } catch {
    // What the library says of a key may quote it.
    return { ok: false, fault: expected }
  }
}

const always = new Date(0)

function fromJson(text: string): SigningKey[] {
  return KeyFile.parse(JSON.parse(text)).keys.map(({ kty, crv, x, d, from }) => {
    const key = createPrivateKey({ key: { kty, crv, x, d }, format: 'jwk' })
    return signingKey(key, from === undefined ? always : new Date(from))
  })
}

function fromPem(text: string): SigningKey {
  return signingKey(createPrivateKey(text), always)
}
