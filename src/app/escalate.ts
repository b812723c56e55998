import type { RequestId } from '../contract/ids.ts'
import { escalatedNeeds } from '../core/escalate.ts'
import { reviewedAfresh } from '../core/judge.ts'
import type { CompiledPolicy } from '../core/policy/compile.ts'
import type { Escalation } from '../core/policy/policy.ts'
import type { RequestRecord } from '../core/record.ts'
import { sameNeeds } from '../core/same-needs.ts'
import { destinationsUnreachable, escalatedWarning, withWarnings } from '../core/warnings.ts'
import { newCards } from './new-cards.ts'
import type {
  ChatSurface,
  DecisionFacts,
  NewCard,
  NewId,
  PolicyLibrary,
  RequestChange,
  Requests,
} from './ports.ts'
import { clock, draftEvent } from './record-event.ts'
import { unchanged } from './unchanged.ts'

export interface EscalateDeps {
  newId: NewId
  requests: Pick<Requests, 'factsForDecision' | 'commitChange'>
  policies: PolicyLibrary
  surfaces: ChatSurface[]
}

const attemptsCountMax = 50

/**
 * Does what a review says about a request that nobody settled for a while: the added group may fill seats from now on,
 * and further destinations get a card. A request that is settled, overdue or escalated already is left alone, so that a
 * job which comes late or twice changes nothing. Answers how long it is still to wait where it came too early.
 *
 * @param place Which of the escalations that the request was born with.
 */
export async function escalate(
  deps: EscalateDeps,
  id: RequestId,
  place: number,
): Promise<{ remainingMs: number } | null> {
  for (let attempt = 0; attempt < attemptsCountMax; attempt += 1) {
    const facts = await deps.requests.factsForDecision({ request: id, clicker: null })
    const escalation = facts?.request.evaluation.review?.escalations[place]
    if (facts === null || escalation === undefined || !isOpen(facts)) return null
    const { request, now, policyVersion } = facts
    const remainingMs = request.createdAt.getTime() + escalation.afterSeconds * 1000 - now.getTime()
    if (remainingMs > 0) return { remainingMs }
    const policy = await deps.policies.compiled(policyVersion)
    const news = newsOf(deps, { request, now, policy, escalation })
    if (news === null) return null
    const result = await deps.requests.commitChange(changeFrom(deps, facts, escalation, news))
    if (result === 'committed') return null
  }
  throw new Error('the request kept changing while it was escalated')
}

function isOpen({ request, now }: DecisionFacts): boolean {
  return request.status === 'pending' && (request.expiresAt === null || now < request.expiresAt)
}

interface Due {
  request: RequestRecord
  now: Date
  policy: CompiledPolicy
  escalation: Escalation
}

interface News extends Pick<RequestChange, 'needs' | 'cards' | 'warnings'> {
  postTo: string[]
}

/** Everything that differs afterwards, by the policy in force; null where nothing does. */
function newsOf(deps: EscalateDeps, { request, now, policy, escalation }: Due): News | null {
  const asked = request.evaluation.review?.needs ?? []
  const raised = { ...request, needs: escalatedNeeds(request.needs, escalation, asked) }
  const fresh = reviewedAfresh({ request: raised, policy, now })
  const { needs } = fresh
  // A place that the policy in force does not name for this any more is shown nothing.
  const postTo = escalation.postTo.filter((name) => fresh.postTo.includes(name))
  const cards = newCards(deps, postTo, policy.policy).filter((card) => !has(request, card))
  if (cards.length === 0 && sameNeeds(request.needs, needs)) return null
  const warnings = withWarnings(request.warnings, [
    escalatedWarning({ ...escalation, postTo }, needs),
    ...destinationsUnreachable(postTo, policy.policy, deps.surfaces),
  ])
  return { needs, cards, warnings, postTo }
}

function has({ cards }: RequestRecord, { surface, destination }: NewCard): boolean {
  return cards.some((card) => card.surface === surface && card.destination === destination)
}

function changeFrom(
  { newId }: EscalateDeps,
  { request, now, policyVersion }: DecisionFacts,
  { addGroup }: Escalation,
  { postTo, ...news }: News,
): RequestChange {
  return {
    ...unchanged(request),
    ...news,
    expectPolicy: policyVersion,
    before: request.expiresAt,
    events: [
      draftEvent(newId, {
        type: 'request.escalated',
        at: now,
        request: request.id,
        actor: clock,
        more: { group: addGroup, destinations: postTo, policy: policyVersion },
      }),
    ],
  }
}
