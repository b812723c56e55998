import { isMember } from '../core/authority.ts'
import { groupsOfReview } from '../core/escalate.ts'
import { sourcesOf } from '../core/policy/group.ts'
import type { Group, Policy } from '../core/policy/policy.ts'
import { troubleSaid, usergroupsIn } from '../core/rosters.ts'
import type {
  Agents,
  Contact,
  Directory,
  GroupState,
  People,
  Policies,
  PolicyLibrary,
  RosterState,
  Rosters,
} from './ports.ts'

export interface ReadGroupsDeps {
  policies: PolicyLibrary
  policyRecords: Pick<Policies, 'inForce'>
  people: Pick<People, 'contacts'>
  rosters: Pick<Rosters, 'states'>
  directory: Pick<Directory, 'listGroups'>
  agents: Pick<Agents, 'list'>
}

interface Known {
  policy: Policy
  contacts: Contact[]
  rosters: RosterState[]
  agents: Awaited<ReturnType<Agents['list']>>
}

/** Every group of the policy in force: where it comes from, who is in it now, and what it is for. */
export async function readGroups(deps: ReadGroupsDeps): Promise<GroupState[]> {
  const inForce = await deps.policyRecords.inForce()
  if (inForce === null) return []
  const { policy } = await deps.policies.compiled(inForce.version)
  const groups = Object.values(policy.groups)
  const usergroups = usergroupsIn(groups)
  const [contacts, rosters, agents] = await Promise.all([
    deps.people.contacts({
      emails: [...new Set(groups.flatMap(({ members }) => members))],
      ids: [],
      usergroups,
      ...sourcesOf(groups),
    }),
    deps.rosters.states(usergroups),
    deps.agents.list(),
  ])
  const known = { policy, contacts, rosters, agents }
  return Promise.all(
    Object.entries(policy.groups).map(([name, group]) => stateOf(deps, known, name, group)),
  )
}

async function stateOf(
  deps: ReadGroupsDeps,
  known: Known,
  name: string,
  group: Group,
): Promise<GroupState> {
  const { policy, contacts, agents } = known
  const people = contacts
    .filter(({ person }) => isMember(person, [name], policy))
    .map(({ person }) => ({
      id: person.id,
      name: person.emails[0] ?? person.name ?? person.id,
      disabled: person.disabled,
    }))
    .sort((left, right) => (left.name < right.name ? -1 : 1))
  return {
    name,
    source: sourceOf(group),
    ...(await heardOf(deps, known, group)),
    people,
    uses: { rules: rulesAsking(policy, name), administers: policy.admins === name },
    owns: agents
      .filter(({ owners }) => owners.some((one) => typeof one !== 'string' && one.group === name))
      .map((agent) => agent.name),
  }
}

function sourceOf({ slackUsergroup, directory, oidcGroup }: Group): GroupState['source'] {
  if (slackUsergroup !== null) return { kind: 'slack', name: slackUsergroup.id }
  if (directory !== null) return { kind: 'directory', name: directory }
  return oidcGroup === null ? null : { kind: 'sign_in', name: oidcGroup }
}

/** Of sign-in nothing is heard but with each person's own. */
async function heardOf(
  { directory }: ReadGroupsDeps,
  { rosters }: Known,
  group: Group,
): Promise<Pick<GroupState, 'heardAt' | 'trouble'>> {
  const { slackUsergroup, directory: displayName } = group
  if (slackUsergroup !== null) {
    const { team, id } = slackUsergroup
    const roster = rosters.find((one) => one.group.team === team && one.group.id === id)
    const trouble = roster?.trouble ?? null
    return {
      heardAt: roster?.syncedAt ?? null,
      trouble: trouble === null ? null : troubleSaid(trouble),
    }
  }
  if (displayName === null) return { heardAt: null, trouble: null }
  const { found } = await directory.listGroups({ name: displayName }, { offset: 0, limit: 1 })
  const pushed = found.find((one) => one.displayName === displayName)
  const trouble = pushed === undefined ? 'the directory pushed no group of this name' : null
  return { heardAt: pushed?.changedAt ?? null, trouble }
}

function rulesAsking({ rules, default: fallback }: Policy, group: string): string[] {
  const asks = [...rules, { ...fallback, name: 'default' }].filter(
    (rule) => rule.then === 'review' && groupsOfReview(rule.review).includes(group),
  )
  return asks.map(({ name }) => name)
}
