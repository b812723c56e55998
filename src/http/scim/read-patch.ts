import type { JsonObject, JsonValue } from '../../contract/json.ts'
import { patchOperationsCountMax } from './discovery.ts'
import { type Filter, readFilter, stepsOf } from './filter.ts'
import { ScimRefusal } from './refusal.ts'
import { isObject, member } from './resource.ts'
import { enterpriseSchema, groupSchema, userSchema } from './schemas.ts'

/** One change of one place, in one dialect: what Okta and Entra write differently is alike here. */
export interface Operation {
  op: 'add' | 'replace' | 'remove'
  attribute: string
  filter: Filter | null
  /** The sub-attribute; of an extension, the attribute in it. */
  sub: string | null
  value: JsonValue | undefined
}

/** The operations of a PATCH (RFC 7644, section 3.5.2). @throws ScimRefusal */
export function readPatch(body: JsonObject): Operation[] {
  const operations = member(body, 'Operations')
  if (!Array.isArray(operations) || operations.length === 0) {
    throw new ScimRefusal(400, 'Operations is a list with at least one.', 'invalidSyntax')
  }
  if (operations.length > patchOperationsCountMax) {
    throw new ScimRefusal(413, `At most ${patchOperationsCountMax} operations at once.`)
  }
  return operations.flatMap(readOperation)
}

function readOperation(given: JsonValue): Operation[] {
  if (!isObject(given)) throw new ScimRefusal(400, 'An operation is an object.', 'invalidSyntax')
  const word = member(given, 'op')
  const op = typeof word === 'string' ? word.toLowerCase() : ''
  if (op !== 'add' && op !== 'replace' && op !== 'remove') {
    throw new ScimRefusal(400, 'op is add, replace or remove.', 'invalidSyntax')
  }
  const path = member(given, 'path')
  const value = member(given, 'value')
  if (path !== undefined && path !== null && typeof path !== 'string') {
    throw new ScimRefusal(400, 'path is a text.', 'invalidPath')
  }
  if (typeof path === 'string' && path.trim() !== '') return at(op, path.trim(), value)
  if (op === 'remove') throw new ScimRefusal(400, 'remove needs a path.', 'noTarget')
  if (!isObject(value)) {
    throw new ScimRefusal(400, 'Without a path the value is an object.', 'invalidValue')
  }
  // Without a path each member is a place of its own, and its name may be a whole path.
  return Object.entries(value).flatMap(([key, part]) => at(op, key, part))
}

function at(op: Operation['op'], path: string, value: JsonValue | undefined): Operation[] {
  const bare = path.toLowerCase()
  const isWhole = [userSchema, groupSchema].some((schema) => schema.toLowerCase() === bare)
  if ((isWhole || bare === enterpriseSchema.toLowerCase()) && isObject(value)) {
    return Object.entries(value).flatMap(([key, part]) => at(op, `${path}:${key}`, part))
  }
  return [{ op, ...readPath(path), value }]
}

const attributeName = /^[A-Za-z$][\w$-]*$/
const pathCharsMax = 1_000

type Place = Pick<Operation, 'attribute' | 'filter' | 'sub'>

function readPath(path: string): Place {
  if (path.length > pathCharsMax) throw new ScimRefusal(400, 'The path is too long.', 'invalidPath')
  const open = path.indexOf('[')
  const place = open < 0 ? plainPlace(path) : filteredPlace(path, open)
  if (place === null) {
    throw new ScimRefusal(400, `The path ${path} cannot be read.`, 'invalidPath')
  }
  return place
}

function plainPlace(path: string): Place | null {
  const isExtension = path.toLowerCase() === enterpriseSchema.toLowerCase()
  const [attribute = '', sub = null, ...more] = isExtension ? [enterpriseSchema] : stepsOf(path)
  const names = [attribute === enterpriseSchema ? 'extension' : attribute, sub ?? 'none']
  // A manager's own `value` is the only third step that anybody sends.
  const isRead = names.every((name) => attributeName.test(name)) && more.length <= 1
  return isRead ? { attribute, filter: null, sub } : null
}

function filteredPlace(path: string, open: number): Place | null {
  const close = path.lastIndexOf(']')
  const [attribute = '', ...none] = stepsOf(path.slice(0, open))
  const rest = path.slice(close + 1)
  const sub = rest === '' ? null : rest.slice(1)
  const isSub = sub === null || (rest.startsWith('.') && attributeName.test(sub))
  const isRead = none.length === 0 && attributeName.test(attribute) && close > open && isSub
  return isRead ? { attribute, filter: readFilter(path.slice(open + 1, close), null), sub } : null
}
