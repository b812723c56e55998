import type { JsonValue } from '../../contract/json.ts'
import { jsonDepthMax } from '../../contract/limits.ts'
import { findFault, type JsonFault } from './find-fault.ts'
import { locateFault } from './locate-fault.ts'
import { readTree } from './read-tree.ts'
import { stringEnd } from './string-end.ts'

export type ReadJson =
  | { ok: true; value: JsonValue; text: string }
  | ({ ok: false; code: 'invalid_json' } & JsonFault)

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const byteOrderMark = '\uFEFF'
const opening = '{['
const closing = '}]'

function refuse(detail: string, pointer = ''): ReadJson {
  return { ok: false, code: 'invalid_json', pointer, detail }
}

function decode(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes)
  } catch {
    return null
  }
}

function parse(text: string): { value: JsonValue } | null {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return null
  }
}

/**
 * Whether brackets nest deeper than anything after this could bear. It looks at characters alone
 * and never calls itself, so that a body of nothing but brackets is refused like any other.
 */
function isTooDeep(text: string): boolean {
  let depth = 0
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at)
    if (character === '"') at = stringEnd(text, at)
    else if (opening.includes(character)) depth += 1
    else if (closing.includes(character)) depth -= 1
    if (depth > jsonDepthMax) return true
  }
  return false
}

function refuseGrammar(text: string): ReadJson {
  if (text.trim() === '') return refuse('must be JSON, and is empty')
  const place = locateFault(text)
  return refuse(
    place === null
      ? 'must be JSON'
      : `must be JSON: see line ${place.line}, column ${place.column}`,
  )
}

/**
 * Reads a body so that what a person is shown is what every other reader sees (API.md, "The v1
 * contract"): UTF-8 without a byte order mark, no key twice, no lone surrogate, nesting of at most
 * `jsonDepthMax`, no integer that a double cannot hold.
 *
 * @param bytes The body as it came, its size already bounded.
 * @returns The value, and the text that it was read from; or where the fault is, as a JSON pointer.
 */
export function readJson(bytes: Uint8Array): ReadJson {
  const text = decode(bytes)
  if (text === null) return refuse('must be UTF-8')
  if (text.startsWith(byteOrderMark)) return refuse('must not start with a byte order mark')
  if (isTooDeep(text)) return refuse(`must not nest deeper than ${jsonDepthMax}`)
  const parsed = parse(text)
  if (parsed === null) return refuseGrammar(text)
  const fault = findFault(readTree(text))
  if (fault !== null) return refuse(fault.detail, fault.pointer)
  return { ok: true, value: parsed.value, text }
}
