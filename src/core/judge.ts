import type { DecisionRefusal } from '../contract/errors.ts'
import type { JsonValue } from '../contract/json.ts'
import type { DecisionWord } from '../contract/words.ts'
import {
  countingApprovers,
  groupsOf,
  isBarred,
  isMember,
  isOwnAction,
  standingApprovals,
} from './authority.ts'
import { groupsAsked, stillEscalated } from './escalate.ts'
import { type Approver, isMet, seat, wouldFill } from './matching.ts'
import type { CompiledPolicy } from './policy/compile.ts'
import { evaluate, stricterReview } from './policy/evaluate.ts'
import { executeSecondsDefault } from './policy/limits.ts'
import type { CommentRule, Evaluation, Need, Review } from './policy/policy.ts'
import { seatsOf } from './progress.ts'
import type { DecisionRecord, PersonRecord, RequestRecord, Seat } from './record.ts'

/** One person's word about one request, and everything that it is judged by. */
export interface Case {
  request: RequestRecord
  policy: CompiledPolicy
  person: PersonRecord
  decision: DecisionWord
  decisionId: DecisionRecord['id']
  comment: string | null
  digest: string
  now: Date
  /** What the policy in force asks, where whoever judges several people by it has looked already. */
  fresh?: Fresh
}

export type Ruling =
  | { kind: 'refused'; code: DecisionRefusal; open: Need[] }
  /** The same decision by the same person: the same answer again. */
  | { kind: 'repeated' }
  /** The deadline has passed: the request has to be expired before anything else. */
  | { kind: 'overdue' }
  | {
      kind: 'recorded'
      needs: Need[]
      settled: Settled | null
      ownAction: boolean
      counted: Counted
    }

interface Settled {
  status: 'approved' | 'denied'
  /** How long it may be executed from now on; null where it may not. */
  executeWithinSeconds: number | null
  by: 'people' | 'policy'
  reason: string | null
  seats: Seat[]
}

/** Those on whose standing the ruling rests. */
type Counted = PersonRecord['id'][]

/**
 * Judges one decision, in the order that DESIGN.md gives: digest, same decision again, settled, barred, not an
 * approver, comment, seat. The policy in force is asked again, and nothing that it says can loosen the request.
 */
export function judge(given: Case): Ruling {
  const { request, person, policy } = given
  const refused = (code: DecisionRefusal, open: Need[] = []): Ruling => ({
    kind: 'refused',
    code,
    open,
  })

  if (given.digest !== request.digest) return refused('digest_mismatch')
  if (isRepeated(given)) return { kind: 'repeated' }
  if (request.status !== 'pending') return refused('already_decided')
  if (request.expiresAt !== null && given.now >= request.expiresAt) return { kind: 'overdue' }

  const fresh = given.fresh ?? reviewedAfresh(given)
  const open = openNeeds(fresh.needs, request, policy)
  if (isBarred(person, request, policy.policy)) return refused('self_approval', open)
  if (person.disabled || !isMember(person, groupsAsked(fresh.needs), policy.policy)) {
    return refused('not_an_approver', open)
  }
  if (needsComment(fresh.comment, given)) return refused('comment_required', open)
  if (given.decision === 'deny') return denied(given, fresh)
  return approved(given, fresh) ?? refused('need_already_met', open)
}

/** Whether the policy wants a comment with this decision. */
export function wantsComment(rule: CommentRule, decision: DecisionWord): boolean {
  return rule === 'always' || (rule === 'on_deny' && decision === 'deny')
}

/** The needs that still want people, with how many, and with the added groups whose members would be taken too. */
export function openNeeds(needs: Need[], request: RequestRecord, policy: CompiledPolicy): Need[] {
  const approvers = countingApprovers(request, policy.policy)
  const { seats, have } = seat(needs, approvers)
  return needs.flatMap((need, index) => {
    const open = need.count - (have[index] ?? 0)
    if (open <= 0) return []
    const sitting = seats.filter(({ group }) => group === need.group)
    const here = approvers.filter(({ id }) => sitting.some(({ approver }) => approver === id))
    const escalated = (need.escalated ?? []).filter(({ group }) =>
      wouldFill<PersonRecord['id'] | null>([need], here, { id: null, groups: [group] }),
    )
    return [{ group: need.group, count: open, ...(escalated.length === 0 ? {} : { escalated }) }]
  })
}

/** What the request wants under the policy in force: its own terms, made stricter where the policy is. */
export function reviewedAfresh(given: Pick<Case, 'request' | 'policy' | 'now'>): Fresh {
  const { request } = given
  const own: Review = request.evaluation.review ?? noReview
  const stored: Review = { ...own, needs: request.needs }
  const result = evaluate(given.policy, claimOf(request, given.now))
  if (!result.ok) return { ...terms(stored), postTo: [], denial: { because: result.detail } }
  const { effect, review, because } = result.evaluation
  if (effect === 'deny') return { ...terms(stored), postTo: [], denial: { because } }
  if (review === null) return { ...terms(stored), postTo: [], denial: null }
  const merged = stricterReview(stored, review)
  const age = ageSeconds(request, given.now)
  const needs = stillEscalated(merged.needs, request.needs, review, age)
  const due = review.escalations.filter(({ afterSeconds }) => afterSeconds <= age)
  const postTo = [...review.postTo, ...due.flatMap((escalation) => escalation.postTo)]
  return { ...terms({ ...merged, needs }), postTo, denial: null }
}

/** How long ago a request was proposed. */
export function ageSeconds({ createdAt }: RequestRecord, now: Date): number {
  return (now.getTime() - createdAt.getTime()) / 1_000
}

export interface Fresh {
  needs: Need[]
  comment: CommentRule
  /** How long after its approval it may be executed. */
  executeWithinSeconds: number
  /** Where the policy in force has it posted by now. */
  postTo: string[]
  /** The policy in force denies the action. */
  denial: { because: string | null } | null
}

const noReview: Review = {
  needs: [],
  postTo: [],
  expiresInSeconds: 0,
  remindAfterSeconds: null,
  comment: 'never',
  denyReasons: [],
  tell: [],
  escalations: [],
  approveWhenCut: false,
  highRisk: false,
  executeWithinSeconds: executeSecondsDefault,
}

function terms({ needs, comment, executeWithinSeconds }: Review): Omit<Fresh, 'denial' | 'postTo'> {
  return { needs, comment, executeWithinSeconds }
}

/** The claim that the agent made, to be evaluated again at another time. */
export function claimOf(request: RequestRecord, now: Date) {
  const payload: JsonValue = JSON.parse(request.payloadText)
  return {
    agent: { id: request.agent.id, name: request.agent.name },
    action: request.action,
    resource: request.resource,
    environment: request.environment,
    onBehalfOf: request.onBehalfOfEmail?.toLowerCase() ?? null,
    payload,
    labels: declaredLabels(request.evaluation),
    now,
  }
}

function declaredLabels(evaluation: Evaluation): string[] {
  return evaluation.labels.filter((label) => evaluation.labelSources[label]?.includes('agent'))
}

function isRepeated({ request, person, decision }: Case): boolean {
  return request.decisions.some(
    (earlier) =>
      !earlier.lapsed && earlier.person.id === person.id && earlier.decision === decision,
  )
}

function needsComment(rule: CommentRule, { decision, comment }: Case): boolean {
  return wantsComment(rule, decision) && (comment === null || comment.trim() === '')
}

/** Who said no is named with the first of the request's groups that they are in; earlier approvals keep their seats. */
function denied({ request, person, policy, decisionId }: Case, fresh: Fresh): Ruling {
  const groups = groupsOf(person, policy.policy)
  const own = groupsAsked(fresh.needs).find((group) => groups.includes(group))
  const seats = seatsOf(request, policy.policy)
  return {
    kind: 'recorded',
    needs: fresh.needs,
    settled: {
      status: 'denied',
      executeWithinSeconds: null,
      by: 'people',
      reason: null,
      seats: own === undefined ? seats : [...seats, { decision: decisionId, group: own }],
    },
    ownAction: isOwnAction(person, request),
    counted: [person.id],
  }
}

/**
 * Null where the approval would fill no open seat. Where every seat is filled already, because somebody who had not
 * counted for a while counts again, it settles the request instead: otherwise nobody could.
 */
function approved(given: Case, fresh: Fresh): Ruling | null {
  const { request, person, policy, decisionId } = given
  const earlier: Approver<PersonRecord['id']>[] = countingApprovers(request, policy.policy)
  const candidate = { id: person.id, groups: groupsOf(person, policy.policy) }
  const { seats, have } = seat(fresh.needs, [...earlier, candidate])
  const met = isMet(fresh.needs, have)
  if (!met && !wouldFill(fresh.needs, earlier, candidate)) return null

  const decisionOf = (id: PersonRecord['id']) =>
    standingApprovals(request).find((approval) => approval.person.id === id)?.id ?? decisionId
  return {
    kind: 'recorded',
    needs: fresh.needs,
    settled: settlement(
      fresh,
      met,
      seats.map(({ approver, group }) => ({ decision: decisionOf(approver), group })),
    ),
    ownAction: isOwnAction(person, request),
    counted: [person.id, ...earlier.map((approver) => approver.id)],
  }
}

/** A policy that denies by now settles the request as soon as somebody would approve it. */
function settlement(fresh: Fresh, met: boolean, seats: Seat[]): Settled | null {
  if (fresh.denial !== null) {
    const { because } = fresh.denial
    return { status: 'denied', executeWithinSeconds: null, by: 'policy', reason: because, seats }
  }
  const { executeWithinSeconds } = fresh
  return met
    ? { status: 'approved', executeWithinSeconds, by: 'people', reason: null, seats }
    : null
}
