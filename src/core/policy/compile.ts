import type { GlobMatcher } from './glob.ts'
import { isGlob, resourceGlob } from './glob.ts'
import type { RuleMatcher } from './match.ts'
import { compileMatch } from './match.ts'
import type { Policy, ResourceRule, Rule } from './policy.ts'
import type { When } from './when.ts'
import { compileWhen } from './when.ts'

export interface CompiledRule {
  rule: Rule
  matches: RuleMatcher
  when: When | null
  looksAtLabels: boolean
}

export interface CompiledResource {
  rule: ResourceRule
  matches: GlobMatcher
}

/** A policy made ready for many claims. Hand it to `evaluate`. */
export interface CompiledPolicy {
  policy: Policy
  /** The rules that name this action without a glob. */
  rulesByAction: ReadonlyMap<string, CompiledRule[]>
  /** The rules that have to be looked at for every action. */
  otherRules: CompiledRule[]
  resources: CompiledResource[]
}

/**
 * Indexes the rules by their exact actions and compiles every glob and expression once.
 *
 * @throws Error where a `when` does not compile, which `readPolicy` lets no policy have.
 */
export function compilePolicy(policy: Policy): CompiledPolicy {
  const rulesByAction = new Map<string, CompiledRule[]>()
  const otherRules: CompiledRule[] = []
  for (const rule of policy.rules) {
    const compiled = compileRule(rule)
    const actions = exactActions(rule)
    if (actions === null) otherRules.push(compiled)
    for (const action of actions ?? []) {
      const others = rulesByAction.get(action)
      if (others === undefined) rulesByAction.set(action, [compiled])
      else others.push(compiled)
    }
  }
  const resources = policy.resources.map((rule) => ({ rule, matches: resourceGlob(rule.match) }))
  return { policy, rulesByAction, otherRules, resources }
}

/** The different actions that a rule can match at all, or null where a glob or nothing says which. */
function exactActions({ match }: Rule): Set<string> | null {
  return match.action === undefined || match.action.some(isGlob) ? null : new Set(match.action)
}

function compileRule(rule: Rule): CompiledRule {
  const when = rule.when === null ? null : whenOf(rule.name, rule.when)
  const looksAtLabels = rule.match.labels !== undefined || when?.looksAtLabels === true
  return { rule, matches: compileMatch(rule), when, looksAtLabels }
}

function whenOf(name: string, source: string): When {
  const compiled = compileWhen(source)
  if (!compiled.ok) throw new Error(`The rule ${name} was not read by readPolicy`)
  return compiled.when
}
