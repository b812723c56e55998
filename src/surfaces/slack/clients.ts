import type { Logger } from '@slack/bolt'
import { WebClient } from '@slack/web-api'

/** A card is posted by a job that is tried again, so one try may give up soon. */
const backgroundMsMax = 5_000
/** A private answer that comes later than this reaches nobody who still looks. */
const interactiveMsMax = 2_000
/** What a click may spend on finding out who clicked (DESIGN.md, the way of a request, step 4). */
export const profileMsMax = 800

/** One client per patience. None of them retries or sleeps: whoever calls decides what comes next. */
export interface Clients {
  background: WebClient
  interactive: WebClient
  profile: WebClient
}

/** The clients of the installation in a workspace; null where an interaction names no workspace. */
export type ClientsOf = (team: string | null) => Promise<Clients>

/** @param apiUrl Base address of the Web API, with its last slash. Absent: Slack's own. */
export function openClients(botToken: string, apiUrl: string | undefined, logger: Logger): Clients {
  function open(timeout: number): WebClient {
    return new WebClient(botToken, {
      ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
      logger,
      timeout,
      rejectRateLimitedCalls: true,
      retryConfig: { retries: 0 },
      allowAbsoluteUrls: false,
    })
  }
  return {
    background: open(backgroundMsMax),
    interactive: open(interactiveMsMax),
    profile: open(profileMsMax),
  }
}
