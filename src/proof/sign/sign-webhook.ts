import { createHmac, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto'
import {
  bytesBehind,
  keyBytes,
  privateKeyPrefix,
  publicKeyPrefix,
  secretPrefix,
  signedBytes,
} from '../verify/webhook-signature.ts'

/** Each size is the smallest that an attacker of SHA-256 and of Ed25519 gains nothing by. */
export const secretBytes = 32
export const seedBytes = keyBytes

/** What goes before the 32 bytes of an Ed25519 key in PKCS #8 (RFC 8410, section 7). */
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex')

export interface WebhookMessage {
  /** The same on every try, so that the receiver knows a message that it has seen. */
  id: string
  timestampSeconds: number
  body: string
}

/** Every one that is valid just now: there are two secrets while one replaces the other. */
export interface WebhookKeys {
  secrets: string[]
  privateKey: string
}

/** The headers of Standard Webhooks 1.0.0: one `v1` signature for each secret, and `v1a` for who holds the public key. */
export function signWebhook(
  message: WebhookMessage,
  { secrets, privateKey }: WebhookKeys,
): Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string> {
  const { id, timestampSeconds, body } = message
  const bytes = signedBytes(id, timestampSeconds, body)
  const symmetric = secrets.map((secret) => {
    const key = bytesOrThrow(secretPrefix, secret)
    return `v1,${createHmac('sha256', key).update(bytes).digest('base64')}`
  })
  const asymmetric = `v1a,${sign(null, bytes, keyObjectOf(privateKey)).toString('base64')}`
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestampSeconds),
    'webhook-signature': [...symmetric, asymmetric].join(' '),
  }
}

/** A secret of `secretBytes` random bytes, as receivers write it into their settings. */
export function webhookSecret(random: Uint8Array): string {
  return secretPrefix + Buffer.from(random).toString('base64')
}

/** A key pair of `seedBytes` random bytes (RFC 8032: every seed is a private key). */
export function webhookKeyPair(random: Uint8Array): { privateKey: string; publicKey: string } {
  const privateKey = privateKeyPrefix + Buffer.from(random).toString('base64')
  const { x = '' } = createPublicKey(keyObjectOf(privateKey)).export({ format: 'jwk' })
  const publicKey = publicKeyPrefix + Buffer.from(x, 'base64url').toString('base64')
  return { privateKey, publicKey }
}

function keyObjectOf(privateKey: string): KeyObject {
  const seed = bytesOrThrow(privateKeyPrefix, privateKey)
  return createPrivateKey({
    key: Buffer.concat([pkcs8Head, seed]),
    format: 'der',
    type: 'pkcs8',
  })
}

function bytesOrThrow(prefix: string, text: string): Uint8Array {
  const bytes = bytesBehind(prefix, text)
  if (bytes === null) throw new TypeError(`this is no key that begins with ${prefix}`)
  return bytes
}
