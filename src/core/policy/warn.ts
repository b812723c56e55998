import { warningsCountMax } from './limits.ts'
import type { DefaultRule, Policy, Rule } from './policy.ts'
import { asksAsMuch } from './review.ts'

/** What an author should know of a policy that reads well. */
export function warningsOf(policy: Policy, mode: 'development' | 'production'): string[] {
  const warnings = [
    ...policy.rules.flatMap((rule) => loosening(rule, policy.default)),
    ...unused('group', Object.keys(policy.groups), usedGroups(policy)),
    ...unused('destination', Object.keys(policy.destinations), usedDestinations(policy)),
    ...untrusted(policy, mode, platforms.slack),
    ...untrusted(policy, mode, platforms.teams),
    ...claimedEnvironment(policy),
    ...selfApproval(policy),
  ]
  const more = warnings.length - warningsCountMax
  return more > 0 ? [...warnings.slice(0, warningsCountMax), `and ${more} more warnings`] : warnings
}

function loosening(rule: Rule, fallback: DefaultRule): string[] {
  if (rule.then === 'allow') {
    return [
      `rule ${rule.name} loosens the default: it allows what the default would ${fallback.then}`,
    ]
  }
  if (rule.then === 'deny') return []
  if (fallback.then === 'deny') {
    return [`rule ${rule.name} loosens the default: it reviews what the default would deny`]
  }
  return asksAsMuch(rule.review, fallback.review)
    ? []
    : [`rule ${rule.name} loosens the default: its review asks for less than the default's`]
}

function reviewsOf({ rules, default: fallback }: Policy) {
  return [...rules, fallback].flatMap((rule) => (rule.then === 'review' ? [rule.review] : []))
}

function usedGroups(policy: Policy): string[] {
  const asked = reviewsOf(policy).flatMap(({ needs, escalations }) => [
    ...needs.map(({ group }) => group),
    ...escalations.flatMap(({ addGroup }) => addGroup ?? []),
  ])
  return policy.admins === null ? asked : [...asked, policy.admins]
}

function usedDestinations(policy: Policy): string[] {
  return reviewsOf(policy).flatMap(({ postTo, escalations }) => [
    ...postTo,
    ...escalations.flatMap((escalation) => escalation.postTo),
  ])
}

function unused(kind: string, names: string[], used: string[]): string[] {
  const known = new Set(used)
  return names
    .filter((name) => !known.has(name))
    .map((name) => `${kind} ${name} is used by no review`)
}

const platforms = {
  slack: { key: 'slack', name: 'Slack', home: 'Slack workspace' },
  teams: { key: 'teams', name: 'Teams', home: 'Teams tenant' },
} as const

function untrusted(
  policy: Policy,
  mode: 'development' | 'production',
  { key, name: platform, home }: (typeof platforms)[keyof typeof platforms],
): string[] {
  const trusts = (policy.identities?.[key].length ?? 0) > 0
  // Without the section development trusts everybody, as it says; with it, those alone that it names.
  if (trusts || (mode === 'development' && policy.identities === null)) return []
  return [...new Set(usedDestinations(policy))]
    .filter((name) => policy.destinations[name]?.[key])
    .map(
      (name) =>
        `destination ${name} posts to ${platform}, but identities trusts no ${home}: nobody can decide there whose account is not linked`,
    )
}

/** Nothing says where an action runs but the agent, unless the resource is named too. */
function claimedEnvironment({ rules }: Policy): string[] {
  return rules
    .filter(({ then, match }) => then === 'allow' && match.environment && !match.resource)
    .map(
      ({ name }) =>
        `rule ${name} allows by the environment alone, which the agent says itself where no resource is pinned: match its resource too`,
    )
}

function selfApproval(policy: Policy): string[] {
  return policy.selfApproval === 'never'
    ? []
    : ['self_approval is allowed: owners can approve what their own agents propose']
}
