import { isMap, isScalar } from 'yaml'
import { didYouMean } from './nearest.ts'
import type { Place, Read } from './place.ts'
import { below, fault, isFull, quote, unexpected } from './place.ts'

/** A map that is being read, key by key. What nobody asked for by the end is a fault. */
export interface Members {
  required<T>(key: string, read: Read<T>): T | undefined
  /** Absent is `absent`; wrong is `undefined`. */
  optional<T, A>(key: string, read: Read<T>, absent: A): T | A | undefined
  /** Ends the reading. */
  close(): void
}

interface Entry {
  key: Place
  value: Place
}

/** Opens a map with known keys. */
export function openMap(place: Place): Members | undefined {
  const entries = entriesOf(place)
  if (entries === undefined) return undefined
  const asked = new Set<string>()
  const take = (key: string) => {
    asked.add(key)
    return entries.get(key)?.value
  }
  return {
    required: (key, read) => read(take(key) ?? below(place, key, null)),
    optional: (key, read, absent) => {
      const value = take(key)
      return value === undefined ? absent : read(value)
    },
    close: () => {
      for (const [key, entry] of entries) {
        if (asked.has(key) || isFull(place)) continue
        fault(entry.key, unknownKey(key, asked))
      }
    },
  }
}

/** A map whose keys are names that the author chose. A wrong value keeps its name, as `undefined`. */
export function named<T>(readName: Read<string>, read: Read<T>): Read<Map<string, T | undefined>> {
  return (place) => {
    const named = new Map<string, T | undefined>()
    if (isNothing(place.node)) return named
    const entries = entriesOf(place)
    if (entries === undefined) return undefined
    for (const { key, value } of entries.values()) {
      const name = readName(key)
      const entry = read(value)
      if (name !== undefined) named.set(name, entry)
    }
    return named
  }
}

/** A section whose entries are all commented out reads as null, and means an empty one. */
export function isNothing(node: unknown): boolean {
  return node === null || (isScalar(node) && node.value === null)
}

function entriesOf(place: Place): Map<string, Entry> | undefined {
  const { node } = place
  if (!isMap(node)) return unexpected(place, 'a map')
  const entries = new Map<string, Entry>()
  for (const pair of node.items) {
    const name: unknown = isScalar(pair.key) ? pair.key.value : undefined
    if (typeof name !== 'string') {
      unexpected(below(place, 'key', pair.key), 'a key that is text')
      continue
    }
    const key = below(place, name, pair.key)
    if (entries.has(name)) fault(key, `found the key ${quote(name)} twice, expected it once`)
    else entries.set(name, { key, value: below(place, name, pair.value) })
  }
  return entries
}

function unknownKey(key: string, known: Set<string>): string {
  const expected = [...known].join(', ')
  return `found the unknown key ${quote(key)}${didYouMean(key, known)}, expected one of ${expected}`
}
