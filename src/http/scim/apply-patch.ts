import type { JsonObject, JsonValue } from '../../contract/json.ts'
import { type Filter, matches } from './filter.ts'
import type { Operation } from './read-patch.ts'
import { ScimRefusal } from './refusal.ts'
import { isObject, keyOf, member, toBoolean } from './resource.ts'

/** What the service says and nobody writes; clients send it back all the same. */
const readOnly = new Set(['id', 'meta', 'schemas', 'groups'])
const severalValued = new Set([
  ...['emails', 'phonenumbers', 'ims', 'photos', 'addresses', 'entitlements', 'roles'],
  ...['x509certificates', 'members'],
])

/** A resource after the operations; the one given stays as it is. @throws ScimRefusal */
export function applyPatch(resource: JsonObject, operations: Operation[]): JsonObject {
  const changed = structuredClone(resource)
  for (const operation of operations) {
    if (!readOnly.has(operation.attribute.toLowerCase())) applyOne(changed, operation)
  }
  return changed
}

function applyOne(resource: JsonObject, operation: Operation): void {
  const { attribute, filter, sub, op } = operation
  const value = normalised(sub ?? attribute, operation.value)
  const key = keyOf(resource, attribute) ?? attribute
  if (severalValued.has(attribute.toLowerCase())) {
    const before = listOf(resource[key])
    resource[key] = changeValues(before, { ...operation, value })
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
  return isObject(before) && isObject(value) ? { ...before, ...value } : value
}

function changeValues(before: JsonValue[], given: Operation): JsonValue[] {
  const { op, filter, sub, value } = given
  if (filter !== null) return changeMatching(before, { ...given, filter })
  if (op === 'remove') {
    if (value === undefined || value === null) return []
    // Entra names those that go; a reader that overlooks them removes everybody.
    const gone = new Set(listOf(value).map(identityOf))
    return before.filter((one) => !gone.has(identityOf(one)))
  }
  if (value === undefined) throw new ScimRefusal(400, `${op} needs a value.`, 'invalidValue')
  if (sub !== null) return before.map((one) => (isObject(one) ? { ...one, [sub]: value } : one))
  const values = listOf(value)
  if (op === 'replace') return unique(values)
  return unique([...(values.some(isPrimary) ? before.map(notPrimary) : before), ...values])
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
    return before.map((one) => (isObject(one) && fits(one) ? { ...one, ...part } : one))
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

/** Booleans are booleans, wherever they are written as words. */
function normalised(name: string, value: JsonValue | undefined): JsonValue | undefined {
  return /^(active|primary)$/i.test(name) ? toBoolean(value) : value
}

function listOf(value: JsonValue | undefined): JsonValue[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : [value]
}

/** What a value is told by: its `value`, else all of it. */
function identityOf(one: JsonValue): string {
  const own = isObject(one) ? member(one, 'value') : one
  return typeof own === 'string' ? own : JSON.stringify(own ?? one)
}

function unique(values: JsonValue[]): JsonValue[] {
  const last = new Map(values.map((one) => [`${identityOf(one)} ${typeOf(one)}`, one]))
  return [...last.values()]
}

function typeOf(one: JsonValue): string {
  const type = isObject(one) ? member(one, 'type') : undefined
  return typeof type === 'string' ? type : ''
}

function isPrimary(one: JsonValue): boolean {
  return isObject(one) && toBoolean(member(one, 'primary')) === true
}

function notPrimary(one: JsonValue): JsonValue {
  return isObject(one) && isPrimary(one) ? { ...one, primary: false } : one
}
