import { countingApprovers, standingApprovals } from './authority.ts'
import { seat } from './matching.ts'
import type { Need, Policy } from './policy/policy.ts'
import type { DecisionRecord, RequestRecord, Seat } from './record.ts'

/** One need with whoever counts for it. */
export interface NeedStanding extends Need {
  have: number
  by: DecisionRecord[]
}

/**
 * How far each need is met: computed from the decisions and the policy in force while the request is
 * pending, and as it was settled afterwards.
 */
export function standingOf(request: RequestRecord, policy: Policy): NeedStanding[] {
  const seats = request.settlement?.seats ?? seatsOf(request, policy)
  return request.needs.map((need) => {
    const by = seats
      .filter((taken) => taken.group === need.group)
      .flatMap((taken) => request.decisions.filter((decision) => decision.id === taken.decision))
      .filter((decision) => decision.decision === 'approve')
    return { ...need, have: by.length, by }
  })
}

/** Which approval counts for which need just now. */
export function seatsOf(request: RequestRecord, policy: Policy): Seat[] {
  const approvals = standingApprovals(request)
  return seat(request.needs, countingApprovers(request, policy)).seats.flatMap(
    ({ approver, group }) => {
      const counted = approvals.find(({ person }) => person.id === approver)
      return counted === undefined ? [] : [{ decision: counted.id, group }]
    },
  )
}
