import type { Request, Response } from 'express'
import type { Administrator, Principal } from '../app/ports.ts'
import type { ErrorCode } from '../contract/errors.ts'
import { readToken, sameSecret } from '../proof/verify/token.ts'
import { sendProblem } from './problem.ts'

/** How a bearer token becomes a principal. */
export interface Authentication {
  agentByKey(hash: string): Promise<Extract<Principal, { kind: 'agent' }> | null>
  personByToken(hash: string): Promise<Extract<Principal, { kind: 'person' }> | null>
  /** An agent by a signed token of its platform, which some trust takes for its key (docs/agents.md). */
  agentByWorkload(token: string): Promise<WorkloadReading>
  adminToken: string
  /** As whom a caller administers; null for whoever does not. */
  administratorOf(principal: Principal): Promise<Administrator | null>
}

export type WorkloadReading =
  | { ok: true; principal: Extract<Principal, { kind: 'agent' }> }
  | { ok: false; code: Refused; detail: string }

/** `unavailable`: who it is cannot be said just now, so that the caller tries again. */
type Refused = Extract<ErrorCode, 'unauthenticated' | 'unavailable'>

export type Authenticated =
  | { ok: true; principal: Principal }
  | { ok: false; code: Refused; detail: string }

const refuse = (detail: string): Authenticated => ({ ok: false, code: 'unauthenticated', detail })

/** The token of `Authorization: Bearer TOKEN` (RFC 6750, 2.1). */
export function bearerOf({ headers }: Pick<Request, 'headers'>): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1]
}

/** Who is calling, by `Authorization: Bearer TOKEN` and nothing else. */
export async function authenticate(
  given: Authentication,
  request: Pick<Request, 'headers'>,
): Promise<Authenticated> {
  const token = bearerOf(request)
  if (token === undefined) return refuse('Send "Authorization: Bearer TOKEN".')
  const reading = readToken(token)
  if (reading.kind === 'mistyped') {
    return refuse('The token is mistyped or cut: its checksum does not fit.')
  }
  if (reading.kind === 'foreign') return foreign(given, token)
  const principal =
    reading.prefix === 'csp'
      ? await given.personByToken(reading.hash)
      : await given.agentByKey(reading.hash)
  if (principal === null) return refuse('The token is unknown, expired or revoked.')
  return { ok: true, principal }
}

/** Three parts of base64url, as every signed JWT has (RFC 7515, section 7.1). */
const signedToken = /^[\w-]+\.[\w-]+\.[\w-]+$/

async function foreign(given: Authentication, token: string): Promise<Authenticated> {
  if (sameSecret(token, given.adminToken)) return { ok: true, principal: { kind: 'admin' } }
  if (!signedToken.test(token)) return refuse('The token is not one of ours.')
  return given.agentByWorkload(token)
}

/** As often as the keys of a platform are asked for again while they cannot be had. */
const retrySeconds = 30

/** Tells a caller who is not known how to authenticate, as RFC 9110 asks of every 401, or when to come again. */
export function refuseCaller(
  response: Response,
  { code, detail }: { code: Refused; detail: string },
): void {
  if (code === 'unavailable') response.set('Retry-After', String(retrySeconds))
  else response.set('WWW-Authenticate', 'Bearer realm="countersign"')
  sendProblem(response, code, detail)
}
