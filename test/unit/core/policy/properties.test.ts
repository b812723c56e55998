import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { JsonValue } from '../../../../src/contract/json.ts'
import { compilePolicy } from '../../../../src/core/policy/compile.ts'
import type { Evaluation } from '../../../../src/core/policy/policy.ts'
import { asksAsMuch } from '../../../../src/core/policy/review.ts'
import { compiled, head as headOfThree, judged, read } from './build.ts'

const action = fc.constantFrom('db.read', 'db.drop', 'mail.send')
const label = fc.constantFrom('pii', 'eu', 'safe')
const environment = fc.constantFrom('dev', 'production')

const reviewText = fc
  .record({
    group: fc.constantFrom('security', 'sre', 'owners'),
    count: fc.constantFrom(1, 2),
    hours: fc.integer({ min: 1, max: 3 }),
    comment: fc.constantFrom('never', 'on_deny', 'always'),
    more: fc.constantFrom(
      '',
      ', remind_after: 10m',
      ', remind_after: 50m, tell: owners',
      ', tell: [on_behalf_of, owners], deny_reasons: [b, a]',
      ', deny_reasons: [c, b]',
      ', high_risk: true, escalate: { after: 5m, post_to: room }',
      ', approve_when_cut: true, escalate: { after: 50m, add_group: helpers }',
    ),
  })
  .map(
    ({ group, count, hours, comment, more }) =>
      `then: review, review: { needs: [{ group: ${group}, count: ${count} }], expires_in: ${hours}h, comment: ${comment}${more} }`,
  )

const effectText = fc.oneof(
  { weight: 2, arbitrary: fc.constant('then: allow') },
  { weight: 1, arbitrary: fc.constant('then: deny') },
  { weight: 3, arbitrary: reviewText },
)

const matchText = fc
  .record({
    action: fc.option(fc.oneof(action, fc.constantFrom('"db.*"', '[db.read, mail.send]'))),
    environment: fc.option(environment),
    labels: fc.option(label),
  })
  .map((fields) => {
    const written = Object.entries(fields).filter(([, value]) => value !== null)
    return `match: { ${written.map(([key, value]) => `${key}: ${value}`).join(', ')} }`
  })

const whenText = fc.option(
  fc.constantFrom(
    'payload.rows < 10',
    "'pii' in labels",
    "!('safe' in labels)",
    'labels.size() == 1',
    'labels[0] == "eu"',
  ),
)

const ruleText = fc
  .tuple(matchText, whenText, effectText)
  .map(
    ([match, when, then]) =>
      `${match},${when === null ? '' : ` when: "${when.replaceAll('"', '\\"')}",`} ${then}`,
  )

const rulesText = fc
  .array(ruleText, { maxLength: 6 })
  .map((rules) => rules.map((rule, index) => `  - { name: r${index}, ${rule} }\n`))

const defaultText = fc
  .oneof(fc.constant('then: deny'), reviewText)
  .map((then) => `default: { ${then} }\n`)

const claimParts = fc.record({
  action,
  environment: fc.option(environment),
  resource: fc.constantFrom(null, 's3://known/x', 's3://other/x'),
  payload: fc.constantFrom<JsonValue>({ rows: 5 }, { rows: 50 }, {}),
  labels: fc.uniqueArray(label),
})

const head = headOfThree
  .replace('groups:\n', 'groups:\n  helpers: { members: [eve@example.com] }\n')
  .concat('destinations: { room: { slack: C0123456789 } }\n')
const resources = 'resources: [{ match: "s3://known/*", labels: [eu] }]\n'
const written = (fallback: string, rules: string[]) =>
  `${head}${resources}${fallback}rules:${rules.length > 0 ? `\n${rules.join('')}` : ' []\n'}`

it('the order of rules changes neither the meaning nor any evaluation', () => {
  const shuffled = rulesText.chain((rules) =>
    fc.tuple(
      fc.constant(rules),
      fc.shuffledSubarray(rules, { minLength: rules.length, maxLength: rules.length }),
    ),
  )

  fc.assert(
    fc.property(shuffled, defaultText, claimParts, ([rules, reordered], fallback, parts) => {
      const first = read(written(fallback, rules))
      const second = read(written(fallback, reordered))

      expect(second.meaning).toEqual(first.meaning)
      expect(judged(compilePolicy(second.policy), parts)).toEqual(
        judged(compilePolicy(first.policy), parts),
      )
    }),
  )
})

it('no order of a policy in memory changes an evaluation either', () => {
  fc.assert(
    fc.property(rulesText, defaultText, claimParts, (rules, fallback, parts) => {
      const { policy } = read(written(fallback, rules))
      const reversed = { ...policy, rules: policy.rules.toReversed() }

      expect(judged(compilePolicy(reversed), parts)).toEqual(judged(compilePolicy(policy), parts))
    }),
  )
})

it('labels that an agent declares never loosen what is decided without them', () => {
  fc.assert(
    fc.property(rulesText, defaultText, claimParts, (rules, fallback, parts) => {
      const policy = compiled(written(fallback, rules))

      const without = judged(policy, { ...parts, labels: [] })
      const declared = judged(policy, parts)

      expect(isAtLeastAsStrict(declared, without)).toBe(true)
    }),
    { numRuns: 1_000 },
  )
})

it('the index finds exactly the rules that a scan would find', () => {
  fc.assert(
    fc.property(rulesText, defaultText, claimParts, (rules, fallback, parts) => {
      const indexed = compiled(written(fallback, rules))
      const scanned = {
        ...indexed,
        rulesByAction: new Map(),
        otherRules: [...new Set([...indexed.rulesByAction.values()].flat()), ...indexed.otherRules],
      }

      expect(judged(indexed, parts)).toEqual(judged(scanned, parts))
    }),
  )
})

it('ten thousand rules for other actions are not looked at', () => {
  const { policy } = read(written('default: { then: deny }\n', ['  - { name: r, then: allow }\n']))
  const rules = Array.from({ length: 10_000 }, (_, index) =>
    policy.rules.map((rule) => ({ ...rule, match: { action: [`a.b${index}`] } })),
  ).flat()

  const indexed = compilePolicy({ ...policy, rules })

  expect(indexed.otherRules).toHaveLength(0)
  expect(indexed.rulesByAction.get('a.b77')).toHaveLength(1)
})

function isAtLeastAsStrict(evaluation: Evaluation, other: Evaluation): boolean {
  const order = ['allow', 'review', 'deny']
  if (evaluation.effect !== other.effect) {
    return order.indexOf(evaluation.effect) > order.indexOf(other.effect)
  }
  if (evaluation.review === null || other.review === null) return true
  return (
    asksAsMuch(evaluation.review, other.review) &&
    evaluation.review.expiresInSeconds <= other.review.expiresInSeconds
  )
}
