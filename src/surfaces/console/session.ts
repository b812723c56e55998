import { parseCookie } from 'cookie'
import type { Request, Response } from 'express'
import type { Administrator, SessionRecord } from '../../app/ports.ts'
import type { IdentityId } from '../../contract/ids.ts'
import { sessionCookieCharsMax, sessionCookieName } from '../../contract/session-cookie.ts'
import type { PersonRecord } from '../../core/record.ts'
import { sameSecret } from '../../proof/verify/token.ts'
import type { Desk } from './options.ts'

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
  /** When they last proved who they are; null where nobody said. */
  authenticatedAt: Date | null
  /** As whom they administer, as it was looked up for this very call; null where they do not. */
  by: Administrator | null
}

/** The session that the call's cookie opens, or null where there is none, or it has ended. */
export async function readEntry(desk: Desk, request: Request): Promise<Entry | null> {
  const cookie = parseCookie(request.get('cookie') ?? '')[sessionCookieName(desk.secureCookies)]
  if (cookie === undefined || cookie === '' || cookie.length > sessionCookieCharsMax) return null
  const session = await desk.verbs.sessions.read(cookie)
  return session === null ? null : { cookie, session }
}

/** The person of a session, or null while none was chosen. */
export async function visitorOf(desk: Desk, entry: Entry | null): Promise<Visitor | null> {
  if (entry === null) return null
  const { person, identity, csrf, authenticatedAt } = entry.session
  if (person === null || identity === null) return null
  const by = await desk.verbs.administration.administrator({ person: person.id, identity })
  return { cookie: entry.cookie, csrf, person, identity, authenticatedAt, by }
}

/** Who is there, for the frame of a page that says what went wrong: it has to come whatever else fails. */
export async function visitorIfKnown(desk: Desk, request: Request): Promise<Visitor | null> {
  try {
    return await visitorOf(desk, await readEntry(desk, request))
  } catch {
    return null
  }
}

/** `Lax`, not `Strict`: a link in a chat message has to find the session. */
export function setCookie(desk: Desk, response: Response, value: string): void {
  response.cookie(sessionCookieName(desk.secureCookies), value, cookieOptions(desk))
}

/** Tells the browser to forget the session. Ending it is the verb's work. */
export function clearCookie(desk: Desk, response: Response): void {
  response.clearCookie(sessionCookieName(desk.secureCookies), cookieOptions(desk))
}

/** Whether a form carries its session's token. */
export function isOwnForm(csrf: string, body: unknown): boolean {
  if (typeof body !== 'object' || body === null || !('csrf' in body)) return false
  return typeof body.csrf === 'string' && sameSecret(body.csrf, csrf)
}

export function cookieOptions(desk: Desk) {
  return { httpOnly: true, secure: desk.secureCookies, sameSite: 'lax', path: '/' } as const
}
