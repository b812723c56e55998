import type { Group } from './policy.ts'

/** Whether the policy itself says who is in a group; of any other nobody can say here how many are in it. */
export function namesMembers({ slackUsergroup, directory, oidcGroup }: Group): boolean {
  return slackUsergroup === null && directory === null && oidcGroup === null
}

/** Where the members of a group are kept. */
export interface GroupSources {
  directoryGroups: string[]
  oidcGroups: string[]
}

/** The names of the directory and of sign-in that groups of a policy stand for, each once. */
export function sourcesOf(groups: readonly (Group | undefined)[]): GroupSources {
  const once = (names: (string | null | undefined)[]) => [
    ...new Set(names.flatMap((name) => name ?? [])),
  ]
  return {
    directoryGroups: once(groups.map((group) => group?.directory)),
    oidcGroups: once(groups.map((group) => group?.oidcGroup)),
  }
}
