import { createHash, timingSafeEqual } from 'node:crypto'
import { parseCookie } from 'cookie'
import type { Request, Response } from 'express'
import type { SessionRecord } from '../../app/ports.ts'
import type { IdentityId } from '../../contract/ids.ts'
import type { PersonRecord } from '../../core/record.ts'
import type { Desk } from './options.ts'

const cookieCharsMax = 512

/** A live session, perhaps without a person yet. */
export interface Entry {
  cookie: string
  session: SessionRecord
}

/** A live session of somebody who has signed in. */
export interface Visitor {
  cookie: string
  csrf: string
  person: PersonRecord
  identity: IdentityId
}

/** The `__Host-` prefix makes browsers refuse the cookie from another host or path (RFC 6265bis, 4.1.3.2). */
function cookieName(secure: boolean): string {
  return secure ? '__Host-countersign_session' : 'countersign_session'
}

/** The session that the call's cookie opens, or null where there is none, or it has ended. */
export async function readEntry(desk: Desk, request: Request): Promise<Entry | null> {
  const cookie = parseCookie(request.get('cookie') ?? '')[cookieName(desk.secureCookies)]
  if (cookie === undefined || cookie === '' || cookie.length > cookieCharsMax) return null
  const session = await desk.verbs.sessions.read(cookie)
  return session === null ? null : { cookie, session }
}

/** The person of a session, or null while none was chosen. */
export function visitorOf(entry: Entry | null): Visitor | null {
  if (entry === null) return null
  const { person, identity, csrf } = entry.session
  if (person === null || identity === null) return null
  return { cookie: entry.cookie, csrf, person, identity }
}

/** `Lax`, not `Strict`: a link in a chat message has to find the session. */
export function setCookie(desk: Desk, response: Response, value: string): void {
  response.cookie(cookieName(desk.secureCookies), value, cookieOptions(desk))
}

/** Tells the browser to forget the session. Ending it is the verb's work. */
export function clearCookie(desk: Desk, response: Response): void {
  response.clearCookie(cookieName(desk.secureCookies), cookieOptions(desk))
}

/** Whether a form carries its session's token. Hashing first makes both sides equally long. */
export function isOwnForm(csrf: string, body: unknown): boolean {
  if (typeof body !== 'object' || body === null || !('csrf' in body)) return false
  return typeof body.csrf === 'string' && timingSafeEqual(hash(body.csrf), hash(csrf))
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function cookieOptions(desk: Desk) {
  return { httpOnly: true, secure: desk.secureCookies, sameSite: 'lax', path: '/' } as const
}
