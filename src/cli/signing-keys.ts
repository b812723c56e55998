import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { calculateJwkThumbprint } from 'jose'
import { z } from 'zod'
import { UsageError } from './usage-error.ts'

/** A private key that grants are signed with, and from when on (RFC 8037; `kid` by RFC 7638). */
export interface SigningKey {
  kty: 'OKP'
  crv: 'Ed25519'
  d: string
  x: string
  kid: string
  from: string
}

const PrivateJwk = z.looseObject({
  kty: z.string(),
  d: z.string(),
  from: z.iso.datetime({ offset: true }).optional(),
})
const KeyFile = z.union([
  z.looseObject({ keys: z.array(PrivateJwk).min(1) }),
  PrivateJwk.transform((key) => ({ keys: [key] })),
])

/** A key of a file that says no times has always been in use. */
const always = new Date(0)

/** A fresh key that signs from a moment on. */
export async function newSigningKey(from: Date): Promise<SigningKey> {
  return signingKeyOf(generateKeyPairSync('ed25519').privateKey, from)
}

/**
 * Reads what the server reads: a set of keys, or a single one as PEM (PKCS#8) or JWK.
 *
 * @throws UsageError, which never quotes what the file holds.
 */
export async function readSigningKeys(text: string): Promise<SigningKey[]> {
  if (text.includes('-----BEGIN')) {
    return [
      await signingKeyOf(
        imported(() => createPrivateKey(text)),
        always,
      ),
    ]
  }
  const set = KeyFile.safeParse(parsed(text))
  if (!set.success) throw new UsageError(unread)
  const keys = await Promise.all(
    set.data.keys.map(({ from, ...key }) =>
      signingKeyOf(
        imported(() => createPrivateKey({ format: 'jwk', key })),
        from === undefined ? always : new Date(from),
      ),
    ),
  )
  return byTime(keys)
}

export function keyFileText(keys: readonly SigningKey[]): string {
  return `${JSON.stringify({ keys: byTime(keys) }, null, 2)}\n`
}

/** Oldest first, by when they begin to sign. */
function byTime(keys: readonly SigningKey[]): SigningKey[] {
  return [...keys].sort((one, other) => Date.parse(one.from) - Date.parse(other.from))
}

export type Standing = 'next' | 'signs' | 'past'

/** What each key does at a moment: the newest that has begun signs, else the first; the others are only published. */
export function standings(
  keys: readonly SigningKey[],
  now: Date,
): { key: SigningKey; standing: Standing }[] {
  const sorted = byTime(keys)
  const signing = sorted.findLast(({ from }) => Date.parse(from) <= now.getTime()) ?? sorted[0]
  return sorted.map((key) => {
    if (key === signing) return { key, standing: 'signs' }
    return { key, standing: Date.parse(key.from) > now.getTime() ? 'next' : 'past' }
  })
}

/** Adds a key, and drops every one whose successor has signed for longer than past keys are kept. */
export function rotated(
  keys: readonly SigningKey[],
  fresh: SigningKey,
  { now, keepMs }: { now: Date; keepMs: number },
): SigningKey[] {
  const sorted = byTime(keys)
  const kept = sorted.filter((_, at) => {
    const successor = sorted[at + 1]
    return successor === undefined || Date.parse(successor.from) + keepMs > now.getTime()
  })
  return [...kept, fresh]
}

async function signingKeyOf(key: KeyObject, from: Date): Promise<SigningKey> {
  if (key.asymmetricKeyType !== 'ed25519') {
    throw new UsageError('The key is no Ed25519 key, which grants are signed with.')
  }
  const { d = '' } = key.export({ format: 'jwk' })
  // Computed from the private half, whatever stood beside it.
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' })
  const kid = await calculateJwkThumbprint({ kty: 'OKP', crv: 'Ed25519', x })
  return { kty: 'OKP', crv: 'Ed25519', d, x, kid, from: from.toISOString() }
}

const unread = 'The file holds no set of keys, no PEM (PKCS#8) and no private JWK.'

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new UsageError(unread)
  }
}

function imported(read: () => KeyObject): KeyObject {
  try {
    return read()
  } catch {
    throw new UsageError('The file holds a key that cannot be read.')
  }
}
