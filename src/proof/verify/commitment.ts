import { createHmac } from 'node:crypto'
import type { JsonValue } from '../../contract/json.ts'
import { canonicalJson } from './canonical.ts'

/** A key per field, so that equal values in two fields cannot be seen to be equal: HMAC is a PRF (RFC 5869, extract). */
function fieldKey(salt: Uint8Array, field: string): Uint8Array {
  return createHmac('sha256', salt).update(`countersign/commitment/v1/${field}`).digest()
}

/**
 * What an event says of a value that must stay erasable: HMAC-SHA-256 of its canonical JSON, in
 * hex. Without the salt it tells nothing; with the salt and the value anybody can check it. `-0` and
 * `0` have one canonical spelling (RFC 8785) and so one commitment.
 *
 * @param salt The random salt of the request, or of the event; erased together with the value.
 * @param field The name of what is committed to, such as `payload`.
 */
export function commit(salt: Uint8Array, field: string, value: JsonValue): string {
  return createHmac('sha256', fieldKey(salt, field)).update(canonicalJson(value)).digest('hex')
}
