import type { JsonValue } from '../contract/json.ts'
import { jsonDepthMax } from '../contract/limits.ts'

/**
 * A copy of a value as JSON says it. `JSON.stringify` turns a NaN into null, a Map into an empty object and a function
 * into nothing, and so two different actions into one: what is not plain JSON is refused instead. As everywhere, a
 * member that is `undefined` is absent, and what has a `toJSON` (a Date) is what that answers.
 *
 * @throws TypeError with the JSON pointer (RFC 6901) of what JSON cannot say.
 */
export function plainJson(value: unknown, pointer = '', depth = 0): JsonValue {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (typeof value !== 'object') return refuse(value, pointer)
  if (depth > jsonDepthMax) throw new TypeError(`${pointer} is nested too deeply for a payload.`)
  if ('toJSON' in value && typeof value.toJSON === 'function')
    return plainJson(value.toJSON(), pointer, depth + 1)
  if (Array.isArray(value))
    return Array.from(value, (item, at) => plainJson(item, `${pointer}/${at}`, depth + 1))
  if (!isPlain(value)) return refuse(value, pointer)
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => [name, plainJson(member, `${pointer}/${escaped(name)}`, depth + 1)])
  return Object.fromEntries(members)
}

/** Of whichever realm: its prototype is none, or one that has none. */
function isPlain(value: object): boolean {
  const prototype: object | null = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function refuse(value: unknown, pointer: string): never {
  const kind = typeof value === 'object' ? value?.constructor.name : typeof value
  const what = typeof value === 'number' ? String(value) : kind
  throw new TypeError(`The payload holds what JSON cannot say: ${what} at "${pointer}".`)
}

function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}
