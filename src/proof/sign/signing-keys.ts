import { createHash, createPublicKey, type KeyObject } from 'node:crypto'
import type { KeySet } from '../../contract/grant.ts'

/** An Ed25519 key that grants are signed with. */
export interface SigningKey {
  /** The thumbprint of the public half (RFC 7638), so that the same key has the same name everywhere. */
  kid: string
  privateKey: KeyObject
  publicJwk: KeySet['keys'][number]
  /** From when on it signs; before that it is published alone, so that verifiers know it in time. */
  from: Date
}

/** The key that signs at a time: the newest whose time has come; before all of them the first. */
export function keyInUse(keys: SigningKey[], now: Date): SigningKey {
  const inOrder = keys.toSorted((one, other) => one.from.getTime() - other.from.getTime())
  const used = inOrder.findLast(({ from }) => from <= now) ?? inOrder[0]
  if (used === undefined) throw new Error('a set of signing keys is never empty')
  return used
}

/**
 * A private key with its name and its public half, which is computed from it, whatever stood beside it.
 *
 * @throws Error for a key of another kind.
 */
export function signingKey(privateKey: KeyObject, from: Date): SigningKey {
  const { kty, crv, x } = createPublicKey(privateKey).export({ format: 'jwk' })
  if (kty !== 'OKP' || crv !== 'Ed25519' || x === undefined)
    throw new Error('a key that signs grants is of Ed25519')
  const kid = createHash('sha256').update(JSON.stringify({ crv, kty, x })).digest('base64url')
  return { kid, privateKey, publicJwk: { kty, crv, x, kid, alg: 'EdDSA', use: 'sig' }, from }
}
