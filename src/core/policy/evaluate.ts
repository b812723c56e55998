import type { CelInput } from '@bufbuild/cel'
import type { PolicyError } from '../../contract/request.ts'
import { bindingsOf } from './bindings.ts'
import type { CompiledPolicy, CompiledRule } from './compile.ts'
import type { Facts } from './label.ts'
import { factsAbout, labelSources, settleEnvironment } from './label.ts'
import type { Subject } from './match.ts'
import type { Claim, EvaluationResult } from './policy.ts'
import { spellingsOf } from './spelling.ts'
import type { Finding } from './strictest.ts'
import { strictest } from './strictest.ts'

export { stricterReview } from './review.ts'

const unclearDetail =
  'The spelling of the resource does not say which host it is on, and the policy knows facts about resources.'

/** One set of labels, and the variables of `when` under it, made when the first rule asks. */
interface View {
  labels: ReadonlySet<string>
  bindings(): Record<string, CelInput>
}

interface Views {
  /** With the labels that are facts alone. */
  facts: View
  /** With those of further places and those that the agent declares too. The same object where that adds nothing. */
  all: View
}

/**
 * What a policy says of one claim (POLICY.md, "Meaning"): every rule is looked at and the strictest
 * wins. Pure and total: an expression that fails is an entry of `errors` and counts against the claim.
 */
export function evaluate(compiled: CompiledPolicy, claim: Claim): EvaluationResult {
  const resource = claim.resource === null ? null : spellingsOf(claim.resource)
  if (resource?.names === 'unclear' && compiled.resources.length > 0) {
    return { ok: false, code: 'environment_mismatch', detail: unclearDetail }
  }
  const facts = factsAbout(resource, compiled.resources)
  const settled = settleEnvironment(claim.environment, facts.pins)
  if (!settled.ok) return { ok: false, code: 'environment_mismatch', detail: settled.detail }
  const { environment, source } = settled
  const onBehalfOf = claim.onBehalfOf?.toLowerCase() ?? null
  const subject = { agent: claim.agent, action: claim.action, resource, environment, onBehalfOf }
  const views = viewsOf(claim, subject, facts)
  const errors: PolicyError[] = []
  const candidates = [...(compiled.rulesByAction.get(claim.action) ?? []), ...compiled.otherRules]
  const findings = candidates.map((rule) => judge(rule, subject, views, errors))
  const evaluation = {
    ...strictest(findings, compiled.policy.default),
    errors: errors.sort((left, right) => (left.rule < right.rule ? -1 : 1)),
    ...labelSources(claim, facts),
    environment,
    environmentSource: source,
  }
  return { ok: true, evaluation }
}

function viewsOf(claim: Claim, subject: Subject, known: Facts): Views {
  const facts = viewOf(claim, subject, known.sure)
  const labels = new Set([...known.labels.keys(), ...claim.labels])
  return { facts, all: labels.size > known.sure.size ? viewOf(claim, subject, labels) : facts }
}

function viewOf(claim: Claim, subject: Subject, labels: ReadonlySet<string>): View {
  let made: Record<string, CelInput> | null = null
  const bindings = () => {
    made ??= bindingsOf(claim, subject, labels)
    return made
  }
  return { labels, bindings }
}

/** Looks at one rule with and without the agent's own labels, where labels matter to it. */
function judge(rule: CompiledRule, subject: Subject, views: Views, errors: PolicyError[]): Finding {
  const codes = new Set<string>()
  const facts = holds(rule, subject, views.facts, codes)
  const same = !rule.looksAtLabels || views.facts === views.all
  const all = same ? facts : holds(rule, subject, views.all, codes)
  for (const code of codes) errors.push({ rule: rule.rule.name, code })
  return { rule: rule.rule, facts, all }
}

/** An error in `when` counts as matching where the rule is strict, and as not matching where it allows. */
function holds(rule: CompiledRule, subject: Subject, view: View, codes: Set<string>): boolean {
  if (!rule.matches(subject, view.labels)) return false
  const result = rule.when?.test(view.bindings()) ?? true
  if (typeof result === 'boolean') return result
  codes.add(result)
  return rule.rule.then !== 'allow'
}
