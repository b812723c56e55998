import { z } from 'zod'

/**
 * Every code that an answer may carry. A code is API: it is never renamed and never reused.
 * docs/errors.md says of each what to do about it, and a test holds the two lists together.
 */
export const ErrorCode = z.enum([
  'unauthenticated',
  'forbidden',
  'not_found',
  'invalid_request',
  'invalid_json',
  'payload_too_large',
  'idempotency_key_reused',
  'rate_limited',
  'too_many_pending',
  'too_many_waits',
  'environment_mismatch',
  'webhook_not_registered',
  'webhook_refused',
  'agent_name_taken',
  'trust_refused',
  'trust_overlaps',
  'second_identity',
  'managed_by_directory',
  'digest_mismatch',
  'already_decided',
  'self_approval',
  'not_an_approver',
  'comment_required',
  'need_already_met',
  'identity_unavailable',
  'identity_not_trusted',
  'account_refused',
  'grant_invalid',
  'grant_not_yours',
  'grant_already_used',
  'grant_revoked',
  'grant_expired',
  'action_mismatch',
  'policy_changed',
  'no_grant',
  'grant_not_used',
  'outcome_already_reported',
  'too_many_tokens',
  'invalid_policy',
  'unavailable',
  'internal_error',
])
export type ErrorCode = z.infer<typeof ErrorCode>

/** Why a decision was refused. Each is recorded as an event and told to the person alone. */
export const DecisionRefusal = ErrorCode.extract([
  'not_found',
  'digest_mismatch',
  'already_decided',
  'self_approval',
  'not_an_approver',
  'comment_required',
  'need_already_met',
  'identity_unavailable',
  'identity_not_trusted',
  'account_refused',
])
export type DecisionRefusal = z.infer<typeof DecisionRefusal>

/** Why a grant was not consumed, in the order in which it is looked at (API.md, "Grants"). */
export const GrantRefusal = ErrorCode.extract([
  'grant_invalid',
  'grant_not_yours',
  'grant_already_used',
  'grant_revoked',
  'grant_expired',
  'action_mismatch',
  'policy_changed',
])
export type GrantRefusal = z.infer<typeof GrantRefusal>

export const Fault = z.strictObject({ pointer: z.string(), detail: z.string() })
export type Fault = z.infer<typeof Fault>
