import type { Log } from '../log.ts'
import { answerBody } from './answer-body.ts'
import type { TeamsSettings, Transport } from './connection.ts'
import { createInboundIssuer, type InboundIssuer } from './inbound-issuer.ts'
import { callWithin } from './outbound-call.ts'
import { bearerTokenOf, claimsWhatItMust } from './read-token.ts'

/** Whether a token is true: signed by the issuer, in time, for our app and for this service URL. May throw. */
export type Authenticate = (
  inbound: InboundIssuer,
  call: { token: string; serviceUrl: string },
) => Promise<boolean>

/** Teams waits for our answer to a click, so the keys of its tokens have to come soon. */
const authenticateMsMax = 3_000

/** Lets in what is authentic. Nothing that a stranger sends leads to another answer than 401. */
export function createReceive(
  settings: TeamsSettings,
  authenticate: Authenticate,
  log: Log,
): Transport['receive'] {
  const issuerNow = createInboundIssuer(settings)

  async function isAuthentic(token: string, serviceUrl: string): Promise<boolean> {
    const inbound = await issuerNow()
    const expected = { issuer: inbound.issuer, audience: settings.appId, serviceUrl }
    return (
      claimsWhatItMust(token, expected, new Date()) &&
      callWithin(authenticateMsMax, () => authenticate(inbound, { token, serviceUrl }))
    )
  }

  async function mayEnter(authorization: string | null, serviceUrl: unknown): Promise<boolean> {
    if (settings.auth === 'off') {
      return true
    }
    const token = bearerTokenOf(authorization)
    if (token === null || typeof serviceUrl !== 'string') {
      return false
    }
    return isAuthentic(token, serviceUrl).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : 'unknown'
      log.warn({ reason }, 'The token of a Teams call could not be accepted')
      return false
    })
  }

  return async ({ authorization, activity }, handle) => {
    if (!(await mayEnter(authorization, activity['serviceUrl']))) {
      return { status: 401, body: null }
    }
    try {
      return { status: 200, body: answerBody(await handle()) }
    } catch {
      return { status: 500, body: null }
    }
  }
}
