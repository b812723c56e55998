import { parseCookie } from 'cookie'
import { type Request, type RequestHandler, Router } from 'express'
import type { AccountVerbs, PersonTokenRecord, SessionRecord } from '../../app/ports.ts'
import { type IdentityId, type PersonId, TokenId } from '../../contract/ids.ts'
import { tokensPerPersonMax } from '../../contract/limits.ts'
import { TokenBody, type TokenView } from '../../contract/me.ts'
import { sessionCookieCharsMax, sessionCookieName } from '../../contract/session-cookie.ts'
import { isOwnOrigin } from '../../core/own-origin.ts'
import { sameSecret } from '../../proof/verify/token.ts'
import { type Exchange, parseBody, parseId } from '../endpoint.ts'
import { sendProblem } from '../problem.ts'

/** The verbs behind `/v1/me`, which takes the console's session and no token: a token never makes another. */
export interface MeRoutes {
  readSession: (cookie: string) => Promise<SessionRecord | null>
  account: Pick<AccountVerbs, 'read' | 'createToken' | 'revokeToken'>
  publicUrl: URL
  /** Development, open to whoever sits at this machine: every loopback origin is our own. */
  anyLoopback: boolean
}

interface Own extends Exchange {
  cookie: string
  person: PersonId
  identity: IdentityId
}

export function meRoutes(verbs: MeRoutes): Router {
  const router = Router()
  router.get('/tokens', own(verbs, list))
  router.post('/tokens', own(verbs, create))
  router.delete('/tokens/:id', own(verbs, revoke))
  return router
}

/** A handler that only the person of a live session reaches; what changes something has to come from our own page. */
function own(
  verbs: MeRoutes,
  handle: (verbs: MeRoutes, call: Own) => Promise<void>,
): RequestHandler {
  return async (request, response) => {
    response.set('Cache-Control', 'no-store')
    const cookie = cookieOf(verbs, request)
    const session = cookie === null ? null : await verbs.readSession(cookie)
    if (cookie === null || session?.person == null || session.identity === null) {
      return sendProblem(
        response,
        'unauthenticated',
        'Sign in to the console: this takes its session, and no token.',
      )
    }
    if (request.method !== 'GET' && !isOwnCall(verbs, request, session.csrf)) {
      return sendProblem(
        response,
        'forbidden',
        'Send your own Origin, and the session’s x-csrf-token.',
      )
    }
    const { person, identity } = session
    await handle(verbs, { request, response, cookie, person: person.id, identity })
  }
}

function cookieOf({ publicUrl }: MeRoutes, request: Request): string | null {
  const name = sessionCookieName(publicUrl.protocol === 'https:')
  const cookie = parseCookie(request.get('cookie') ?? '')[name]
  return cookie === undefined || cookie === '' || cookie.length > sessionCookieCharsMax
    ? null
    : cookie
}

function isOwnCall({ publicUrl, anyLoopback }: MeRoutes, request: Request, csrf: string): boolean {
  const sender = {
    origin: request.get('origin'),
    fetchSite: request.get('sec-fetch-site'),
    host: request.get('host'),
  }
  const given = request.get('x-csrf-token') ?? ''
  return isOwnOrigin(sender, publicUrl.origin, anyLoopback) && sameSecret(given, csrf)
}

async function list({ account }: MeRoutes, { response, person, cookie }: Own): Promise<void> {
  const { tokens } = await account.read(person, cookie)
  response.json({ data: tokens.map(viewOf) })
}

async function create({ account }: MeRoutes, call: Own): Promise<void> {
  const body = await parseBody(call, TokenBody)
  if (body === null) return
  const wanted = { name: body.name, expiresInSeconds: body.expires_in }
  const created = await account.createToken(call, wanted)
  if (!created.ok) {
    const detail =
      created.code === 'too_many_tokens'
        ? `One person has at most ${tokensPerPersonMax} tokens. Revoke one that you no longer use.`
        : 'Your access was taken away just now.'
    return sendProblem(call.response, created.code, detail)
  }
  const { id, token, expiresAt } = created
  call.response
    .status(201)
    .location(`/v1/me/tokens/${id}`)
    .json({ id, token, expires_at: expiresAt.toISOString() })
}

async function revoke({ account }: MeRoutes, call: Own): Promise<void> {
  const id = parseId(call, TokenId)
  if (id === null) return
  if (await account.revokeToken(call.person, id)) call.response.status(204).end()
  else sendProblem(call.response, 'not_found', 'You have no such token.')
}

function viewOf({ id, name, createdAt, lastUsedAt, expiresAt }: PersonTokenRecord): TokenView {
  return {
    id,
    name,
    created_at: createdAt.toISOString(),
    last_used_at: lastUsedAt?.toISOString() ?? null,
    expires_at: expiresAt.toISOString(),
  }
}
