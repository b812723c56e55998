import { parseCookie } from 'cookie'
import type { Request, RequestHandler, Response } from 'express'
import type { SignInRefusal } from '../../../app/ports.ts'
import { answer } from '../answer.ts'
import type { Desk } from '../options.ts'
import { MessagePage } from '../pages/message-page.tsx'
import { SignInRefusedPage } from '../pages/provider-page.tsx'
import { keepFromReferer } from '../protect.ts'
import { isLinkPath, returnPath } from '../return-path.ts'
import { cookieOptions, readEntry, setCookie } from '../session.ts'

const attemptMsMax = 10 * 60 * 1000
const attemptCharsMax = 4_000
const logoutTokenCharsMax = 16_000

/** Whether the visitor, the provider or the moment is at fault: every other refusal is a wrong call. */
const statuses: Partial<Record<SignInRefusal, number>> = {
  provider_unavailable: 503,
  client_refused: 503,
  provider_refused: 403,
  authentication_too_old: 403,
  email_not_verified: 403,
  nobody_known: 403,
  person_disabled: 403,
  second_account: 403,
}

/** `GET /console/sign-in/start`: remembers the attempt in this browser and leads to the provider. */
export function startAtProvider(desk: Desk): RequestHandler {
  return async (request, response) => {
    const { signIn } = desk.verbs
    if (signIn === null) return answer(desk, response, 404, MessagePage({ kind: 'not-found' }))
    keepFromReferer(response)
    if (request.method === 'HEAD') return void response.status(200).end()
    const returnTo = returnPath(request.query['return'])
    // Whoever comes to say that two people are one has to have been there in person.
    const begun = await signIn.begin(returnTo, isLinkPath(returnTo))
    if (begun === null) {
      response.set('Retry-After', '5')
      return refused(desk, response, { code: 'provider_unavailable', email: null, returnTo })
    }
    response.cookie(cookieName(desk), begun.attempt, {
      ...cookieOptions(desk),
      maxAge: attemptMsMax,
    })
    response.redirect(303, begun.url)
  }
}

/** `GET /console/callback`: where the provider sends the browser back to. */
export function finishAtProvider(desk: Desk): RequestHandler {
  return async (request, response) => {
    const { signIn } = desk.verbs
    if (signIn === null) return answer(desk, response, 404, MessagePage({ kind: 'not-found' }))
    response.set('Referrer-Policy', 'no-referrer')
    const entry = await readEntry(desk, request)
    const result = await signIn.finish({
      query: queryOf(request),
      attempt: attemptOf(desk, request),
      oldCookie: entry?.cookie ?? null,
    })
    if (result.kind === 'signed_in' || result.spent) {
      response.clearCookie(cookieName(desk), cookieOptions(desk))
    }
    const returnTo = returnPath(result.returnTo)
    if (result.kind === 'refused') {
      desk.log.warn({ code: result.code }, 'console refused a sign-in')
      const { code, email } = result
      return refused(desk, response, { code, email, returnTo })
    }
    setCookie(desk, response, result.cookie)
    response.redirect(303, returnTo)
  }
}

/**
 * `POST /console/back-channel-logout`: the provider itself ends sessions. Its token is all that counts, so it needs no
 * Origin and no cookie (OpenID Connect Back-Channel Logout 1.0, 2.5 and 2.8).
 */
export function endByProvider(desk: Desk): RequestHandler {
  return async (request, response) => {
    const { signIn } = desk.verbs
    const token: unknown = request.body?.logout_token
    if (signIn === null) return answer(desk, response, 404, MessagePage({ kind: 'not-found' }))
    const isToken = typeof token === 'string' && token.length <= logoutTokenCharsMax
    const result = isToken ? await signIn.endByProvider(token) : 'refused'
    if (result === 'ended') response.status(200).end()
    else response.status(400).json({ error: 'invalid_request' })
  }
}

function refused(
  desk: Desk,
  response: Response,
  { code, email, returnTo }: { code: SignInRefusal; email: string | null; returnTo: string },
): void {
  const page = SignInRefusedPage({ code, email, returnTo })
  answer(desk, response, statuses[code] ?? 400, page)
}

function cookieName({ secureCookies }: Desk): string {
  return secureCookies ? '__Host-countersign_attempt' : 'countersign_attempt'
}

function attemptOf(desk: Desk, request: Request): string | null {
  const cookie = parseCookie(request.get('cookie') ?? '')[cookieName(desk)]
  return cookie === undefined || cookie === '' || cookie.length > attemptCharsMax ? null : cookie
}

/** As it came: a reader in between could make one of two parameters. */
function queryOf({ originalUrl }: Request): string {
  const start = originalUrl.indexOf('?')
  return start < 0 ? '' : originalUrl.slice(start + 1)
}
