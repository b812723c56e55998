import type { JsonValue } from '../contract/json.ts'
import type { PolicyCheck } from '../contract/policy.ts'
import { readPolicy } from '../core/policy/read-policy.ts'
import { sizeWarnings } from '../core/rosters.ts'
import { canonicalJson, sha256Hex } from '../proof/verify/canonical.ts'
import { knowGroups } from './know-groups.ts'
import type { Rosters } from './ports.ts'

export interface CheckPolicyDeps {
  rosters: Pick<Rosters, 'states' | 'sizes'>
  mode: 'development' | 'production'
}

/** What putting this file in force would mean, and what its author should know: also how many people it would ask. */
export async function checkPolicy(
  { rosters, mode }: CheckPolicyDeps,
  yaml: string,
): Promise<PolicyCheck> {
  const result = readPolicy(yaml, mode)
  if (!result.ok) return { valid: false, faults: result.faults }
  const { policy, meaning, warnings } = result
  const known = await knowGroups(rosters, Object.values(policy.groups))
  const version = versionOf(meaning)
  return {
    valid: true,
    version,
    warnings: [...warnings, ...sizeWarnings(policy, known.rosters, known.sizes)],
  }
}

/** The version of a policy: the SHA-256 of its normalised meaning, so comments and key order do not count. */
export function versionOf(meaning: JsonValue): string {
  return `sha256:${sha256Hex(canonicalJson(meaning))}`
}
