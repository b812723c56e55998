import { seatsOf } from '../core/progress.ts'
import type { Seat } from '../core/record.ts'
import type { DecisionFacts, PolicyLibrary } from './ports.ts'

/**
 * Which approvals counted when a request ended without them. Ending it must not fail because the policy in force
 * cannot be read: then nobody is said to have counted.
 */
export async function seatsInForce(
  policies: PolicyLibrary,
  { request, policyVersion }: Pick<DecisionFacts, 'request' | 'policyVersion'>,
): Promise<Seat[]> {
  const compiled = await policies.compiled(policyVersion).catch(() => null)
  return compiled === null ? [] : seatsOf(request, compiled.policy)
}
