import type { Policies, PolicyLibrary } from '../app/ports.ts'
import { type CompiledPolicy, compilePolicy } from '../core/policy/compile.ts'
import { readPolicy } from '../core/policy/read-policy.ts'

/** How many versions are kept compiled: the one in force, and some that decisions may still meet. */
const versionsCountMax = 16

/** Compiles each version once. A version that is unknown or no longer reads is an error: nothing is decided by it. */
export function createPolicyLibrary(
  records: Pick<Policies, 'read'>,
  mode: 'development' | 'production',
): PolicyLibrary {
  const kept = new Map<string, Promise<CompiledPolicy>>()
  return {
    compiled: (version) => {
      const known = kept.get(version)
      if (known !== undefined) return known
      const compiling = compileVersion(records, version, mode)
      compiling.catch(() => kept.delete(version))
      kept.set(version, compiling)
      const oldest = kept.keys().next().value
      if (kept.size > versionsCountMax && oldest !== undefined) kept.delete(oldest)
      return compiling
    },
  }
}

async function compileVersion(
  records: Pick<Policies, 'read'>,
  version: string,
  mode: 'development' | 'production',
): Promise<CompiledPolicy> {
  const yaml = await records.read(version)
  if (yaml === null) throw new Error('the policy in force is not in the database')
  const reading = readPolicy(yaml, mode)
  if (!reading.ok) throw new Error('the policy in force cannot be read by this version')
  return compilePolicy(reading.policy)
}
