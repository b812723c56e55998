import type { SlackUsergroup } from '../core/policy/policy.ts'
import { usergroupsIn } from '../core/rosters.ts'
import type { ChatSurface, Policies, PolicyLibrary, Rosters, UsergroupResult } from './ports.ts'

export interface SyncRostersDeps {
  rosters: Pick<Rosters, 'takeDue' | 'save'>
  policies: PolicyLibrary
  policyRecords: Pick<Policies, 'inForce'>
  surfaces: ChatSurface[]
}

/** How old a roster may grow before it is read again. */
export const rosterAgeSecondsMax = 5 * 60

/**
 * Asks the platform who is in the groups that the policy in force names, where nobody asked for a while: whichever
 * process comes first asks for all. Answers what could not be read, and why.
 *
 * @param only The id of a group that has just changed, which is read at once.
 */
export async function syncRosters(
  deps: SyncRostersDeps,
  only: string | null = null,
): Promise<{ usergroup: string; reason: string }[]> {
  const inForce = await deps.policyRecords.inForce()
  if (inForce === null) return []
  const { policy } = await deps.policies.compiled(inForce.version)
  const used = usergroupsIn(Object.values(policy.groups))
  const wanted = used.filter(({ id }) => only === null || id === only)
  if (wanted.length === 0) return []
  const due = await deps.rosters.takeDue(wanted, only === null ? rosterAgeSecondsMax : 0)
  const refused: { usergroup: string; reason: string }[] = []
  for (const group of due) {
    const result = await read(deps.surfaces, group)
    await deps.rosters.save(group, result)
    if (!result.ok) refused.push({ usergroup: group.id, reason: result.reason })
  }
  return refused
}

async function read(surfaces: ChatSurface[], group: SlackUsergroup): Promise<UsergroupResult> {
  const surface = surfaces.find(({ readUsergroup }) => readUsergroup !== undefined)
  return surface?.readUsergroup?.(group) ?? { ok: false, reason: 'surface_off' }
}
