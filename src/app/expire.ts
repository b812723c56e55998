import type { RequestId } from '../contract/ids.ts'
import type { NewId, PolicyLibrary, Requests, Wake } from './ports.ts'
import { clock, draftEvent } from './record-event.ts'
import { seatsInForce } from './seats-in-force.ts'
import { unchanged } from './unchanged.ts'

export interface ExpireDeps {
  newId: NewId
  requests: Pick<Requests, 'factsForDecision' | 'commitChange'>
  policies: PolicyLibrary
  wake: Wake
}

const attemptsCountMax = 50

/**
 * Ends a request whose deadline has passed. It is `expired`, by the clock: never an approval and never reported as
 * somebody's denial. Answers how long it still has to run where it came too early, else null.
 */
export async function expire(
  deps: ExpireDeps,
  id: RequestId,
): Promise<{ remainingMs: number } | null> {
  for (let attempt = 0; attempt < attemptsCountMax; attempt += 1) {
    const facts = await deps.requests.factsForDecision({ request: id, clicker: null })
    if (facts === null || facts.request.status !== 'pending') return null
    const { request, now } = facts
    if (request.expiresAt === null) return null
    if (now < request.expiresAt) return { remainingMs: request.expiresAt.getTime() - now.getTime() }
    const seats = await seatsInForce(deps.policies, facts)
    const result = await deps.requests.commitChange({
      ...unchanged(request),
      status: 'expired',
      settlement: { by: 'clock', reason: null, seats },
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
  throw new Error('the request kept changing while it was expired')
}
