/**
 * What signing and verifying have in common (Standard Webhooks 1.0.0). It needs nothing of Node, because receivers
 * verify wherever they run.
 */
export const secretPrefix = 'whsec_'
export const publicKeyPrefix = 'whpk_'
export const privateKeyPrefix = 'whsk_'
export const secretBytesMin = 24
export const secretBytesMax = 64
export const keyBytes = 32

export type Bytes = Uint8Array<ArrayBuffer>

/** The bytes that are signed: which message, when, and exactly what. */
export function signedBytes(
  id: string,
  timestampSeconds: number,
  body: string | Uint8Array,
): Bytes {
  const head = new TextEncoder().encode(`${id}.${timestampSeconds}.`)
  const tail = typeof body === 'string' ? new TextEncoder().encode(body) : body
  const bytes = new Uint8Array(head.length + tail.length)
  bytes.set(head)
  bytes.set(tail, head.length)
  return bytes
}

/** What stands in base64 behind a prefix, or null where it is not that. */
export function bytesBehind(prefix: string, text: string): Bytes | null {
  return text.startsWith(prefix) ? fromBase64(text.slice(prefix.length)) : null
}

/** Base64 with its padding, in its one spelling; null for everything else. */
export function fromBase64(text: string): Bytes | null {
  try {
    const binary = atob(text)
    if (btoa(binary) !== text) return null
    return Uint8Array.from(binary, (char) => char.charCodeAt(0))
  } catch {
    return null
  }
}
