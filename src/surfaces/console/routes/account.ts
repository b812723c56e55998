import type { Request, RequestHandler, Response } from 'express'
import { z } from 'zod'
import { TokenId } from '../../../contract/ids.ts'
import { nameCharsMax, tokensPerPersonMax } from '../../../contract/limits.ts'
import { TokenName } from '../../../contract/me.ts'
import { answer } from '../answer.ts'
import { secondsOf } from '../form-fields.ts'
import type { Desk } from '../options.ts'
import { AccountPage, tokenDays } from '../pages/account-page.tsx'
import { MessagePage } from '../pages/message-page.tsx'
import type { Visitor } from '../session.ts'
import { ownForm, signedIn } from './signed-in.ts'

const home = '/console/account'

const Wanted = z.object({
  name: TokenName,
  days: secondsOf(tokenDays),
})

/** `GET /console/account`: whose accounts, tokens and sessions decide in the visitor's name. */
export function showAccount(desk: Desk): RequestHandler {
  return signedIn(desk, (visitor, _request, response) => show(desk, response, 200, visitor))
}

/** `POST /console/account/tokens`: makes a token, and shows it this once. */
export function makeToken(desk: Desk): RequestHandler {
  return ownForm(
    desk,
    async (visitor, request, response) => {
      const wanted = Wanted.safeParse(request.body)
      if (!wanted.success) {
        const refused = `A token needs a name of at most ${nameCharsMax} plain characters. None was made.`
        return show(desk, response, 400, visitor, { refused })
      }
      const { name, days: expiresInSeconds } = wanted.data
      const owner = { person: visitor.person.id, identity: visitor.identity }
      const created = await desk.verbs.account.createToken(owner, { name, expiresInSeconds })
      // Their access was taken away just now: the page leads to the sign-in, which says so.
      if (!created.ok && created.code === 'unauthenticated') return response.redirect(303, home)
      if (!created.ok) {
        const refused = `You have ${tokensPerPersonMax} tokens, and more are not given. Revoke one first.`
        return show(desk, response, 409, visitor, { refused })
      }
      await show(desk, response, 201, visitor, { made: { name, token: created.token } })
    },
    () => home,
  )
}

/** `POST /console/account/tokens/{id}/revoke`: the token works no more. */
export function revokeToken(desk: Desk): RequestHandler {
  return ownForm(
    desk,
    async (visitor, request, response) => {
      const id = TokenId.safeParse(request.params['id'])
      const revoked =
        id.success && (await desk.verbs.account.revokeToken(visitor.person.id, id.data))
      if (revoked) return response.redirect(303, home)
      answer(desk, response, 404, MessagePage({ kind: 'not-found' }), visitor)
    },
    () => home,
  )
}

/** `POST /console/account/sessions`: ends every session of the visitor but this one. */
export function endSessions(desk: Desk): RequestHandler {
  return ownForm(
    desk,
    async (visitor, _request: Request, response) => {
      await desk.verbs.account.endOtherSessions(visitor.person.id, visitor.cookie)
      response.redirect(303, home)
    },
    () => home,
  )
}

async function show(
  desk: Desk,
  response: Response,
  status: number,
  visitor: Visitor,
  said: { made?: { name: string; token: string }; refused?: string } = {},
): Promise<void> {
  const account = await desk.verbs.account.read(visitor.person.id, visitor.cookie)
  const { made = null, refused = null } = said
  const page = AccountPage({ account, visitor, made, refused })
  answer(desk, response, status, page, visitor)
}
