import type { IncomingHttpHeaders } from 'node:http'
import type { RequestHandler } from 'express'

/**
 * Clocks drift by seconds. Slack's verifier refuses what is older than five minutes and accepts any
 * time to come, so a captured call could be dated ahead and kept: we refuse what Slack's does not.
 */
const aheadSecondsMax = 60
/** The limit of Bolt's verifier, repeated here only to name the reason. */
const behindSecondsMax = 300

type Suspicion = 'unsigned' | 'dated_ahead' | 'too_old' | 'forged'

/**
 * Stands before Bolt on its path. Refuses calls from the future, and reports every call that was
 * answered 401, whoever answered it, exactly once. It never touches the body: Bolt verifies that.
 *
 * @param onRefusedCall Told why: `unsigned`, `dated_ahead`, `too_old` or `forged`.
 */
export function createGuard(
  now: () => Date,
  onRefusedCall: (reason: string) => void,
): RequestHandler {
  return function guard(request, response, next) {
    const suspicion = suspect(request.headers, now())
    response.once('finish', () => {
      if (response.statusCode === 401) {
        onRefusedCall(suspicion)
      }
    })
    if (suspicion === 'dated_ahead') {
      response.status(401).end()
      return
    }
    next()
  }
}

/** What is wrong with a call, should it turn out that something is. */
function suspect(headers: IncomingHttpHeaders, now: Date): Suspicion {
  const timestamp = headers['x-slack-request-timestamp']
  if (timestamp === undefined || headers['x-slack-signature'] === undefined) {
    return 'unsigned'
  }
  const aheadSeconds = Number(timestamp) - now.getTime() / 1_000
  if (aheadSeconds > aheadSecondsMax) {
    return 'dated_ahead'
  }
  return aheadSeconds < -behindSecondsMax ? 'too_old' : 'forged'
}
