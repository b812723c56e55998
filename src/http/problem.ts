import type { Response } from 'express'
import type { ErrorCode } from '../contract/errors.ts'
import type { Problem } from '../contract/problem.ts'

/** One place that says what a code means to HTTP: a new code does not compile until it stands here. */
export const problems: Record<ErrorCode, { status: number; title: string }> = {
  unauthenticated: { status: 401, title: 'The token is missing or not valid' },
  forbidden: { status: 403, title: 'This token may not do this' },
  not_found: { status: 404, title: 'There is no such thing here' },
  invalid_request: { status: 400, title: 'The message does not match the contract' },
  invalid_json: { status: 400, title: 'The body is not JSON that everybody reads alike' },
  payload_too_large: { status: 413, title: 'The body is too large' },
  idempotency_key_reused: { status: 422, title: 'The Idempotency-Key was used with another body' },
  rate_limited: { status: 429, title: 'Too many proposals in a short time' },
  too_many_pending: { status: 429, title: 'Too many requests are pending' },
  too_many_waits: { status: 429, title: 'Too many waits at a time' },
  environment_mismatch: { status: 422, title: 'The resource belongs to another environment' },
  webhook_not_registered: { status: 422, title: 'The webhook is not registered' },
  webhook_refused: { status: 422, title: 'Webhooks do not go to this address' },
  agent_name_taken: { status: 409, title: 'Another agent has this name' },
  trust_refused: { status: 422, title: 'Keys are not fetched from this address' },
  trust_overlaps: { status: 409, title: 'Tokens of this subject are trusted already' },
  second_identity: { status: 409, title: 'Nobody has two accounts in one place' },
  managed_by_directory: { status: 409, title: 'The directory says this, not we' },
  digest_mismatch: { status: 409, title: 'The digest is not that of this request' },
  already_decided: { status: 409, title: 'The request is already settled' },
  self_approval: { status: 403, title: 'Nobody decides their own action' },
  not_an_approver: { status: 403, title: 'Not one of those who are asked' },
  comment_required: { status: 422, title: 'The policy wants a comment' },
  need_already_met: { status: 409, title: 'No open seat is left for this approval' },
  identity_unavailable: { status: 503, title: 'The identity could not be checked' },
  identity_not_trusted: { status: 403, title: 'The account belongs to no known person' },
  account_refused: { status: 403, title: 'This kind of account cannot decide' },
  grant_invalid: { status: 400, title: 'The grant is not one of ours' },
  grant_not_yours: { status: 403, title: 'The grant is another agent’s' },
  grant_already_used: { status: 409, title: 'The grant was used before' },
  grant_revoked: { status: 409, title: 'The grant was revoked' },
  grant_expired: { status: 410, title: 'The grant came too late' },
  action_mismatch: { status: 409, title: 'This is not the action that was approved' },
  policy_changed: { status: 409, title: 'The policy in force would not let it run' },
  no_grant: { status: 409, title: 'The request has no grant' },
  grant_not_used: { status: 409, title: 'The grant was not used' },
  outcome_already_reported: { status: 409, title: 'An outcome was reported before' },
  too_many_tokens: { status: 409, title: 'Too many person tokens' },
  invalid_policy: { status: 400, title: 'The policy has faults' },
  unavailable: { status: 503, title: 'The service cannot answer just now' },
  internal_error: { status: 500, title: 'Something went wrong here' },
}

const catalogue = 'https://countersign.dev/errors'

/** Answers with RFC 9457 problem details. */
export function sendProblem(
  response: Response,
  code: ErrorCode,
  detail: string,
  more: Pick<Problem, 'errors' | 'request' | 'url'> = {},
): void {
  const { status, title } = problems[code]
  const problem: Problem = {
    type: `${catalogue}#${code}`,
    title,
    status,
    code,
    detail,
    ...more,
  }
  response.status(status).type('application/problem+json').send(JSON.stringify(problem))
}
