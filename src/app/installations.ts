import type { Policy } from '../core/policy/policy.ts'
import type { Installation, Installations, NewId, Policies, PolicyLibrary } from './ports.ts'
import { draftEvent, system } from './record-event.ts'

export interface InstallationDeps {
  newId: NewId
  installations: Installations
  policyRecords: Pick<Policies, 'inForce'>
  policies: PolicyLibrary
  now: () => Promise<Date>
}

/**
 * A workspace installed the app. It is let in only where the policy in force names it, as a home of accounts or in a
 * destination: the page for installing is open to everybody.
 */
export async function seeInstalled(
  deps: InstallationDeps,
  installation: Installation,
): Promise<'installed' | 'not_named'> {
  const inForce = await deps.policyRecords.inForce()
  if (inForce === null) return 'not_named'
  const { policy } = await deps.policies.compiled(inForce.version)
  if (!namesWorkspace(policy, installation.id)) return 'not_named'
  await deps.installations.save(
    installation,
    await draft(deps, 'surface.installed', installation.id),
  )
  return 'installed'
}

/** The app was removed there, or its token revoked, at that moment. */
export async function seeRemoved(deps: InstallationDeps, id: string, until: Date): Promise<void> {
  await deps.installations.remove(id, until, await draft(deps, 'surface.removed', id))
}

function namesWorkspace({ identities, destinations }: Policy, id: string): boolean {
  const homes = identities?.slack.map(({ team }) => team) ?? []
  const places = Object.values(destinations).map(({ slack }) => slack?.team)
  return homes.includes(id) || places.includes(id)
}

async function draft(
  { newId, now }: InstallationDeps,
  type: 'surface.installed' | 'surface.removed',
  tenant: string,
) {
  const more = { tenant }
  return draftEvent(newId, { type, at: await now(), actor: system, surface: 'slack', more })
}
