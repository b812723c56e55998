import { groupsAsked } from './escalate.ts'
import type { Approver } from './matching.ts'
import type { Group, Policy } from './policy/policy.ts'
import type { DecisionRecord, PersonRecord, RequestRecord } from './record.ts'

/**
 * The groups that a person is in: by the verified e-mails that they hold now, by rosters that are fresh, by the
 * directory and by their last sign-in.
 */
export function groupsOf(person: PersonRecord, policy: Policy): string[] {
  return Object.entries(policy.groups)
    .filter(([, group]) => isIn(person, group))
    .map(([name]) => name)
}

function isIn(person: PersonRecord, group: Group): boolean {
  const { slackUsergroup, directory, oidcGroup } = group
  if (directory !== null) return person.directoryGroups.includes(directory)
  if (oidcGroup !== null) return person.oidcGroups.includes(oidcGroup)
  if (slackUsergroup === null) return group.members.some((one) => person.emails.includes(one))
  return person.usergroups.some(
    ({ team, id }) => team === slackUsergroup.team && id === slackUsergroup.id,
  )
}

/** Whether a person administers. That gives no say over any request (POLICY.md, "Who may decide"). */
export function isAdministrator(person: PersonRecord, policy: Policy): boolean {
  return !person.disabled && policy.admins !== null && isMember(person, [policy.admins], policy)
}

/**
 * Whether a person is barred from a request: they own the agent, also as a member of a group, made its key or its
 * trust, or are whom it acts for, now or at any moment since the proposal. The one function for it; every surface, the
 * API and the settling go through it. Nothing lifts it in production (POLICY.md, "Who may decide").
 */
export function isBarred(person: PersonRecord, request: RequestRecord, policy: Policy): boolean {
  if (policy.selfApproval === 'allowed_in_development') return false
  return isOwnAction(person, request)
}

/** Whether the action is the person's own, whatever development mode allows: such a use is marked. */
export function isOwnAction(person: PersonRecord, request: RequestRecord): boolean {
  return request.barred.includes(person.id)
}

/**
 * Whether a person may look at a request: members of its groups, of those that it was escalated to, those whose own
 * action it is, and administrators. To look is not to decide.
 */
export function mayRead(person: PersonRecord, request: RequestRecord, policy: Policy): boolean {
  if (person.disabled) return false
  if (isOwnAction(person, request) || isAdministrator(person, policy)) return true
  return isMember(person, groupsAsked(request.needs), policy)
}

export function isMember(person: PersonRecord, groups: string[], policy: Policy): boolean {
  return groupsOf(person, policy).some((group) => groups.includes(group))
}

/**
 * Those whose approval counts just now, in the order in which they approved, each once. Whoever was disabled since
 * does not count, also after they were enabled again: they may approve anew.
 */
export function countingApprovers(
  request: RequestRecord,
  policy: Policy,
): Approver<PersonRecord['id']>[] {
  const approvals = standingApprovals(request).filter(
    ({ person }, index, all) => all.findIndex((other) => other.person.id === person.id) === index,
  )
  return approvals
    .map((decision) => decision.person)
    .filter((person) => !person.disabled && !isBarred(person, request, policy))
    .map((person) => ({ id: person.id, groups: groupsOf(person, policy) }))
}

/** The approvals of people who were active at every moment since. */
export function standingApprovals({ decisions }: RequestRecord): DecisionRecord[] {
  return decisions.filter(({ decision, lapsed }) => decision === 'approve' && !lapsed)
}
