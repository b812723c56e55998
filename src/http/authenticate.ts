import type { Request, Response } from 'express'
import type { Principal } from '../app/ports.ts'
import type { ErrorCode } from '../contract/errors.ts'
import { readToken, sameSecret } from '../proof/verify/token.ts'

/** How a bearer token becomes a principal. */
export interface Authentication {
  agentByKey(hash: string): Promise<Extract<Principal, { kind: 'agent' }> | null>
  personByToken(hash: string): Promise<Extract<Principal, { kind: 'person' }> | null>
  adminToken: string
}

export type Authenticated =
  | { ok: true; principal: Principal }
  | { ok: false; code: Extract<ErrorCode, 'unauthenticated'>; detail: string }

const refuse = (detail: string): Authenticated => ({ ok: false, code: 'unauthenticated', detail })

/** Who is calling, by `Authorization: Bearer TOKEN` and nothing else. */
export async function authenticate(
  given: Authentication,
  request: Pick<Request, 'headers'>,
): Promise<Authenticated> {
  const [, token] = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '') ?? []
  if (token === undefined) return refuse('Send "Authorization: Bearer TOKEN".')
  const reading = readToken(token)
  if (reading.kind === 'mistyped') {
    return refuse('The token is mistyped or cut: its checksum does not fit.')
  }
  if (reading.kind === 'foreign') {
    return sameSecret(token, given.adminToken)
      ? { ok: true, principal: { kind: 'admin' } }
      : refuse('The token is not one of ours.')
  }
  const principal =
    reading.prefix === 'csp'
      ? await given.personByToken(reading.hash)
      : await given.agentByKey(reading.hash)
  if (principal === null) return refuse('The token is unknown, expired or revoked.')
  return { ok: true, principal }
}

/** Tells the client how to authenticate, as RFC 9110 asks of every 401. */
export function challenge(response: Response): void {
  response.set('WWW-Authenticate', 'Bearer realm="countersign"')
}
