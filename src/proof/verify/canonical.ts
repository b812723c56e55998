import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import type { JsonValue } from '../../contract/json.ts'

/**
 * The one spelling of a JSON value (RFC 8785). `1.0` and `1`, and `-0` and `0`, are spelled alike.
 *
 * @param value A value that `readJson` gave, or one of our own making.
 * @throws Error for what JSON cannot say: NaN, infinities, lone surrogates, cycles.
 */
export function canonicalJson(value: JsonValue): string {
  const text = canonicalize(value)
  if (text === undefined) throw new Error('Only a JSON value has a canonical form.')
  return text
}

/** SHA-256 in lower-case hex. A text is hashed as its UTF-8 bytes. */
export function sha256Hex(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
