import type { JsonValue } from '../../contract/json.ts'
import { isObject, member, toBoolean } from './resource.ts'

/**
 * The values of an attribute with several, in their order. They are found by what they are told by, because a change of
 * a large group names its members one by one.
 */
export interface Values {
  all: Map<string, JsonValue>
  /** The keys of `all` by the `value` alone, whatever the type. */
  byValue: Map<string, Set<string>>
}

/** Of two that are told by the same, the later stays, in the place of the earlier. */
export function valuesOf(list: JsonValue[]): Values {
  const values: Values = { all: new Map(), byValue: new Map() }
  for (const one of list) put(values, one)
  return values
}

export function put(values: Values, one: JsonValue): void {
  const own = identityOf(one)
  const key = `${own} ${typeOf(one)}`
  values.all.set(key, one)
  const keys = values.byValue.get(own)
  if (keys === undefined) values.byValue.set(own, new Set([key]))
  else keys.add(key)
}

/** Takes out what is told by this, of every type. */
export function take(values: Values, own: string): void {
  for (const key of values.byValue.get(own) ?? []) values.all.delete(key)
  values.byValue.delete(own)
}

/** What a value is told by: its `value`, else all of it. */
export function identityOf(one: JsonValue): string {
  const own = isObject(one) ? member(one, 'value') : one
  return typeof own === 'string' ? own : JSON.stringify(own ?? one)
}

function typeOf(one: JsonValue): string {
  const type = isObject(one) ? member(one, 'type') : undefined
  return typeof type === 'string' ? type : ''
}

export function isPrimary(one: JsonValue): boolean {
  return isObject(one) && toBoolean(member(one, 'primary')) === true
}

export function notPrimary(one: JsonValue): JsonValue {
  return isObject(one) && isPrimary(one) ? { ...one, primary: false } : one
}
