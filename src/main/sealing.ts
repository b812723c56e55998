import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Sealing } from '../app/ports.ts'

const keyBytes = 32
const nonceBytes = 12
const tagBytes = 16
const cipherName = 'aes-256-gcm'

/**
 * SECRET_KEY: 32 bytes in base64. Several, divided by commas, while one is replaced by another: the first seals, and
 * each of them opens.
 */
export const SecretKeys = z.string().transform((text, context) => {
  const keys = text.split(',').map((part) => Buffer.from(part.trim(), 'base64'))
  const isWhole = keys.every(
    (key, index) =>
      key.length === keyBytes && key.toString('base64') === text.split(',')[index]?.trim(),
  )
  if (!isWhole) {
    context.addIssue('must be 32 bytes in base64; several are divided by commas')
    return z.NEVER
  }
  return keys
})

/** Another key for each purpose, so that what one leaks says nothing of the others (RFC 5869). */
export function deriveKey(secret: Uint8Array, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `countersign ${purpose}`, keyBytes))
}

/**
 * Encryption at rest, AES-256-GCM: `v1.<name of the key>.<nonce, ciphertext and tag in base64url>`. What was sealed for
 * one context does not open in another, so a row's secret cannot be moved to a different row.
 */
export function createSealing(secrets: Uint8Array[]): Sealing {
  const keys = secrets.map((secret) => deriveKey(secret, 'sealing'))
  return {
    canSeal: keys.length > 0,
    seal: (text, context) => {
      const [key] = keys
      if (key === undefined) throw new Error('nothing can be sealed without a SECRET_KEY')
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv(cipherName, key, nonce)
      cipher.setAAD(Buffer.from(context))
      const body = [nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]
      return `v1.${nameOf(key)}.${Buffer.concat(body).toString('base64url')}`
    },
    open: (sealed, context) => {
      const [version, name, body = ''] = sealed.split('.')
      const key = keys.find((each) => nameOf(each) === name)
      if (version !== 'v1' || key === undefined) return null
      return openWith(key, Buffer.from(body, 'base64url'), context)
    },
  }
}

function openWith(key: Buffer, body: Buffer, context: string): string | null {
  try {
    const decipher = createDecipheriv(cipherName, key, body.subarray(0, nonceBytes))
    decipher.setAAD(Buffer.from(context))
    decipher.setAuthTag(body.subarray(-tagBytes))
    const text = decipher.update(body.subarray(nonceBytes, -tagBytes))
    return Buffer.concat([text, decipher.final()]).toString('utf8')
  } catch {
    return null
  }
}

/** Says which key it was and nothing of the key. */
function nameOf(key: Buffer): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, 8)
}
