import type { JsonObject, JsonValue } from '../../contract/json.ts'
import { isStorable } from '../../contract/words.ts'
import { ScimRefusal } from './refusal.ts'

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A member by its name, which SCIM compares without regard to case (RFC 7643, section 2.1). */
export function member(resource: JsonObject, name: string): JsonValue | undefined {
  const key = keyOf(resource, name)
  return key === undefined ? undefined : resource[key]
}

/** How a member is spelled that is there already, so that it is not there twice. */
export function keyOf(resource: JsonObject, name: string): string | undefined {
  if (Object.hasOwn(resource, name)) return name
  return Object.keys(resource).find((key) => key.toLowerCase() === name.toLowerCase())
}

/** Whether two members differ in their case alone: two readers could see two things. */
export function hasNameTwice(value: JsonValue): boolean {
  if (Array.isArray(value)) return value.some(hasNameTwice)
  if (!isObject(value)) return false
  const names = Object.keys(value)
  const folded = new Set(names.map((name) => name.toLowerCase()))
  return folded.size < names.length || Object.values(value).some(hasNameTwice)
}

/** Entra writes booleans as words (`"False"`), and a deactivation must not fail by that. */
export function toBoolean(value: JsonValue | undefined): JsonValue | undefined {
  if (typeof value !== 'string' || !/^(true|false)$/i.test(value)) return value
  return value.toLowerCase() === 'true'
}

/** A text, or null where there is none. @throws ScimRefusal for anything else. */
export function textOf(resource: JsonObject, name: string, charsMax: number): string | null {
  const value = member(resource, name)
  if (value === undefined || value === null || value === '') return null
  if (typeof value !== 'string') throw new ScimRefusal(400, `${name} is no text.`, 'invalidValue')
  if (value.length > charsMax || !isStorable(value)) {
    throw new ScimRefusal(400, `${name} is too long or no text.`, 'invalidValue')
  }
  return value
}
