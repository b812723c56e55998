import { type KeptElsewhere, sourcesOf } from '../core/policy/group.ts'
import type { Group } from '../core/policy/policy.ts'
import { usergroupsIn } from '../core/rosters.ts'
import type { GroupSize, RosterState, Rosters } from './ports.ts'

/** What is known of how many are in groups that are kept elsewhere. */
export interface KnownGroups {
  rosters: RosterState[]
  sizes: GroupSize[]
}

/** Asks only where there is something to ask, so that a policy which lists its members costs no reading. */
export async function knowGroups(
  rosters: Pick<Rosters, 'states' | 'sizes'>,
  groups: readonly (Group | undefined)[],
): Promise<KnownGroups> {
  const usergroups = usergroupsIn(groups)
  const sources = sourcesOf(groups)
  const [states, sizes] = await Promise.all([
    usergroups.length === 0 ? [] : rosters.states(usergroups),
    isEmpty(sources) ? [] : rosters.sizes(sources),
  ])
  return { rosters: states, sizes }
}

function isEmpty({ directoryGroups, oidcGroups }: KeptElsewhere): boolean {
  return directoryGroups.length + oidcGroups.length === 0
}
