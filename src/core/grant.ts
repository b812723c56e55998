import type { GrantRefusal } from '../contract/errors.ts'
import type { GrantClaims, GrantStatus } from '../contract/grant.ts'
import type { AgentId, GrantId, RequestId } from '../contract/ids.ts'
import { countingApprovers } from './authority.ts'
import { stillEscalated } from './escalate.ts'
import { ageSeconds, claimOf } from './judge.ts'
import { isMet, seat } from './matching.ts'
import type { CompiledPolicy } from './policy/compile.ts'
import { evaluate } from './policy/evaluate.ts'
import type { PersonRecord, RequestRecord } from './record.ts'

/** A request has one grant at most, and they share one UUID: knowing the one is knowing the other. */
export function grantIdOf(request: RequestId): GrantId {
  return `gnt_${request.slice('req_'.length)}`
}

/** When the grant of a verdict that is given now is over; null where there is none. */
export function grantUntil(now: Date, executeWithinSeconds: number | null): Date | null {
  return executeWithinSeconds === null
    ? null
    : new Date(now.getTime() + executeWithinSeconds * 1_000)
}

/** Where the grant of a request stands at the time of its reading; null where it was not approved. */
export function grantStatus({ grant, readAt }: RequestRecord): GrantStatus | null {
  if (grant === null) return null
  if (grant.usedAt !== null) return 'used'
  if (grant.revokedAt !== null) return 'revoked'
  return readAt < grant.until ? 'unused' : 'expired'
}

/** An authentic grant that somebody wants to use, and what they are about to run. */
export interface Use {
  claims: GrantClaims
  request: RequestRecord
  /** Whose action it is said to be. */
  agent: AgentId | null
  digest: string
  policy: CompiledPolicy
}

/** The people on whose standing a use rests, or why it is refused, looked at in the order of API.md. */
export type UseRuling =
  | { ok: true; counted: PersonRecord['id'][] }
  | { ok: false; code: GrantRefusal }

/** Judges whether a grant may be used now, for this action, under the policy in force. */
export function judgeUse(use: Use): UseRuling {
  const { claims, request, agent, digest } = use
  const now = request.readAt
  const refused = (code: GrantRefusal): UseRuling => ({ ok: false, code })
  const status = grantStatus(request)
  const isOurs = claims.sub === request.agent.id && claims.digest === request.digest
  if (status === null || !isOurs || claims.nbf * 1_000 > now.getTime()) {
    return refused('grant_invalid')
  }
  if (agent !== request.agent.id) return refused('grant_not_yours')
  if (status === 'used') return refused('grant_already_used')
  if (status === 'revoked' || request.agent.disabled) return refused('grant_revoked')
  if (status === 'expired' || claims.exp * 1_000 <= now.getTime()) return refused('grant_expired')
  if (digest !== request.digest) return refused('action_mismatch')
  return permitted(use) ?? refused('policy_changed')
}

/**
 * What the policy in force says of the action now. Null where it denies, or asks for a review that the recorded approvals
 * of those who still count do not satisfy.
 */
function permitted({ request, policy }: Use): UseRuling | null {
  const result = evaluate(policy, claimOf(request, request.readAt))
  if (!result.ok || result.evaluation.effect === 'deny') return null
  const { review } = result.evaluation
  if (review === null) return { ok: true, counted: [] }
  const age = ageSeconds(request, request.readAt)
  const needs = stillEscalated(review.needs, request.needs, review, age)
  const { seats, have } = seat(needs, countingApprovers(request, policy.policy))
  const counted = [...new Set(seats.map(({ approver }) => approver))]
  return isMet(needs, have) ? { ok: true, counted } : null
}
