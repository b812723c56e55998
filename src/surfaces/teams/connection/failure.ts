import { TeamsError } from './connection.ts'

/** Why a call to Teams did nothing: worth another try as it is, or somebody has to mend something first. */
export type Failure =
  | { kind: 'later'; reason: string; afterSeconds: number | null }
  | { kind: 'refused'; reason: string }

/** Ours: the call never came through, or nobody knows what came of it. */
const passingCodes = new Set(['unreachable', 'timeout', 'no_token', 'no_activity_id'])

/** What Teams asks to try again besides its own trouble: learn.microsoft.com, "Rate limiting", and ETags. */
const passingStatuses: Record<number, string> = {
  408: 'timeout',
  412: 'conflict',
  429: 'ratelimited',
}

const refusedStatuses: Record<number, string> = {
  400: 'bad_request',
  401: 'not_authorized',
  403: 'forbidden',
  404: 'channel_not_found',
  413: 'msg_too_long',
}

/** Codes that say more than their status does. */
const refusedCodes: Record<string, string> = {
  BotNotInConversationRoster: 'not_installed',
  ActivityNotFoundInConversation: 'message_gone',
  MessageSizeTooBig: 'msg_too_long',
  service_url_refused: 'service_url_refused',
}

/** Sorts what a call threw. A status that is not known to pass is a refusal: repeating repeats it. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof TeamsError)) {
    return { kind: 'later', reason: 'request_failed', afterSeconds: null }
  }
  const { status, code, retryAfterSeconds } = error
  const passing = passingReason(error)
  if (passing !== null) {
    return { kind: 'later', reason: passing, afterSeconds: retryAfterSeconds }
  }
  const reason = refusedCodes[code] ?? refusedStatuses[status ?? 0] ?? `http_${status ?? 'none'}`
  return { kind: 'refused', reason }
}

/**
 * Whether an update failed because there is nothing left to update: the message, its thread or the whole channel. Where
 * it was the channel, posting anew says so.
 */
export function meansGone(error: unknown): boolean {
  return error instanceof TeamsError && error.status === 404
}

function passingReason({ status, code }: TeamsError): string | null {
  if (passingCodes.has(code)) {
    return code
  }
  if (status === null) {
    return code === 'service_url_refused' ? null : 'request_failed'
  }
  // A success that is no answer of Teams is the page of some proxy.
  const isPassing = status >= 500 || status < 300
  return isPassing ? `http_${status}` : (passingStatuses[status] ?? null)
}
