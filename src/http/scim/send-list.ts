import type { Request, Response } from 'express'
import type { JsonObject } from '../../contract/json.ts'
import { resultsCountMax } from './discovery.ts'
import { ScimRefusal } from './refusal.ts'
import { isObject, keyOf } from './resource.ts'

const listSchema = 'urn:ietf:params:scim:api:messages:2.0:ListResponse'

/** One page of resources (RFC 7644, section 3.4.2). */
export function listOf(
  found: object[],
  { total, startIndex }: { total: number; startIndex: number },
): object {
  return {
    schemas: [listSchema],
    totalResults: total,
    startIndex,
    itemsPerPage: found.length,
    Resources: found,
  }
}

export function sendList(response: Response, all: object[]): void {
  const body = listOf(all, { total: all.length, startIndex: 1 })
  response.type('application/scim+json').send(JSON.stringify(body))
}

/** Which page is asked for: `startIndex` begins at 1, and neither is ever an error by being too small. */
export function pageOf(query: Request['query']): { startIndex: number; count: number } {
  const startIndex = Math.max(1, wholeOf(query['startIndex'], 'startIndex', 1))
  const count = Math.max(0, wholeOf(query['count'], 'count', resultsCountMax))
  return { startIndex, count: Math.min(count, resultsCountMax) }
}

const wholeMax = 1_000_000_000

function wholeOf(given: unknown, name: string, usual: number): number {
  if (given === undefined || given === '') return usual
  if (typeof given === 'string' && /^-?\d{1,10}$/.test(given)) {
    return Math.min(Number(given), wholeMax)
  }
  throw new ScimRefusal(400, `${name} is a whole number.`, 'invalidValue')
}

/** Whether the caller says which attributes they want. */
export function asksForAttributes(query: Request['query']): boolean {
  return namesOf(query['attributes']).length + namesOf(query['excludedAttributes']).length > 0
}

/** What is always there, whatever is asked for. */
const always = ['schemas', 'id']

/** A resource with the attributes that the caller wants, or without those that they do not. */
export function project(resource: JsonObject, query: Request['query']): JsonObject {
  const wanted = namesOf(query['attributes'])
  if (wanted.length > 0) {
    const picked: JsonObject = {}
    for (const [name = '', sub] of [...always, ...wanted].map((path) => path.split('.'))) {
      pick(picked, resource, name, sub)
    }
    return picked
  }
  const unwanted = namesOf(query['excludedAttributes']).map((name) => name.toLowerCase())
  if (unwanted.length === 0) return resource
  return Object.fromEntries(
    Object.entries(resource).filter(
      ([key]) => always.includes(key) || !unwanted.includes(key.toLowerCase()),
    ),
  )
}

function pick(
  picked: JsonObject,
  resource: JsonObject,
  name: string,
  sub: string | undefined,
): void {
  const key = keyOf(resource, name)
  const value = key === undefined ? undefined : resource[key]
  if (key === undefined || value === undefined) return
  if (sub === undefined || !isObject(value)) {
    picked[key] = value
    return
  }
  const inner = keyOf(value, sub)
  const before = picked[key]
  if (inner !== undefined) {
    picked[key] = { ...(isObject(before) ? before : {}), [inner]: value[inner] ?? null }
  }
}

/** Entra may name values by a filter (`emails[type eq "work"]`): the attribute is answered whole. */
function namesOf(given: unknown): string[] {
  if (typeof given !== 'string') return []
  return given
    .replace(/\[[^\]]*\]/g, '')
    .split(',')
    .map((name) => name.trim().replace(/^urn:.*:(?=[^:]+$)/i, ''))
    .filter((name) => name !== '')
}
