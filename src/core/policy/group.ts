import type { Group, Policy } from './policy.ts'

/** Whether the policy itself says who is in a group; of any other nobody can say here how many are in it. */
export function namesMembers({ slackUsergroup, directory, oidcGroup }: Group): boolean {
  return slackUsergroup === null && directory === null && oidcGroup === null
}

/** One thing that says who is in a group of the policy. `team` is empty but for a user group of a named workspace. */
export interface GroupSource {
  name: string
  kind: 'email' | 'slack' | 'scim' | 'oidc'
  team: string
  value: string
}

/** Everything that the groups of a policy stand for. */
export function groupSources({ groups }: Policy): GroupSource[] {
  return Object.entries(groups).flatMap(([name, group]) => {
    const source = (kind: GroupSource['kind'], value: string | null, team = '') =>
      value === null ? [] : [{ name, kind, team, value }]
    return [
      ...group.members.flatMap((email) => source('email', email)),
      ...source('slack', group.slackUsergroup?.id ?? null, group.slackUsergroup?.team ?? ''),
      ...source('scim', group.directory),
      ...source('oidc', group.oidcGroup),
    ]
  })
}

/** The groups that are kept elsewhere, by their names there. */
export interface KeptElsewhere {
  directoryGroups: string[]
  oidcGroups: string[]
}

/** The names of the directory and of sign-in that groups of a policy stand for, each once. */
export function sourcesOf(groups: readonly (Group | undefined)[]): KeptElsewhere {
  const once = (names: (string | null | undefined)[]) => [
    ...new Set(names.flatMap((name) => name ?? [])),
  ]
  return {
    directoryGroups: once(groups.map((group) => group?.directory)),
    oidcGroups: once(groups.map((group) => group?.oidcGroup)),
  }
}
