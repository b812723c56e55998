import type { Need } from './policy/policy.ts'

/** Somebody whose approval counts, with the groups that they are in. */
export interface Approver<Id> {
  id: Id
  groups: string[]
}

export interface Seating<Id> {
  seats: { approver: Id; group: string }[]
  /** How many seats of each need are filled, in the order of the needs. */
  have: number[]
}

/**
 * Seats approvers on needs so that as many seats as possible are filled, each person on one at most: a
 * maximum bipartite matching by augmenting paths (Kuhn). Whoever comes earlier keeps a seat, though maybe
 * another one, so a person in two groups never blocks an assignment that would succeed.
 */
export function seat<Id>(needs: Need[], approvers: Approver<Id>[]): Seating<Id> {
  const taken: Approver<Id>[][] = needs.map(() => [])
  for (const approver of approvers) place(approver, needs, taken, new Set())
  return {
    seats: needs.flatMap((need, index) =>
      (taken[index] ?? []).map((approver) => ({ approver: approver.id, group: need.group })),
    ),
    have: taken.map((people) => people.length),
  }
}

/** Whether one more approver would fill a seat that is open now. */
export function wouldFill<Id>(
  needs: Need[],
  approvers: Approver<Id>[],
  candidate: Approver<Id>,
): boolean {
  return filled(seat(needs, [...approvers, candidate])) > filled(seat(needs, approvers))
}

/** Whether every need has all its people. */
export function isMet(needs: Need[], have: number[]): boolean {
  return needs.every((need, index) => (have[index] ?? 0) >= need.count)
}

function filled<Id>(seating: Seating<Id>): number {
  return seating.seats.length
}

/** Takes a free seat, or one whose holder can move to another need. */
function place<Id>(
  approver: Approver<Id>,
  needs: Need[],
  taken: Approver<Id>[][],
  visited: Set<number>,
): boolean {
  for (const [index, need] of needs.entries()) {
    if (visited.has(index) || !approver.groups.includes(need.group)) continue
    visited.add(index)
    const people = taken[index] ?? []
    const mover =
      people.length < need.count
        ? null
        : people.find((holder) => place(holder, needs, taken, visited))
    if (mover === undefined) continue
    if (mover !== null) people.splice(people.indexOf(mover), 1)
    people.push(approver)
    return true
  }
  return false
}
