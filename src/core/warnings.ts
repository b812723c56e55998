import type { RequestWarning } from '../contract/request.ts'
import { escalationSentence, groupsAsked, needsAtLast } from './escalate.ts'
import { type Approver, seat } from './matching.ts'
import { namesMembers } from './policy/group.ts'
import type { Destination, Escalation, Evaluation, Group, Need, Policy } from './policy/policy.ts'

/** What a warning needs to know of a surface. */
interface Reach {
  reaches(destination: Destination): boolean
}

/**
 * What can go wrong with this review is said on the request, never passed over in silence (POLICY.md).
 *
 * @param barredEmails All that is held now by the agent's owners, its key's maker and whom it acts for.
 */
export function warningsOf(
  evaluation: Evaluation,
  policy: Policy,
  surfaces: Reach[],
  barredEmails: readonly string[],
): RequestWarning[] {
  if (evaluation.review === null) return []
  const { postTo, escalations } = evaluation.review
  const later = escalations.flatMap((escalation) => escalation.postTo)
  return [
    ...needsUnmeetable(needsAtLast(evaluation.review), policy, barredEmails),
    ...destinationsUnreachable([...new Set([...postTo, ...later])], policy, surfaces),
  ]
}

/** What is said on a request, and so on its cards, once it was escalated. */
export function escalatedWarning(escalation: Escalation, needs: Need[]): RequestWarning {
  return { code: 'escalated', detail: escalationSentence(escalation, needs) }
}

/** Destinations that no surface reaches just now. */
export function destinationsUnreachable(
  names: string[],
  policy: Policy,
  surfaces: Reach[],
): RequestWarning[] {
  return names
    .filter((name) => !isReachable(policy.destinations[name], surfaces))
    .map((name) => ({
      code: 'destination_unreachable',
      detail: `No card can be posted to ${name}: the surface that it names is not switched on.`,
    }))
}

function isReachable(destination: Destination | undefined, surfaces: Reach[]): boolean {
  return destination !== undefined && surfaces.some((surface) => surface.reaches(destination))
}

/** A need that stays open even if all approve who may: the needs share people, so they are seated together. */
function needsUnmeetable(
  needs: Need[],
  policy: Policy,
  barredEmails: readonly string[],
): RequestWarning[] {
  const { have } = seat(needs, everybodyFor(needs, policy, barredEmails))
  return needs.flatMap(({ group, count }, index) => {
    const found = have[index] ?? 0
    if (found >= count) return []
    const people = count === 1 ? '1 person' : `${count} people`
    const left = found === 0 ? 'nobody is left who' : `only ${found}`
    return [
      {
        code: 'needs_unmeetable',
        detail: `${group} needs ${people}, and ${left} may decide this: not the agent's owners, its key's maker or whom it acts for, and nobody twice.`,
      },
    ]
  })
}

/** Every member of the groups that are asked, but those who are barred where the policy bars anybody. */
function everybodyFor(
  needs: Need[],
  policy: Policy,
  barredEmails: readonly string[],
): Approver<string>[] {
  const barred = new Set(policy.selfApproval === 'never' ? barredEmails : [])
  const groups = new Map<string, string[]>()
  for (const group of groupsAsked(needs)) {
    for (const member of policy.groups[group]?.members ?? []) {
      if (!barred.has(member)) groups.set(member, [...(groups.get(member) ?? []), group])
    }
  }
  const known = [...groups].map(([id, own]) => ({ id, groups: own }))
  return [...known, ...needs.flatMap((need) => unknownPeople(need, policy))]
}

/** Of a group that a platform keeps it is not known here who is in it, so that it may have enough. */
function unknownPeople({ group, count, escalated = [] }: Need, policy: Policy): Approver<string>[] {
  return groupsAsked([{ group, count, escalated }])
    .filter((name) => isKeptElsewhere(policy.groups[name]))
    .flatMap((name) =>
      Array.from({ length: count }, (_, index) => ({ id: `${name} ${index}`, groups: [name] })),
    )
}

function isKeptElsewhere(group: Group | undefined): boolean {
  return group !== undefined && !namesMembers(group)
}

/** Groups that the policy in force does not have any more: nobody is in them, so only a deny or the deadline is left. */
export function groupWarnings(needs: Need[], policy: Policy): RequestWarning[] {
  return needs
    .filter(({ group }) => policy.groups[group] === undefined)
    .map(({ group }) => ({
      code: 'group_gone',
      detail: `The policy in force has no group ${group} any more, so its need cannot be met.`,
    }))
}

/** The warnings of a request with those that were not said yet. */
export function withWarnings(said: RequestWarning[], more: RequestWarning[]): RequestWarning[] {
  return [...said, ...more.filter(({ detail }) => !said.some((one) => one.detail === detail))]
}
