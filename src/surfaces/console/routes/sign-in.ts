import type { Request, RequestHandler, Response } from 'express'
import { z } from 'zod'
import { emailCharsMax } from '../../../contract/limits.ts'
import { answer } from '../answer.ts'
import type { Desk } from '../options.ts'
import { MessagePage } from '../pages/message-page.tsx'
import type { Page } from '../pages/page.ts'
import { SignedOutPage } from '../pages/provider-page.tsx'
import {
  ChoosePersonPage,
  GetLinkPage,
  NoSignInPage,
  ProviderPage,
} from '../pages/sign-in-page.tsx'
import { keepFromReferer } from '../protect.ts'
import { returnPath, signInPath } from '../return-path.ts'
import { clearCookie, type Entry, isOwnForm, readEntry, setCookie, visitorOf } from '../session.ts'

const linkCharsMax = 512

const Choice = z.object({
  email: z.string().min(1).max(emailCharsMax),
  return: z.string().optional(),
})

/** `GET /console/sign-in`: uses a one-time link, or shows how to sign in. */
export function showSignIn(desk: Desk): RequestHandler {
  return async (request, response) => {
    const entry = await readEntry(desk, request)
    const link = request.query['link']
    if (desk.development !== null && typeof link === 'string') {
      return await useLink(desk, request, response, link, entry)
    }
    if (request.query['return'] !== undefined) keepFromReferer(response)
    const page = await signInPage(desk, entry, returnPath(request.query['return']), null)
    answer(desk, response, 200, page, await visitorOf(desk, entry))
  }
}

/** `POST /console/sign-in`: be the person of this e-mail, in a session of its own. */
export function chooseWho(desk: Desk): RequestHandler {
  return async (request, response) => {
    const entry = await readEntry(desk, request)
    if (entry === null || desk.development === null) {
      return response.redirect(303, '/console/sign-in')
    }
    if (!isOwnForm(entry.session.csrf, request.body)) {
      return answer(
        desk,
        response,
        403,
        MessagePage({ kind: 'old-form' }),
        await visitorOf(desk, entry),
      )
    }
    const choice = Choice.safeParse(request.body)
    if (!choice.success) {
      return answer(
        desk,
        response,
        400,
        MessagePage({ kind: 'bad-form' }),
        await visitorOf(desk, entry),
      )
    }
    const back = returnPath(choice.data.return)
    const cookie = await desk.verbs.sessions.signInAs(choice.data.email, entry.cookie)
    if (cookie === null) {
      const page = await signInPage(desk, entry, back, choice.data.email)
      return answer(desk, response, 422, page, await visitorOf(desk, entry))
    }
    setCookie(desk, response, cookie)
    response.redirect(303, back)
  }
}

/** `POST /console/sign-out`: ends the session, here and on the server. */
export function signOut(desk: Desk): RequestHandler {
  return async (request, response) => {
    const entry = await readEntry(desk, request)
    if (entry !== null && !isOwnForm(entry.session.csrf, request.body)) {
      return answer(
        desk,
        response,
        403,
        MessagePage({ kind: 'old-form' }),
        await visitorOf(desk, entry),
      )
    }
    const elsewhere = entry === null ? null : await desk.verbs.sessions.signOut(entry.cookie)
    clearCookie(desk, response)
    const host = desk.verbs.signIn?.host ?? null
    if (elsewhere === null || host === null) return response.redirect(303, '/console/sign-in')
    answer(desk, response, 200, SignedOutPage({ host, url: elsewhere }))
  }
}

/** The one place that chooses how people sign in. */
async function signInPage(
  desk: Desk,
  entry: Entry | null,
  returnTo: string,
  unknown: string | null,
): Promise<Page> {
  const host = desk.verbs.signIn?.host ?? null
  if (desk.development === null) {
    return host === null ? NoSignInPage() : ProviderPage({ host, returnTo })
  }
  if (entry === null) return GetLinkPage({ host, returnTo })
  const people = await desk.development.people()
  return ChoosePersonPage({ people, csrf: entry.session.csrf, returnTo, host, unknown })
}

/**
 * Trades a link for a session and leads to an address without it. HEAD spends nothing: programs that
 * only preview a link must not use it up. Whoever is already in may follow an old link.
 */
async function useLink(
  desk: Desk,
  request: Request,
  response: Response,
  link: string,
  entry: Entry | null,
): Promise<void> {
  response.set('Referrer-Policy', 'no-referrer')
  if (request.method === 'HEAD') return void response.status(200).end()
  const cookie = link.length > linkCharsMax ? null : await desk.verbs.sessions.enterByLink(link)
  if (cookie === null && entry === null) {
    return answer(desk, response, 403, MessagePage({ kind: 'used-link' }))
  }
  if (cookie !== null) {
    if (entry !== null) await desk.verbs.sessions.signOut(entry.cookie)
    setCookie(desk, response, cookie)
  }
  response.redirect(303, signInPath(returnPath(request.query['return'])))
}
