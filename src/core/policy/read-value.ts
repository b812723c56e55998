import { isScalar, isSeq } from 'yaml'
import { didYouMean } from './nearest.ts'
import type { Place, Read } from './place.ts'
import { below, fault, quote, unexpected } from './place.ts'
import { isNothing } from './read-map.ts'

/** Text that a test accepts. `expected` completes the sentence "found ..., expected ...". */
export function text(expected: string, accepts: (value: string) => boolean): Read<string> {
  return (place) => {
    const value = textAt(place)
    return value !== undefined && accepts(value) ? value : unexpected(place, expected)
  }
}

/** One of a few words. */
export function word<const Word extends string>(...words: Word[]): Read<Word> {
  return (place) => {
    const value = textAt(place)
    const found = words.find((candidate) => candidate === value)
    if (found !== undefined) return found
    const hint = value === undefined ? '' : didYouMean(value, words)
    return unexpected(place, `${words.join(' or ')}${hint}`)
  }
}

/** The name of something that another section defines. */
export function reference(kind: string, names: ReadonlyMap<string, unknown>): Read<string> {
  return (place) => {
    const value = textAt(place)
    if (value === undefined) return unexpected(place, `the name of a ${kind}`)
    if (names.has(value)) return value
    const hint = didYouMean(value, names.keys())
    return fault(place, `found ${quote(value)}, which is the name of no ${kind}${hint}`)
  }
}

export const trueOrFalse: Read<boolean> = (place) => {
  const value: unknown = isScalar(place.node) ? place.node.value : undefined
  return typeof value === 'boolean' ? value : unexpected(place, 'true or false')
}

/** A whole number of at least `min`. */
export function wholeNumber(min: number): Read<number> {
  return (place) => {
    const value: unknown = isScalar(place.node) ? place.node.value : undefined
    return typeof value === 'number' && Number.isSafeInteger(value) && value >= min
      ? value
      : unexpected(place, `a whole number of at least ${min}`)
  }
}

/** A list. Entries that are wrong are left out, and their faults say so. */
export function list<T>(read: Read<T>): Read<T[]> {
  return (place) => {
    if (isNothing(place.node)) return []
    if (!isSeq(place.node)) return unexpected(place, 'a list')
    return place.node.items
      .map((item, index) => read(below(place, index, item)))
      .filter((value): value is Exclude<typeof value, undefined> => value !== undefined)
  }
}

/** One value or a list of them, which mean the same. */
export function oneOrMany<T>(read: Read<T>): Read<T[]> {
  const readMany = anyNumber(read)
  return (place) => {
    const isEmpty = isNothing(place.node) || (isSeq(place.node) && place.node.items.length === 0)
    return isEmpty ? unexpected(place, 'at least one value') : readMany(place)
  }
}

/** The same, where none at all means something too. */
export function anyNumber<T>(read: Read<T>): Read<T[]> {
  const readList = list(read)
  return (place) => {
    if (isSeq(place.node) || isNothing(place.node)) return readList(place)
    const value = read(place)
    return value === undefined ? undefined : [value]
  }
}

/** Reads and then changes what was read. */
export function converted<From, To>(read: Read<From>, change: (value: From) => To): Read<To> {
  return (place) => {
    const value = read(place)
    return value === undefined ? undefined : change(value)
  }
}

/** Reads a list whose order and repetitions mean nothing. */
export function inAnyOrder<Value extends string>(read: Read<Value[]>): Read<Value[]> {
  return converted(read, sorted)
}

/** Different values in one order, so that neither order nor repetition means anything. */
export function sorted<Value extends string>(values: Iterable<Value>): Value[] {
  return [...new Set(values)].sort()
}

function textAt({ node }: Place): string | undefined {
  return isScalar(node) && typeof node.value === 'string' ? node.value : undefined
}
