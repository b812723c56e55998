import type { Escalation, GroupCount, Review } from './policy.ts'

type Asking = Pick<Review, 'needs' | 'escalations'>

/**
 * The escalations of two reviews that hold together. A seat that the other review asks for as well stays with its own
 * group (POLICY.md, "Time"); the escalation itself stays, because its cards and its right to deny take nothing away.
 */
export function joinedEscalations(old: Asking, fresh: Asking): Escalation[] {
  const joined = [
    ...old.escalations.map((escalation) => beside(escalation, old, fresh)),
    ...fresh.escalations.map((escalation) => beside(escalation, fresh, old)),
  ]
  const byText = new Map(joined.map((escalation) => [JSON.stringify(escalation), escalation]))
  return [...byText.keys()].sort().flatMap((text) => byText.get(text) ?? [])
}

function beside(escalation: Escalation, own: Asking, other: Asking): Escalation {
  const seats = escalation.seats.map(({ group, count }) => ({
    group,
    count: Math.max(0, Math.min(count, countOf(own.needs, group) - countOf(other.needs, group))),
  }))
  return { ...escalation, seats }
}

/** Whether the escalations of `review` give away no seat that `other` keeps for its own group, and none sooner. */
export function opensNoMore(review: Asking, other: Asking): boolean {
  return review.escalations.every(({ addGroup, afterSeconds, seats }) => {
    if (addGroup === null) return true
    const alike = other.escalations.filter(
      (escalation) => escalation.addGroup === addGroup && escalation.afterSeconds <= afterSeconds,
    )
    return seats.every(({ group, count }) => {
      const kept = countOf(review.needs, group) - count
      const given = alike.reduce((sum, escalation) => sum + countOf(escalation.seats, group), 0)
      return count === 0 || kept >= countOf(other.needs, group) - given
    })
  })
}

/** How many people of a group are asked for; none where it is not named. */
export function countOf(counts: readonly GroupCount[], group: string): number {
  return counts.find((entry) => entry.group === group)?.count ?? 0
}
