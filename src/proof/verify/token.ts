import { createHash, timingSafeEqual } from 'node:crypto'

/**
 * Bearer tokens: a prefix that names the kind, 40 hex digits of randomness and 8 of a checksum, so that a token with
 * a typing error is told from a revoked one without asking the database. Only the SHA-256 is stored.
 */
export type TokenPrefix = 'csa' | 'cse' | 'csp'

const shape = /^(csa|cse|csp)_([0-9a-f]{40})([0-9a-f]{8})$/

export type TokenReading =
  | { kind: 'token'; prefix: TokenPrefix; hash: string }
  /** It looks like one of ours, and its checksum or length is off. */
  | { kind: 'mistyped' }
  | { kind: 'foreign' }

/** Reads a bearer token's kind and the hash that is stored of it. */
export function readToken(text: string): TokenReading {
  const [, prefix, secret, checksum] = shape.exec(text) ?? []
  if (prefix !== 'csa' && prefix !== 'cse' && prefix !== 'csp') {
    return /^cs[aep]_/.test(text) ? { kind: 'mistyped' } : { kind: 'foreign' }
  }
  return checksum === checksumOf(`${prefix}_${secret}`)
    ? { kind: 'token', prefix, hash: hashSecret(text) }
    : { kind: 'mistyped' }
}

/** Writes a token from fresh randomness: 20 bytes. */
export function writeToken(
  prefix: TokenPrefix,
  random: Uint8Array,
): { token: string; hash: string } {
  const body = `${prefix}_${Buffer.from(random).toString('hex')}`
  const token = `${body}${checksumOf(body)}`
  return { token, hash: hashSecret(token) }
}

export const tokenRandomBytes = 20

/** What is stored of a secret: SHA-256 is enough for secrets that carry their own randomness. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

/** Compares two secrets in a time that tells nothing of either. */
export function sameSecret(one: string, other: string): boolean {
  return timingSafeEqual(
    createHash('sha256').update(one).digest(),
    createHash('sha256').update(other).digest(),
  )
}

function checksumOf(body: string): string {
  return createHash('sha256').update(`countersign token ${body}`).digest('hex').slice(0, 8)
}
