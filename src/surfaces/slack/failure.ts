import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api'

/** Why a call to Slack did nothing: worth another try as it is, or somebody has to mend something first. */
export type Failure =
  | { kind: 'later'; reason: string; afterSeconds: number | null }
  | { kind: 'refused'; reason: string }

/** Slack's own trouble, from the error lists of its methods (https://docs.slack.dev/reference/methods). */
const passingErrors = new Set([
  'ratelimited',
  'rate_limited',
  'message_limit_exceeded',
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
])

/** The message is not there any more, or is no longer ours to change. */
const goneErrors = new Set(['message_not_found', 'cant_update_message', 'edit_window_closed'])

/** Slack does not take the message as it is: a smaller and plainer one may pass. */
const unfitErrors = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'msg_too_long',
  'msg_blocks_too_long',
  'message_too_long',
])

/**
 * Sorts what a Web API call threw. Any code that is not known to pass is a refusal, since repeating
 * it would only repeat it; a failure without a code (network, proxy page, timeout) passes.
 */
export function failureOf(error: unknown): Failure {
  if (error instanceof WebAPIRateLimitedError) {
    return { kind: 'later', reason: 'ratelimited', afterSeconds: error.retryAfter }
  }
  if (error instanceof WebAPIPlatformError) {
    return platformFailure(error.data.error)
  }
  if (error instanceof WebAPIHTTPError) {
    return { kind: 'later', reason: `http_${error.statusCode}`, afterSeconds: null }
  }
  if (error instanceof WebAPIRequestError) {
    return { kind: 'later', reason: 'unreachable', afterSeconds: null }
  }
  return { kind: 'later', reason: 'request_failed', afterSeconds: null }
}

/** Whether an update failed because there is nothing left to update. */
export function meansGone(failure: Failure): boolean {
  return failure.kind === 'refused' && goneErrors.has(failure.reason)
}

/** Whether the message itself was what Slack did not take. */
export function meansUnfit(failure: Failure): boolean {
  return failure.kind === 'refused' && unfitErrors.has(failure.reason)
}

function platformFailure(code: unknown): Failure {
  // A body that is no JSON arrives here as its own text: a page of some proxy, and never a code.
  if (typeof code !== 'string' || !/^[a-z0-9_]{1,64}$/.test(code)) {
    return { kind: 'later', reason: 'not_slack', afterSeconds: null }
  }
  return passingErrors.has(code)
    ? { kind: 'later', reason: code, afterSeconds: null }
    : { kind: 'refused', reason: code }
}
