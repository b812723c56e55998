/**
 * A copy that nobody else holds, so that what was approved cannot be changed from outside while it is waited for. Plain
 * objects, arrays, dates, maps, sets and byte arrays are copied, however they refer to each other. Anything else, such
 * as a database connection, is passed on as it is.
 */
export function ownCopy<Value>(value: Value): Value {
  return copy(value, new Map()) as Value
}

function copy(value: unknown, done: Map<object, object>): unknown {
  if (typeof value !== 'object' || value === null) return value
  const known = done.get(value)
  if (known !== undefined) return known
  const begun = emptyLike(value)
  if (begun === null) return value
  done.set(value, begun)
  fill(begun, value, done)
  return begun
}

/** Dates and bytes are whole from the beginning. */
function fill(begun: object, value: object, done: Map<object, object>): void {
  if (begun instanceof Map && value instanceof Map) {
    for (const [key, entry] of value) begun.set(copy(key, done), copy(entry, done))
  } else if (begun instanceof Set && value instanceof Set) {
    for (const entry of value) begun.add(copy(entry, done))
  } else if (!(begun instanceof Date || begun instanceof Uint8Array)) {
    copyMembers(value, begun, done)
  }
}

/** A member is read once, here: one that is computed anew at each reading is fixed by it. */
function copyMembers(value: object, begun: object, done: Map<object, object>): void {
  for (const name of Reflect.ownKeys(value)) {
    const { enumerable = false } = Reflect.getOwnPropertyDescriptor(value, name) ?? {}
    const member = copy(Reflect.get(value, name), done)
    Reflect.defineProperty(begun, name, {
      value: member,
      enumerable,
      writable: true,
      configurable: true,
    })
  }
}

/** Something of the same kind, dates and bytes already whole; null for what is not copied. */
function emptyLike(value: object): object | null {
  const prototype: object | null = Object.getPrototypeOf(value)
  if (Array.isArray(value)) return prototype === Array.prototype ? [] : null
  if (prototype === null) return Object.create(null)
  if (prototype === Date.prototype) return new Date(Number(value))
  if (prototype === Map.prototype) return new Map()
  if (prototype === Set.prototype) return new Set()
  if (value instanceof Uint8Array && prototype === Uint8Array.prototype) return value.slice()
  return Object.getPrototypeOf(prototype) === null ? {} : null
}
