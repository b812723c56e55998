import type { PolicyFault } from '../contract/policy.ts'
import { groupSources } from '../core/policy/group.ts'
import { readPolicy } from '../core/policy/read-policy.ts'
import { versionOf } from './check-policy.ts'
import type { Events, NewId, Policies } from './ports.ts'
import { draftEvent, operator } from './record-event.ts'

export interface ActivateDeps {
  newId: NewId
  policyRecords: Policies
  events: Pick<Events, 'append'>
  mode: 'development' | 'production'
  now: () => Promise<Date>
}

export type Activation =
  | { kind: 'activated'; version: string; warnings: string[] }
  /** It is in force already. */
  | { kind: 'unchanged'; version: string }
  /** At start, a version that was in force before does not push out the one that is in force now. */
  | { kind: 'left'; version: string; inForce: string }
  | { kind: 'refused'; faults: PolicyFault[] }

/**
 * Puts a policy in force. At start only a version that never was in force activates by itself, so that an old replica
 * cannot roll everyone back (POLICY.md, "In force"). A fault keeps the policy that is in force, and is recorded.
 */
export async function activatePolicy(
  deps: ActivateDeps,
  yaml: string,
  when: 'at_start' | 'while_running',
): Promise<Activation> {
  const result = readPolicy(yaml, deps.mode)
  const at = await deps.now()
  if (!result.ok) {
    await deps.events.append(
      draftEvent(deps.newId, {
        type: 'policy.refused',
        at,
        actor: operator,
        code: 'invalid_policy',
      }),
    )
    return { kind: 'refused', faults: result.faults }
  }
  const version = versionOf(result.meaning)
  const inForce = await deps.policyRecords.inForce()
  if (inForce?.version === version) return { kind: 'unchanged', version }
  if (inForce !== null && when === 'at_start' && (await deps.policyRecords.wasInForce(version))) {
    return { kind: 'left', version, inForce: inForce.version }
  }
  await deps.policyRecords.activate({
    version,
    yaml,
    emails: result.emails,
    groups: groupSources(result.policy),
    event: draftEvent(deps.newId, {
      type: 'policy.activated',
      at,
      actor: operator,
      more: { version },
    }),
  })
  return { kind: 'activated', version, warnings: result.warnings }
}
