import type { DefaultRule, Evaluation, Review, Rule } from './policy.ts'
import { asksAsMuch, stricterReview } from './review.ts'

/** Whether a rule matches with the labels that are facts, and with those that the agent declares too. */
export interface Finding {
  rule: Rule
  facts: boolean
  all: boolean
}

type Outcome = Pick<Evaluation, 'effect' | 'rules' | 'because' | 'review' | 'executeWithinSeconds'>

type DenyRule = Extract<Rule, { then: 'deny' }>
type AllowRule = Extract<Rule, { then: 'allow' }>
type ReviewRule = Extract<Rule, { then: 'review' }>

/** Only what is allowed at once has a time of its own for its execution. */
const unlimited = { executeWithinSeconds: null }

/**
 * Any deny, else any review, else any allow, else the default. Strict rules count if they match either
 * way, allow rules if they match both ways. Where only the agent's own labels (or their absence) make a
 * strict rule match, the default applies beside it: otherwise a label could trade it for a milder review.
 */
export function strictest(findings: Finding[], fallback: DefaultRule): Outcome {
  const either = findings.filter(({ facts, all }) => facts || all).map(({ rule }) => rule)
  const denies = either.filter((rule): rule is DenyRule => rule.then === 'deny')
  if (denies.length > 0) return denied(denies)
  const reviews = either.filter((rule): rule is ReviewRule => rule.then === 'review')
  const allows = findings
    .filter(({ facts, all }) => facts && all)
    .map(({ rule }) => rule)
    .filter((rule): rule is AllowRule => rule.then === 'allow')
  const byDefault = allows.length === 0 && !isDecidedBothWays(findings)
  if (byDefault && fallback.then === 'deny') {
    const { because } = fallback
    return { ...unlimited, effect: 'deny', rules: ['default'], because, review: null }
  }
  const review = reviews
    .map((rule) => rule.review)
    .reduce<Review | null>(
      (merged, next) => (merged === null ? next : stricterReview(merged, next)),
      null,
    )
  const names = namesOf(reviews)
  if (byDefault && fallback.then === 'review') return withDefault(review, names, fallback.review)
  if (review !== null) {
    return { ...unlimited, effect: 'review', rules: names, because: null, review }
  }
  return {
    effect: 'allow',
    rules: namesOf(allows),
    because: null,
    review: null,
    executeWithinSeconds: Math.min(
      ...allows.map(({ executeWithinSeconds }) => executeWithinSeconds),
    ),
  }
}

function isDecidedBothWays(findings: Finding[]): boolean {
  const strict = findings.filter(({ rule }) => rule.then !== 'allow')
  return strict.some(({ facts }) => facts) && strict.some(({ all }) => all)
}

function denied(denies: DenyRule[]): Outcome {
  const inOrder = denies.toSorted((left, right) => (left.name < right.name ? -1 : 1))
  const reasons = inOrder.flatMap(({ because }) => (because === null ? [] : [because]))
  const because = reasons.length > 0 ? [...new Set(reasons)].join(' ') : null
  return { ...unlimited, effect: 'deny', rules: namesOf(denies), because, review: null }
}

/** The default joins other reviews only where it is stricter than they are in some way. */
function withDefault(review: Review | null, names: string[], fallback: Review): Outcome {
  const merged = review === null ? fallback : stricterReview(review, fallback)
  const isSooner =
    merged.expiresInSeconds < (review?.expiresInSeconds ?? Infinity) ||
    merged.executeWithinSeconds < (review?.executeWithinSeconds ?? Infinity)
  if (review !== null && asksAsMuch(review, fallback) && !isSooner) {
    return { ...unlimited, effect: 'review', rules: names, because: null, review }
  }
  const rules = [...names, 'default'].sort()
  return { ...unlimited, effect: 'review', rules, because: null, review: merged }
}

function namesOf(rules: Rule[]): string[] {
  return rules.map(({ name }) => name).sort()
}
