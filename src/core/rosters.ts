import type { RequestWarning } from '../contract/request.ts'
import { groupsOfReview } from './escalate.ts'
import { sizeOf } from './group-sizes.ts'
import { namesMembers } from './policy/group.ts'
import type { Group, Policy, SlackUsergroup } from './policy/policy.ts'

/** A roster as far as a warning has to know it. */
interface Roster {
  group: SlackUsergroup
  people: number | null
  trouble: string | null
}

/** The user groups of Slack that groups of a policy stand for, each once. */
export function usergroupsIn(groups: readonly (Group | undefined)[]): SlackUsergroup[] {
  const found = groups.flatMap((group) => group?.slackUsergroup ?? [])
  return [...new Map(found.map((one) => [`${one.team ?? ''}/${one.id}`, one])).values()]
}

/** More people than would all have to know of one request. */
const notifiedCountMax = 50

/** Groups that reviews ask in which there is nobody, or more people than one wants to call; where that is known. */
export function sizeWarnings(
  policy: Policy,
  rosters: readonly Roster[],
  sizes: Parameters<typeof sizeOf>[1],
): string[] {
  const reviews = [...policy.rules, policy.default].flatMap((rule) =>
    rule.then === 'review' ? [rule.review] : [],
  )
  return [...new Set(reviews.flatMap(groupsOfReview))].sort().flatMap((name) => {
    const group = policy.groups[name]
    if (group === undefined) return []
    const people = peopleIn(group, rosters, sizes)
    if (people === 0) return [`group ${name} has nobody in it, so nobody can decide for it`]
    if (people === null || people <= notifiedCountMax) return []
    return [`group ${name} has ${people} people: a request that asks it asks all of them`]
  })
}

/** Null where it is not known. */
function peopleIn(
  group: Group,
  rosters: readonly Roster[],
  sizes: Parameters<typeof sizeOf>[1],
): number | null {
  if (namesMembers(group)) return group.members.length
  const { slackUsergroup } = group
  return slackUsergroup === null
    ? sizeOf(group, sizes)
    : (rosterOf(slackUsergroup, rosters)?.people ?? null)
}

function rosterOf({ team, id }: SlackUsergroup, rosters: readonly Roster[]): Roster | undefined {
  return rosters.find(({ group }) => group.team === team && group.id === id)
}

const reasons: Record<string, string> = {
  plan_upgrade_required: 'user groups are not part of the plan of this Slack workspace',
  missing_scope: 'the Slack app lacks the scope usergroups:read',
  no_such_subteam: 'Slack knows no such user group',
  not_installed_there: 'the app is not installed in that Slack workspace',
  surface_off: 'Slack is not switched on',
}

/** Why a user group cannot be read, for people. */
export function troubleSaid(trouble: string): string {
  return reasons[trouble] ?? trouble
}

/** Of whom nobody can say who is in it, nobody is in it: a group that is asked says so (POLICY.md, "Meaning"). */
export function rosterWarnings(
  asked: readonly string[],
  policy: Policy,
  rosters: readonly Roster[],
): RequestWarning[] {
  return asked.flatMap((name) => {
    const usergroup = policy.groups[name]?.slackUsergroup ?? null
    if (usergroup === null) return []
    const roster = rosterOf(usergroup, rosters)
    if (roster?.people === 0) {
      return [{ code: 'group_empty', detail: `${name} (${usergroup.id} in Slack) has no members.` }]
    }
    if (roster !== undefined && roster.people !== null) return []
    const trouble = roster?.trouble ?? null
    const why = trouble === null ? 'it was not read yet' : troubleSaid(trouble)
    const detail = `It is not known who is in ${name} (${usergroup.id} in Slack): ${why}. Until it is, nobody is.`
    return [{ code: 'group_unknown', detail }]
  })
}
