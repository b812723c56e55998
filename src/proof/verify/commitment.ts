import { createHmac, hkdfSync } from 'node:crypto'
import type { JsonValue } from '../../contract/json.ts'
import { canonicalJson } from './canonical.ts'

const keyBytes = 32

/** A key per field, so that equal values in two fields cannot be seen to be equal (RFC 5869). */
function fieldKey(salt: Uint8Array, field: string): Uint8Array {
  return new Uint8Array(
    hkdfSync('sha256', salt, new Uint8Array(), `countersign/commitment/v1/${field}`, keyBytes),
  )
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
