import type { CompiledPolicy } from '../../../../src/core/policy/compile.ts'
import { compilePolicy } from '../../../../src/core/policy/compile.ts'
import { evaluate } from '../../../../src/core/policy/evaluate.ts'
import type { Claim, Evaluation } from '../../../../src/core/policy/policy.ts'
import type { PolicyMode } from '../../../../src/core/policy/read-policy.ts'
import { readPolicy } from '../../../../src/core/policy/read-policy.ts'

/** A head with three groups, for policies of which a test is only about the rest. */
export const head = `version: 1
groups:
  security: { members: [cy@example.com, kim@example.com] }
  sre: { members: [sam@example.com, ana@example.com] }
  owners: { members: [ana@example.com, bo@example.com] }
`

export const defaultDeny = 'default: { then: deny }\n'
export const defaultReview =
  'default: { then: review, review: { needs: [{ group: security }], expires_in: 1h } }\n'

/** Reads a policy that has to be without fault. */
export function read(yaml: string, mode: PolicyMode = 'production') {
  const reading = readPolicy(yaml, mode)
  if (!reading.ok) throw new Error(JSON.stringify(reading.faults))
  return reading
}

export function compiled(yaml: string): CompiledPolicy {
  return compilePolicy(read(yaml).policy)
}

export function faultsOf(yaml: string, mode: PolicyMode = 'production') {
  const reading = readPolicy(yaml, mode)
  return reading.ok ? [] : reading.faults
}

/** A claim with the parts that a test is about; the rest is plain. */
export function claim(parts: Partial<Claim> = {}): Claim {
  return {
    agent: { id: 'agt_1', name: 'etl-bot' },
    action: 'data.export',
    resource: null,
    environment: null,
    onBehalfOf: null,
    payload: {},
    labels: [],
    now: new Date('2026-11-20T10:00:00Z'),
    ...parts,
  }
}

/** What a policy says of a claim, where it says anything. */
export function judged(policy: CompiledPolicy, parts: Partial<Claim> = {}): Evaluation {
  const result = evaluate(policy, claim(parts))
  if (!result.ok) throw new Error(result.detail)
  return result.evaluation
}
