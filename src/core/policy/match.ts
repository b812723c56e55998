import { actionGlob, resourceGlob } from './glob.ts'
import type { Claim, Rule } from './policy.ts'
import type { Spellings } from './spelling.ts'

/** A claim as rules compare it: everything in normal form, the environment settled. */
export interface Subject {
  agent: Claim['agent']
  action: string
  resource: Spellings | null
  environment: string | null
  onBehalfOf: string | null
}

export type RuleMatcher = (subject: Subject, labels: ReadonlySet<string>) => boolean

/**
 * Compiles the `match` of a rule: every field that it has must match. What the claim leaves out matches
 * where the rule is strict and does not where it allows; labels are never left out (POLICY.md, "Meaning").
 */
export function compileMatch({ match, then }: Rule): RuleMatcher {
  const strict = then !== 'allow'
  const tests: RuleMatcher[] = []
  if (match.action !== undefined) {
    const globs = match.action.map(actionGlob)
    tests.push(({ action }) => globs.some((matches) => matches(action)))
  }
  if (match.resource !== undefined) {
    const globs = match.resource.map(resourceGlob)
    tests.push(({ resource }) => {
      if (resource === null) return strict
      if (!strict)
        return resource.names === 'one' && globs.some((matches) => matches(resource.normal))
      if (resource.names === 'unclear') return true
      return globs.some((matches) => resource.all.some(matches))
    })
  }
  if (match.agent !== undefined) {
    const agents = new Set(match.agent)
    tests.push(({ agent }) => agents.has(agent.id) || agents.has(agent.name))
  }
  if (match.environment !== undefined) tests.push(oneOf(match.environment, 'environment', strict))
  if (match.onBehalfOf !== undefined) tests.push(oneOf(match.onBehalfOf, 'onBehalfOf', strict))
  if (match.labels !== undefined) {
    const wanted = match.labels
    tests.push((_, labels) => wanted.some((label) => labels.has(label)))
  }
  return (subject, labels) => tests.every((test) => test(subject, labels))
}

function oneOf(
  values: string[],
  field: 'environment' | 'onBehalfOf',
  strict: boolean,
): RuleMatcher {
  const set = new Set(values)
  return (subject) => {
    const value = subject[field]
    return value === null ? strict : set.has(value)
  }
}
