import type { JsonMember, JsonTree } from '../../contract/json.ts'

/** Where a text stops being one that every reader understands alike, and what it must be instead. */
export interface JsonFault {
  /** A JSON pointer (RFC 6901) to the value at fault. */
  pointer: string
  detail: string
}

function step(key: string | number): string {
  return `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`
}

/** Pointers are put together on the way out, so that a text without a fault pays nothing for them. */
function under(key: string | number, fault: JsonFault | null): JsonFault | null {
  return fault === null ? null : { ...fault, pointer: step(key) + fault.pointer }
}

/**
 * Every integer beyond 2^53 - 1 becomes a double of at least 2^53, and none within does, so the
 * double tells them apart in whatever spelling, and an exponent of any size costs nothing.
 */
function numberFault(text: string): JsonFault | null {
  if (Math.abs(Number(text)) <= Number.MAX_SAFE_INTEGER) return null
  return {
    pointer: '',
    detail: `must be a number within ±${Number.MAX_SAFE_INTEGER}; send a larger one as a string`,
  }
}

function textFault(text: string): JsonFault | null {
  return text.isWellFormed() ? null : { pointer: '', detail: 'must not contain a lone surrogate' }
}

function keyFault(key: string, seen: Set<string>): JsonFault | null {
  // A pointer could not spell a lone surrogate, so the object that holds the key is named.
  if (!key.isWellFormed()) {
    return { pointer: '', detail: 'must not have a key that contains a lone surrogate' }
  }
  if (seen.has(key)) {
    return { pointer: step(key), detail: 'must not appear twice in one object' }
  }
  // Some readers take this key for an object's prototype and lose or misread what it holds.
  if (key === '__proto__') {
    return { pointer: step(key), detail: 'must not be used as a key' }
  }
  seen.add(key)
  return null
}

function membersFault(members: JsonMember[]): JsonFault | null {
  const seen = new Set<string>()
  for (const { key, value } of members) {
    const fault = keyFault(key, seen) ?? under(key, findFault(value))
    if (fault !== null) return fault
  }
  return null
}

function itemsFault(items: JsonTree[]): JsonFault | null {
  for (const [index, item] of items.entries()) {
    const fault = under(index, findFault(item))
    if (fault !== null) return fault
  }
  return null
}

/**
 * The first thing in a tree that two readers could read as two different actions: a key twice, a
 * lone surrogate, an integer that a double cannot hold, a key that is not everywhere a key (API.md).
 */
export function findFault(tree: JsonTree): JsonFault | null {
  switch (tree.kind) {
    case 'object':
      return membersFault(tree.members)
    case 'array':
      return itemsFault(tree.items)
    case 'number':
      return numberFault(tree.text)
    case 'string':
      return textFault(tree.value)
    default:
      return null
  }
}
