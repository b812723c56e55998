import { isAdministrator } from '../core/authority.ts'
import type { Actor, Administrator, Policies, PolicyLibrary, Principal } from './ports.ts'
import { operator } from './record-event.ts'

export interface AdministrateDeps {
  policies: PolicyLibrary
  policyRecords: Pick<Policies, 'inForce'>
}

/**
 * As whom somebody may administer; null where they may not. An agent never does, and a person does while the policy in
 * force has them in its `admins` group, which is looked up at every act.
 */
export async function administratorOf(
  deps: AdministrateDeps,
  principal: Principal,
): Promise<Administrator | null> {
  if (principal.kind === 'admin') return { kind: 'bootstrap' }
  if (principal.kind === 'agent') return null
  const { person, identity } = principal
  const inForce = await deps.policyRecords.inForce()
  if (inForce === null) return null
  const { policy } = await deps.policies.compiled(inForce.version)
  return isAdministrator(person, policy) ? { kind: 'person', person, identity } : null
}

/** Who did an administrative act, as its event says it: the token is nobody, so its acts are marked as bootstrap. */
export function administrativeActor(by: Administrator): { actor: Actor; code: string | null } {
  return by.kind === 'person'
    ? { actor: { kind: 'person', id: by.person.id }, code: null }
    : { actor: operator, code: 'bootstrap' }
}
