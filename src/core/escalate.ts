import { spanText } from './card/count.ts'
import { countOf } from './policy/escalation.ts'
import type { Escalation, GroupCount, Need, Review } from './policy/policy.ts'

/** Every group that a request asks: those of its needs, then those that it was escalated to. */
export function groupsAsked(needs: readonly Need[]): string[] {
  const own = needs.map(({ group }) => group)
  const added = needs.flatMap(({ escalated = [] }) => escalated.map(({ group }) => group))
  return [...new Set([...own, ...added])]
}

/**
 * The needs of a request once it is escalated: the added group stands at every need of its own rule, with the seats that
 * it may fill. What the request came to ask beyond its first review stays with the need's own group.
 */
export function escalatedNeeds(
  needs: readonly Need[],
  { addGroup, seats }: Escalation,
  asked: readonly GroupCount[],
): Need[] {
  return needs.map((need) => {
    if (addGroup === null || !seats.some(({ group }) => group === need.group)) return need
    const grown = Math.max(0, need.count - countOf(asked, need.group))
    const open = Math.max(0, countOf(seats, need.group) - grown)
    return withGroup(need, { group: addGroup, count: open })
  })
}

/** Adding a group again changes nothing. */
function withGroup(need: Need, added: GroupCount): Need {
  const earlier = need.escalated ?? []
  const count = Math.max(added.count, countOf(earlier, added.group))
  const others = earlier.filter(({ group }) => group !== added.group)
  const escalated = [...others, { group: added.group, count }]
  return {
    ...need,
    escalated: escalated.sort((left, right) => (left.group < right.group ? -1 : 1)),
  }
}

/**
 * What was escalated stays so only as far as the policy in force still says so: it may have taken the escalation away,
 * let it happen later, or ask for the same seats by another rule. An added group may still deny then: that loosens nothing.
 */
export function stillEscalated(
  merged: readonly Need[],
  stored: readonly Need[],
  fresh: Review,
  ageSeconds: number,
): Need[] {
  const escalations = fresh.escalations.filter(({ afterSeconds }) => afterSeconds <= ageSeconds)
  const due = { ...fresh, escalations }
  return merged.map(({ group, count }) => {
    const own = stored.find((need) => need.group === group)
    if (own?.escalated === undefined) return { group, count }
    const escalated = own.escalated.map((added) => ({
      group: added.group,
      count: Math.min(added.count, count - keptFor(group, own.count - added.count, added, due)),
    }))
    return { group, count, escalated }
  })
}

/** How many seats of a need stay with its own group, by what was asked and by what the policy in force asks. */
function keptFor(group: string, kept: number, added: GroupCount, fresh: Review): number {
  const given = fresh.escalations
    .filter(({ addGroup }) => addGroup === added.group)
    .reduce((sum, { seats }) => sum + countOf(seats, group), 0)
  return Math.max(kept, countOf(fresh.needs, group) - given)
}

/** The needs after every escalation of a review that happens before it ends. */
export function needsAtLast({ needs, escalations, expiresInSeconds }: Review): Need[] {
  return escalations
    .filter(({ afterSeconds }) => afterSeconds < expiresInSeconds)
    .reduce<Need[]>((now, escalation) => escalatedNeeds(now, escalation, needs), needs)
}

/** Every group that a review asks, sooner or later. */
export function groupsOfReview(review: Review | null): string[] {
  if (review === null) return []
  const added = review.escalations.flatMap(({ addGroup }) => addGroup ?? [])
  return [...new Set([...review.needs.map(({ group }) => group), ...added])]
}

/** What people read once it has happened, beside the needs as they are then. */
export function escalationSentence(
  { afterSeconds, addGroup, postTo }: Escalation,
  needs: readonly Need[],
): string {
  const open = needs
    .filter(({ escalated = [] }) => countOf(escalated, addGroup ?? '') > 0)
    .map(({ group }) => group)
  const may = open.length === 0 ? 'who may deny it' : `who may approve for ${open.join(', ')} too`
  const asked = addGroup === null ? [] : [`${addGroup} is asked, ${may}`]
  const posted = postTo.length === 0 ? [] : [`it is posted to ${postTo.join(', ')} too`]
  const what = [...asked, ...posted].join('; ')
  return `Nobody settled this within ${spanText(afterSeconds * 1_000)}: ${what}.`
}
