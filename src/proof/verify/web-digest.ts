import { type BoundAction, boundText } from './bound-action.ts'

/** As `actionDigest`, by the runtime's own Web Crypto. Null for what JSON cannot say, which is no approved action. */
export async function webDigest(action: BoundAction): Promise<string | null> {
  try {
    const bytes = new TextEncoder().encode(boundText(action))
    const hash = await crypto.subtle.digest('SHA-256', bytes)
    const hex = Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0'))
    return `sha256:${hex.join('')}`
  } catch {
    return null
  }
}
