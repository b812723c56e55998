/** Why a try had no answer. Each is a word that operators see in lists and figures. */
export type WebhookFault =
  /** The address, or where its name leads now, may not be called. */
  | 'address_refused'
  | 'name_not_found'
  | 'connection_failed'
  | 'tls_failed'
  | 'timeout'
  | 'endpoint_disabled'
  /** The secret was sealed under a key that this process does not have. */
  | 'secret_unreadable'

/** How one try ended. */
export type WebhookAnswer =
  | { kind: 'answered'; status: number; retryAfterSeconds: number | null }
  | { kind: 'failed'; fault: WebhookFault }

/** What becomes of the delivery. `gone` where the receiver asked never to be called there again. */
export type WebhookRuling =
  | { kind: 'delivered' }
  | { kind: 'again'; afterMs: number }
  | { kind: 'given_up'; gone: boolean }

const secondMs = 1_000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs

/** The waits between ten tries, over a little more than three days (Standard Webhooks 1.0.0). */
export const retryWaitsMs = [
  5 * secondMs,
  5 * minuteMs,
  30 * minuteMs,
  2 * hourMs,
  5 * hourMs,
  10 * hourMs,
  14 * hourMs,
  20 * hourMs,
  24 * hourMs,
]

/** A receiver may ask for patience, and not for silence. */
const retryAfterMsMax = 24 * hourMs

/** Deliveries that failed together are not tried together again. */
const jitterShare = 0.2

const statusGone = 410

/**
 * What follows from one try.
 *
 * @param tries How many tries of this round came before it.
 * @param random Between 0 and 1.
 */
export function ruleOnTry(answer: WebhookAnswer, tries: number, random: number): WebhookRuling {
  if (answer.kind === 'failed' && answer.fault === 'endpoint_disabled') {
    return { kind: 'given_up', gone: false }
  }
  if (answer.kind === 'answered') {
    if (answer.status >= 200 && answer.status < 300) return { kind: 'delivered' }
    if (answer.status === statusGone) return { kind: 'given_up', gone: true }
  }
  const waitMs = retryWaitsMs[tries]
  if (waitMs === undefined) return { kind: 'given_up', gone: false }
  const askedMs = answer.kind === 'answered' ? (answer.retryAfterSeconds ?? 0) * secondMs : 0
  const spreadMs = waitMs * (1 + jitterShare * (random - 0.5))
  return { kind: 'again', afterMs: Math.max(spreadMs, Math.min(askedMs, retryAfterMsMax)) }
}
