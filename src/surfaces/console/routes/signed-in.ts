import type { Request, RequestHandler, Response } from 'express'
import { answer } from '../answer.ts'
import type { Desk } from '../options.ts'
import { MessagePage } from '../pages/message-page.tsx'
import { signInPath } from '../return-path.ts'
import { isOwnForm, readEntry, type Visitor, visitorOf } from '../session.ts'

type VisitorRoute = (visitor: Visitor, request: Request, response: Response) => Promise<void>

/**
 * A page for people who have signed in. Everybody else is led to the sign-in, and from there back to
 * the page that they wanted.
 */
export function signedIn(
  desk: Desk,
  route: VisitorRoute,
  wantedPath: (request: Request) => string = pagePath,
): RequestHandler {
  return async (request, response) => {
    const visitor = await visitorOf(desk, await readEntry(desk, request))
    if (visitor !== null) return await route(visitor, request, response)
    response.redirect(303, signInPath(wantedPath(request)))
  }
}

/** The page itself: that of the request where somebody was deciding one. */
function pagePath(request: Request): string {
  return request.path.replace(/\/(decisions|live)$/, '')
}

/** A form of people who have signed in: it has to carry the token of this very session. */
export function ownForm(
  desk: Desk,
  route: VisitorRoute,
  wantedPath: (request: Request) => string = pagePath,
): RequestHandler {
  const checked: VisitorRoute = async (visitor, request, response) => {
    if (isOwnForm(visitor.csrf, request.body)) return await route(visitor, request, response)
    desk.log.warn({ person: visitor.person.id }, 'console refused a form without its token')
    answer(desk, response, 403, MessagePage({ kind: 'old-form' }), visitor)
  }
  return signedIn(desk, checked, wantedPath)
}
