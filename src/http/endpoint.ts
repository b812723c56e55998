import express, { type Request, type RequestHandler, type Response } from 'express'
import type { z } from 'zod'
import type { Principal } from '../app/ports.ts'
import type { ErrorCode } from '../contract/errors.ts'
import { issuesToFaults } from '../contract/faults.ts'
import type { JsonValue } from '../contract/json.ts'
import { bodyBytesMax } from '../contract/limits.ts'
import { readJson } from '../proof/verify/read-json.ts'
import { type Authentication, authenticate, refuseCaller } from './authenticate.ts'
import { sendProblem } from './problem.ts'

/** What an endpoint reads and writes. */
export interface Exchange {
  request: Request
  response: Response
}

/** An exchange with a caller who is known. */
export interface Call<Kind extends Principal['kind'] = Principal['kind']> extends Exchange {
  principal: Extract<Principal, { kind: Kind }>
}

/**
 * A handler that only the named kinds of principals reach. A disabled agent is known and may do nothing; an executor is
 * an agent key that reaches nothing but what is for executors too.
 */
export function endpoint<Kind extends Principal['kind']>(
  authentication: Authentication,
  kinds: (Kind | 'executor')[],
  handle: (call: Call<Kind>) => Promise<void>,
): RequestHandler {
  return async (request, response) => {
    const principal = await admit(authentication, kinds, { request, response })
    if (principal !== null) await handle({ request, response, principal })
  }
}

/** The caller, where they are one of these kinds and may act just now; null after the refusal was sent. */
export async function admit<Kind extends Principal['kind']>(
  authentication: Authentication,
  kinds: (Kind | 'executor')[],
  { request, response }: Exchange,
): Promise<Extract<Principal, { kind: Kind }> | null> {
  const who = await authenticate(authentication, request)
  if (!who.ok) {
    refuseCaller(response, who)
    return null
  }
  const refusal = refusalOf(who.principal, kinds)
  if (refusal !== null) sendProblem(response, 'forbidden', refusal)
  return refusal === null && isOneOf(who.principal, kinds) ? who.principal : null
}

function refusalOf(principal: Principal, kinds: (Principal['kind'] | 'executor')[]): string | null {
  if (!kinds.includes(principal.kind)) {
    return `This is for ${kinds.join(' or ')} tokens, and yours is of the kind ${principal.kind}.`
  }
  if (principal.kind !== 'agent') return null
  if (principal.disabled) return 'This agent is disabled.'
  return principal.agentKind === 'executor' && !kinds.includes('executor')
    ? 'An executor key consumes grants and does nothing else.'
    : null
}

function isOneOf<Kind extends Principal['kind']>(
  principal: Principal,
  kinds: (Kind | 'executor')[],
): principal is Extract<Principal, { kind: Kind }> {
  return kinds.some((kind) => kind === principal.kind)
}

export type Body = { value: JsonValue; text: string }

/**
 * The strict JSON of a request, or null after the refusal was sent. The body is read as raw bytes, so that the strict
 * reader sees exactly what was sent, and only now, when the caller is known.
 */
export async function readBody(exchange: Exchange, bytesMax = bodyBytesMax): Promise<Body | null> {
  return readStrictly(exchange, await readBytes(exchange, bytesMax))
}

/** The body as a message of the contract, or null after the refusal was sent. */
export async function parseBody<Schema extends z.ZodType>(
  exchange: Exchange,
  schema: Schema,
  bytesMax = bodyBytesMax,
): Promise<z.infer<Schema> | null> {
  const body = await readBody(exchange, bytesMax)
  return body === null ? null : parse(exchange, schema, body.value)
}

/** As `parseBody`, where an absent body stands for `{}`. */
export async function parseOptionalBody<Schema extends z.ZodType>(
  exchange: Exchange,
  schema: Schema,
): Promise<z.infer<Schema> | null> {
  const bytes = await readBytes(exchange, bodyBytesMax)
  const body = bytes.length === 0 ? { value: {} } : readStrictly(exchange, bytes)
  return body === null ? null : parse(exchange, schema, body.value)
}

/** A reader of raw bytes for each limit that is asked for: there are two. */
const rawReaders = new Map<number, RequestHandler>()

function rawReader(bytesMax: number): RequestHandler {
  const known = rawReaders.get(bytesMax)
  if (known !== undefined) return known
  const reader = express.raw({ type: () => true, limit: bytesMax })
  rawReaders.set(bytesMax, reader)
  return reader
}

/** The body as it came. */
export async function readBytes(
  { request, response }: Exchange,
  bytesMax: number,
): Promise<Uint8Array> {
  await new Promise<void>((resolve, reject) => {
    rawReader(bytesMax)(request, response, (error?: unknown) => {
      if (error === undefined) resolve()
      else reject(error)
    })
  })
  const bytes: unknown = request.body
  return Buffer.isBuffer(bytes) ? bytes : new Uint8Array()
}

function readStrictly({ response }: Exchange, bytes: Uint8Array): Body | null {
  const read = readJson(bytes)
  if (read.ok) return read
  sendProblem(response, read.code, read.detail, {
    errors: [{ pointer: read.pointer, detail: read.detail }],
  })
  return null
}

/** The query as a message of the contract, or null after the refusal was sent. */
export function parseQuery<Schema extends z.ZodType>(
  call: Exchange,
  schema: Schema,
): z.infer<Schema> | null {
  return parse(call, schema, call.request.query)
}

function parse<Schema extends z.ZodType>(
  { response }: Exchange,
  schema: Schema,
  value: unknown,
): z.infer<Schema> | null {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const code: ErrorCode = 'invalid_request'
  sendProblem(response, code, 'The message does not match the contract.', {
    errors: issuesToFaults(parsed.error.issues, value),
  })
  return null
}

/** An id of the path, or null after the refusal was sent: what cannot be an id is not there. */
export function parseId<Id extends z.ZodType>(
  { request, response }: Exchange,
  schema: Id,
  name = 'id',
): z.infer<Id> | null {
  const parsed = schema.safeParse(request.params[name])
  if (parsed.success) return parsed.data
  sendProblem(response, 'not_found', 'There is nothing under this id.')
  return null
}
