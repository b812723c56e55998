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
  const benches = needs.flatMap(benchesOf<Id>)
  for (const approver of approvers) place(approver, benches, new Set())
  return {
    seats: benches.flatMap(({ need, taken }) =>
      taken.map((approver) => ({ approver: approver.id, group: need.group })),
    ),
    have: needs.map((need) =>
      benches
        .filter((bench) => bench.need === need)
        .reduce((sum, { taken }) => sum + taken.length, 0),
    ),
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

/** The seats of one need that the same groups may fill, and who sits there. */
interface Bench<Id> {
  need: Need
  groups: string[]
  count: number
  taken: Approver<Id>[]
}

/** The need's own seats first, so that its own group leaves those to others that others may fill. */
function benchesOf<Id>(need: Need): Bench<Id>[] {
  let left = need.count
  const shared = (need.escalated ?? []).map(({ group, count }): Bench<Id> => {
    const given = Math.min(count, left)
    left -= given
    return { need, groups: [need.group, group], count: given, taken: [] }
  })
  return [{ need, groups: [need.group], count: left, taken: [] }, ...shared]
}

/** Takes a free seat, or one whose holder can move to another bench. */
function place<Id>(approver: Approver<Id>, benches: Bench<Id>[], visited: Set<Bench<Id>>): boolean {
  for (const bench of benches) {
    if (visited.has(bench) || !bench.groups.some((group) => approver.groups.includes(group))) {
      continue
    }
    visited.add(bench)
    const { taken } = bench
    const mover =
      taken.length < bench.count ? null : taken.find((holder) => place(holder, benches, visited))
    if (mover === undefined) continue
    if (mover !== null) taken.splice(taken.indexOf(mover), 1)
    taken.push(approver)
    return true
  }
  return false
}
