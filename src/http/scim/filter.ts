import { type Filter, parse } from 'scim2-parse-filter'
import type { DirectorySearch } from '../../app/ports.ts'
import type { JsonObject, JsonValue } from '../../contract/json.ts'
import { ScimRefusal } from './refusal.ts'
import { isObject, member, toBoolean } from './resource.ts'
import { attributesOf, enterpriseSchema, groupSchema, userSchema } from './schemas.ts'

export type { Filter } from 'scim2-parse-filter'

const filterCharsMax = 2_000
/** Compared as they are; every other text without regard to case (RFC 7643, section 3.1 and 4.1). */
const caseExact = new Set(['id', 'externalid', 'value', '$ref'])

/** Reads a filter. A library that finds everybody by a filter it cannot read would give away the whole directory. */
export function readFilter(text: string, kind: 'User' | 'Group' | null): Filter {
  const filter = parseFilter(quoted(text))
  const known = kind === null ? null : attributesOf(kind)
  for (const path of pathsOf(filter)) {
    const [attribute = ''] = stepsOf(path)
    if (known !== null && !known.has(attribute.toLowerCase()) && attribute !== enterpriseSchema) {
      throw new ScimRefusal(400, `There is no attribute ${attribute}.`, 'invalidFilter')
    }
  }
  return filter
}

function parseFilter(text: string): Filter {
  if (text.length <= filterCharsMax) {
    try {
      const filter = parse(text)
      if (isWhole(filter)) return filter
    } catch {
      // What cannot be read is refused below, whatever the reader says of it.
    }
  }
  throw new ScimRefusal(400, 'The filter cannot be read.', 'invalidFilter')
}

const operators = new Set(['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'lt', 'ge', 'le', 'pr'])
const filterPart = /"(?:[^"\\]|\\.)*"|[()[\]]|[^\s()[\]"]+/g
const literal = /^(?:"|true$|false$|null$|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$)/i

/** Some clients leave out the quotes around what an attribute is compared with. */
function quoted(text: string): string {
  let before = ''
  let isCompared = false
  return text.replace(filterPart, (part) => {
    const isValue = isCompared && !literal.test(part) && !/^[()[\]]$/.test(part)
    const word = part.toLowerCase()
    isCompared = !isValue && before !== '' && word !== 'pr' && operators.has(word)
    before = isCompared ? '' : part
    return isValue ? JSON.stringify(part) : part
  })
}

function isWhole(filter: Filter): boolean {
  switch (filter.op) {
    case 'and':
    case 'or':
      return filter.filters.every(isWhole)
    case 'not':
      return isWhole(filter.filter)
    case '[]':
      return isWhole(filter.valFilter)
    default:
      return operators.has(filter.op) && typeof filter.attrPath === 'string'
  }
}

function pathsOf(filter: Filter): string[] {
  switch (filter.op) {
    case 'and':
    case 'or':
      return filter.filters.flatMap(pathsOf)
    case 'not':
      return pathsOf(filter.filter)
    default:
      return [filter.attrPath]
  }
}

/** The steps of a path; one that begins with a schema begins with it whole. */
export function stepsOf(path: string): string[] {
  for (const schema of [userSchema, groupSchema]) {
    if (path.toLowerCase().startsWith(`${schema.toLowerCase()}:`)) {
      return path.slice(schema.length + 1).split('.')
    }
  }
  if (path.toLowerCase().startsWith(`${enterpriseSchema.toLowerCase()}:`)) {
    return [enterpriseSchema, ...path.slice(enterpriseSchema.length + 1).split('.')]
  }
  return path.split('.')
}

/** What of a filter the database can look up; the rest is looked at afterwards. */
export function searchOf(filter: Filter, nameAttribute: string): DirectorySearch {
  if (filter.op === 'and') {
    return Object.assign({}, ...filter.filters.map((part) => searchOf(part, nameAttribute)))
  }
  if (filter.op !== 'eq' || typeof filter.compValue !== 'string') return {}
  const path = stepsOf(filter.attrPath).join('.').toLowerCase()
  if (path === 'id') return { id: filter.compValue }
  if (path === 'externalid') return { externalId: filter.compValue }
  return path === nameAttribute.toLowerCase() ? { name: filter.compValue } : {}
}

/** Whether a filter says no more than what the database looked up. */
export function isAllSearched(filter: Filter, nameAttribute: string): boolean {
  return filter.op !== 'and' && Object.keys(searchOf(filter, nameAttribute)).length > 0
}

/** Whether a resource, or one value of an attribute, is what a filter asks for. */
export function matches(filter: Filter, resource: JsonObject): boolean {
  switch (filter.op) {
    case 'and':
      return filter.filters.every((part) => matches(part, resource))
    case 'or':
      return filter.filters.some((part) => matches(part, resource))
    case 'not':
      return !matches(filter.filter, resource)
    case '[]':
      return elementsAt(resource, stepsOf(filter.attrPath)).some(
        (value) => isObject(value) && matches(filter.valFilter, value),
      )
    case 'pr':
      return valuesAt(resource, stepsOf(filter.attrPath)).length > 0
    default:
      return compare(filter, resource)
  }
}

type Comparison = Extract<Filter, { compValue: unknown }>

function compare({ op, attrPath, compValue }: Comparison, resource: JsonObject): boolean {
  const steps = stepsOf(attrPath)
  const exact = caseExact.has(steps.at(-1)?.toLowerCase() ?? '')
  const isTime = /^(created|lastmodified)$/i.test(steps.at(-1) ?? '')
  const fold = (value: JsonValue) => {
    if (typeof value !== 'string' || exact) return value
    return isTime ? inOneZone(value) : value.toLowerCase()
  }
  const wanted = fold(toBoolean(compValue) ?? null)
  const values = valuesAt(resource, steps).map((value) => fold(toBoolean(value) ?? null))
  // An attribute that is not there equals nothing, and differs from everything.
  if (op === 'ne') return !values.includes(wanted)
  return values.some((value) => holds(op, value, wanted))
}

/** A moment as it is written in one zone, so that two compare as moments. */
function inOneZone(moment: string): string {
  const read = new Date(moment)
  return Number.isNaN(read.getTime()) ? moment : read.toISOString()
}

function holds(op: Exclude<Comparison['op'], 'ne'>, value: JsonValue, wanted: JsonValue): boolean {
  if (op === 'eq') return value === wanted
  if (typeof value !== 'string' || typeof wanted !== 'string') return false
  switch (op) {
    case 'co':
      return value.includes(wanted)
    case 'sw':
      return value.startsWith(wanted)
    case 'ew':
      return value.endsWith(wanted)
    case 'gt':
      return value > wanted
    case 'ge':
      return value >= wanted
    case 'lt':
      return value < wanted
    case 'le':
      return value <= wanted
  }
}

/** Everything under a path; of an attribute with several values, the path goes into each. */
function elementsAt(resource: JsonObject, steps: string[]): JsonValue[] {
  let found: JsonValue[] = [resource]
  for (const step of steps) {
    found = found.flatMap((value) => {
      const next = isObject(value) ? member(value, step) : undefined
      return next === undefined || next === null ? [] : Array.isArray(next) ? next : [next]
    })
  }
  return found
}

/** The same as plain values: of a complex one, its `value`. */
function valuesAt(resource: JsonObject, steps: string[]): JsonValue[] {
  return elementsAt(resource, steps).flatMap((value) => {
    const own = isObject(value) ? member(value, 'value') : value
    return own === undefined ? [] : [own]
  })
}
