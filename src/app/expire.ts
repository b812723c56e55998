import type { RequestId } from '../contract/ids.ts'
import { seatsOf } from '../core/progress.ts'
import type { NewId, PolicyLibrary, Requests, Wake } from './ports.ts'
import { clock, draftEvent } from './record-event.ts'
import { unchanged } from './unchanged.ts'

export interface ExpireDeps {
  newId: NewId
  requests: Pick<Requests, 'factsForDecision' | 'commitChange'>
  policies: PolicyLibrary
  wake: Wake
}

/**
 * Ends a request whose deadline has passed. It is `expired`, by the clock: never an approval and never reported as
 * somebody's denial. Answers how long it still has to run where it came too early, else null.
 */
export async function expire(
  deps: ExpireDeps,
  id: RequestId,
): Promise<{ remainingMs: number } | null> {
  for (;;) {
    const facts = await deps.requests.factsForDecision({ request: id, clicker: null })
    if (facts === null || facts.request.status !== 'pending') return null
    const { request, now } = facts
    if (request.expiresAt === null) return null
    if (now < request.expiresAt) return { remainingMs: request.expiresAt.getTime() - now.getTime() }
    const { policy } = await deps.policies.compiled(facts.policyVersion)
    const result = await deps.requests.commitChange({
      ...unchanged(request),
      status: 'expired',
      settlement: { by: 'clock', reason: null, seats: seatsOf(request, policy) },
      decidedAt: now,
      events: [
        draftEvent(deps.newId, {
          type: 'request.expired',
          at: now,
          request: id,
          actor: clock,
        }),
      ],
    })
    if (result === 'committed') {
      deps.wake(id)
      return null
    }
  }
}
