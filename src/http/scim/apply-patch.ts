import type { JsonObject, JsonValue } from '../../contract/json.ts'
import { type Filter, matches } from './filter.ts'
import type { Operation } from './read-patch.ts'
import { ScimRefusal } from './refusal.ts'
import { isObject, keyOf, member, toBoolean } from './resource.ts'
import { identityOf, isPrimary, notPrimary, put, take, type Values, valuesOf } from './values.ts'

/** What the service says and nobody writes; clients send it back all the same. */
const readOnly = new Set(['id', 'meta', 'schemas', 'groups'])
const severalValued = new Set([
  ...['emails', 'phonenumbers', 'ims', 'photos', 'addresses', 'entitlements', 'roles'],
  ...['x509certificates', 'members'],
])

/** How many values a PATCH may look at one by one: nobody else is served meanwhile. */
const looksCountMax = 20_000

/** A resource that is being changed, with the lists that were opened for it. */
interface Change {
  resource: JsonObject
  lists: Map<string, Values>
  looks: number
}

/** A resource after the operations; the one given stays as it is. @throws ScimRefusal */
export function applyPatch(resource: JsonObject, operations: Operation[]): JsonObject {
  const change: Change = { resource: structuredClone(resource), lists: new Map(), looks: 0 }
  for (const operation of operations) {
    if (!readOnly.has(operation.attribute.toLowerCase())) applyOne(change, operation)
  }
  for (const [key, { all }] of change.lists) change.resource[key] = [...all.values()]
  return change.resource
}

function applyOne(change: Change, operation: Operation): void {
  const { resource, lists } = change
  const { attribute, filter, sub, op } = operation
  const value = normalised(sub ?? attribute, operation.value)
  const key = keyOf(resource, attribute) ?? attribute
  if (severalValued.has(attribute.toLowerCase())) {
    const before = lists.get(key) ?? valuesOf(listOf(resource[key]))
    resource[key] ??= []
    lists.set(key, changeValues(change, before, { ...operation, value }))
    return
  }
  if (filter !== null) throw new ScimRefusal(400, `${attribute} has one value.`, 'noTarget')
  if (op === 'remove') {
    if (sub === null) delete resource[key]
    else removeMember(resource[key], sub)
  } else {
    if (value === undefined) throw new ScimRefusal(400, `${op} needs a value.`, 'invalidValue')
    resource[key] =
      sub === null ? merged(resource[key], value) : withMember(resource[key], sub, value)
  }
}

function withMember(owner: JsonValue | undefined, sub: string, value: JsonValue): JsonObject {
  const complex = isObject(owner) ? owner : {}
  return { ...complex, [keyOf(complex, sub) ?? sub]: value }
}

/** A complex value takes over the members that are said; the others stay (Okta and Entra send the changed ones). */
function merged(before: JsonValue | undefined, value: JsonValue): JsonValue {
  if (!isObject(before) || !isObject(value)) return value
  return Object.entries(value).reduce((all, [name, part]) => withMember(all, name, part), before)
}

function changeValues(change: Change, values: Values, given: Operation): Values {
  const { op, filter, sub, value } = given
  if (filter !== null) return changeFiltered(change, values, { ...given, filter })
  if (op === 'remove') {
    if (value === undefined || value === null) return valuesOf([])
    // Entra names those that go; a reader that overlooks them removes everybody.
    for (const one of listOf(value)) take(values, identityOf(one))
    return values
  }
  if (value === undefined) throw new ScimRefusal(400, `${op} needs a value.`, 'invalidValue')
  if (sub !== null) {
    return valuesOf(
      lookedAt(change, values).map((one) => (isObject(one) ? { ...one, [sub]: value } : one)),
    )
  }
  const added = listOf(value)
  if (op === 'replace') return valuesOf(added)
  const next = added.some(isPrimary) ? valuesOf(lookedAt(change, values).map(notPrimary)) : values
  for (const one of added) put(next, one)
  return next
}

function changeFiltered(
  change: Change,
  values: Values,
  given: Operation & { filter: Filter },
): Values {
  const { op, filter, sub } = given
  const isByValue = filter.op === 'eq' && filter.attrPath.toLowerCase() === 'value'
  if (op === 'remove' && sub === null && isByValue && typeof filter.compValue === 'string') {
    take(values, filter.compValue)
    return values
  }
  return valuesOf(changeMatching(lookedAt(change, values), given))
}

/** @throws ScimRefusal where a PATCH looks at too many. */
function lookedAt(change: Change, { all }: Values): JsonValue[] {
  change.looks += all.size
  if (change.looks > looksCountMax) {
    throw new ScimRefusal(413, 'The operations look at too many values: send fewer at once.')
  }
  return [...all.values()]
}

function changeMatching(
  before: JsonValue[],
  { op, filter, sub, value }: Operation & { filter: Filter },
): JsonValue[] {
  const fits = (one: JsonValue) => isObject(one) && matches(filter, one)
  if (op === 'remove') {
    if (sub === null) return before.filter((one) => !fits(one))
    return before.map((one) => {
      if (!fits(one)) return one
      const rest = structuredClone(one)
      removeMember(rest, sub)
      return rest
    })
  }
  if (value === undefined) throw new ScimRefusal(400, `${op} needs a value.`, 'invalidValue')
  const part: JsonValue = sub === null ? value : { [sub]: value }
  if (!isObject(part)) throw new ScimRefusal(400, 'The value is an object.', 'invalidValue')
  if (before.some(fits)) {
    return before.map((one) => (isObject(one) && fits(one) ? merged(one, part) : one))
  }
  // Entra sets the work e-mail of somebody who has none yet by the same path.
  if (filter.op !== 'eq') throw new ScimRefusal(400, 'Nothing fits the filter.', 'noTarget')
  return [...before, { [filter.attrPath]: filter.compValue, ...part }]
}

function removeMember(owner: JsonValue | undefined, sub: string): void {
  if (!isObject(owner)) return
  const key = keyOf(owner, sub)
  if (key !== undefined) delete owner[key]
}

/** Booleans are booleans, wherever they are written as words, or as the only value of a list, as Entra once did. */
function normalised(name: string, value: JsonValue | undefined): JsonValue | undefined {
  if (!/^(active|primary)$/i.test(name)) return value
  const [only, ...more] = Array.isArray(value) ? value : [value]
  const own = more.length === 0 && isObject(only) ? (member(only, 'value') ?? only) : only
  return more.length > 0 ? value : toBoolean(own)
}

function listOf(value: JsonValue | undefined): JsonValue[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : [value]
}
