import type { ErrorCode } from '../contract/errors.ts'
import type { AgentId, RequestId } from '../contract/ids.ts'
import type { RequestObject } from '../contract/request.ts'
import type { Seat } from '../core/record.ts'
import { commit } from '../proof/verify/commitment.ts'
import { expire } from './expire.ts'
import { type GiveDeps, viewForAgent } from './give-grant.ts'
import type { DecisionFacts, NewId, RequestChange, Requests, Wake } from './ports.ts'
import { draftEvent } from './record-event.ts'
import { seatsInForce } from './seats-in-force.ts'
import { unchanged } from './unchanged.ts'

export interface CancelDeps extends GiveDeps {
  newId: NewId
  requests: Pick<Requests, 'factsForDecision' | 'commitChange' | 'read'>
  wake: Wake
}

export type CancelResult =
  | { ok: true; request: RequestObject }
  | { ok: false; code: Extract<ErrorCode, 'not_found'> }
  | { ok: false; code: Extract<ErrorCode, 'already_decided'>; request: RequestObject }

const attemptsCountMax = 50

/** The agent withdraws its own request. Withdrawing twice is the same answer twice. */
export async function cancel(
  deps: CancelDeps,
  agent: AgentId,
  id: RequestId,
  reason: string | null,
): Promise<CancelResult> {
  for (let attempt = 0; attempt < attemptsCountMax; attempt += 1) {
    const facts = await deps.requests.factsForDecision({ request: id, clicker: null })
    if (facts === null || facts.request.agent.id !== agent) return { ok: false, code: 'not_found' }
    if (facts.request.status !== 'pending') return settledAlready(deps, facts)
    if (isOverdue(facts)) {
      await expire(deps, id)
      continue
    }
    const seats = await seatsInForce(deps.policies, facts)
    const change = withdrawal(deps, facts, { reason, seats })
    const result = await deps.requests.commitChange(change)
    if (result === 'stale') continue
    deps.wake(id)
    const written = await deps.requests.read(id)
    if (written === null) throw new Error('a request cannot be read after its cancellation')
    return { ok: true, request: await viewForAgent(deps, written, facts.policyVersion) }
  }
  throw new Error('the request kept changing while it was cancelled')
}

function isOverdue({ request, now }: DecisionFacts): boolean {
  return request.expiresAt !== null && now >= request.expiresAt
}

async function settledAlready(deps: CancelDeps, facts: DecisionFacts): Promise<CancelResult> {
  const request = await viewForAgent(deps, facts.request, facts.policyVersion)
  return facts.request.status === 'cancelled'
    ? { ok: true, request }
    : { ok: false, code: 'already_decided', request }
}

function withdrawal(
  deps: CancelDeps,
  { request, now }: DecisionFacts,
  { reason, seats }: { reason: string | null; seats: Seat[] },
): RequestChange {
  const said = reason !== null && reason.trim() !== ''
  return {
    ...unchanged(request),
    before: request.expiresAt,
    status: 'cancelled',
    settlement: { by: 'agent', reason: said ? reason : null, seats },
    decidedAt: now,
    events: [
      draftEvent(deps.newId, {
        type: 'request.cancelled',
        at: now,
        request: request.id,
        actor: { kind: 'agent', id: request.agent.id },
        more: {
          commitments: said ? { reason: commit(request.salt, 'cancel_reason', reason) } : {},
        },
      }),
    ],
  }
}
