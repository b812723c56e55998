import type { RequestHandler } from 'express'
import type { Administrator } from '../app/ports.ts'
import { type Authentication, authenticate, refuseCaller } from './authenticate.ts'
import type { Exchange } from './endpoint.ts'
import { sendProblem } from './problem.ts'

/** An exchange with somebody who administers: the admin token, or a person of the policy's `admins` group. */
export interface AdminCall extends Exchange {
  by: Administrator
}

/** A handler that only administrators reach. The answer to anybody else is the same, whatever they lack. */
export function administration(
  authentication: Authentication,
  handle: (call: AdminCall) => Promise<void>,
): RequestHandler {
  return async (request, response) => {
    const who = await authenticate(authentication, request)
    if (!who.ok) {
      refuseCaller(response, who)
      return
    }
    const by = await authentication.administratorOf(who.principal)
    if (by === null) {
      const detail = `This is for members of the group that the policy names as admins, and your token is of the kind ${who.principal.kind}.`
      sendProblem(response, 'forbidden', detail)
      return
    }
    await handle({ request, response, by })
  }
}

/** The same for the handlers of one router, each of which is handed its verbs. */
export function administrationOf<Verbs extends { authentication: Authentication }>(
  verbs: Verbs,
): (handle: (verbs: Verbs, call: AdminCall) => Promise<void>) => RequestHandler {
  return (handle) => administration(verbs.authentication, (call) => handle(verbs, call))
}
