import { describe, expect, it } from '@jest/globals'
import { evaluate } from '../../../../src/core/policy/evaluate.ts'
import type { Claim } from '../../../../src/core/policy/policy.ts'
import { claim, compiled, defaultDeny, defaultReview, head, judged } from './build.ts'

const review = (group: string, count = 1, more = '') =>
  `then: review, review: { needs: [{ group: ${group}, count: ${count} }], expires_in: 2h${more} }`

const withRules = (fallback: string, ...rules: string[]) =>
  compiled(`${head}${fallback}rules:\n${rules.map((rule) => `  - { ${rule} }\n`).join('')}`)

describe('the strictest rule wins', () => {
  const allow = 'name: yes, then: allow'
  const ask = `name: ask, ${review('sre')}`
  const never = 'name: never, then: deny, because: "Never."'

  it.each([
    ['the default, where no rule matches', [], 'review', ['default']],
    ['an allow over the default', [allow], 'allow', ['yes']],
    ['a review over an allow', [allow, ask], 'review', ['ask']],
    ['a deny over everything', [allow, ask, never], 'deny', ['never']],
  ])('%s', (_, rules, effect, names) => {
    const policy = withRules(defaultReview, ...rules)

    const evaluation = judged(policy)

    expect(evaluation).toMatchObject({ effect, rules: names })
  })

  it('all reviews that match are asked for together', () => {
    const policy = withRules(
      `destinations: { x: { slack: C01 }, y: { teams: "19:a@thread.tacv2" } }\n${defaultReview}`,
      `name: b, ${review('sre', 2, ', post_to: [y], comment: on_deny, remind_after: 30m, execute_within: 2h')}`,
      `name: a, ${review('sre', 1, ', post_to: [x, y], deny_reasons: [z, k], tell: owners')}`,
      `name: c, then: review, review: { needs: { group: owners }, expires_in: 10m, deny_reasons: [b], tell: on_behalf_of }`,
    )

    const evaluation = judged(policy)

    expect(evaluation.rules).toEqual(['a', 'b', 'c'])
    expect(evaluation.review).toEqual({
      needs: [
        { group: 'owners', count: 1 },
        { group: 'sre', count: 2 },
      ],
      postTo: ['x', 'y'],
      expiresInSeconds: 600,
      remindAfterSeconds: 1_800,
      comment: 'on_deny',
      denyReasons: ['b', 'k', 'z'],
      tell: ['on_behalf_of', 'owners'],
      escalations: [],
      approveWhenCut: false,
      highRisk: false,
      executeWithinSeconds: 3_600,
    })
  })

  it('every deny rule gives its reason', () => {
    const policy = withRules(
      defaultDeny,
      'name: b, then: deny, because: "Second."',
      'name: a, then: deny, because: "First."',
      'name: c, then: deny',
    )

    const evaluation = judged(policy)

    expect(evaluation).toMatchObject({ rules: ['a', 'b', 'c'], because: 'First. Second.' })
  })

  it('a default that denies gives its reason', () => {
    const policy = compiled('version: 1\ndefault: { then: deny, because: "Not here." }')

    expect(judged(policy)).toMatchObject({ effect: 'deny', because: 'Not here.', review: null })
  })
})

describe('match', () => {
  it.each<[string, Partial<Claim>, boolean]>([
    ['action: data.export', {}, true],
    ['action: [x, "data.*"]', {}, true],
    ['action: data', {}, false],
    ['agent: etl-bot', {}, true],
    ['agent: agt_1', {}, true],
    ['agent: other', {}, false],
    ['environment: [dev, staging]', { environment: 'staging' }, true],
    ['environment: dev', { environment: 'production' }, false],
    ['on_behalf_of: Ana@example.com', { onBehalfOf: 'ANA@EXAMPLE.COM' }, true],
    ['on_behalf_of: ana@example.com', { onBehalfOf: 'bo@example.com' }, false],
    ['resource: "s3://raw/**"', { resource: 'S3://RAW/a/b' }, true],
    ['resource: "s3://raw/*"', { resource: 's3://raw/a/b' }, false],
    ['action: data.export, environment: dev', { environment: 'dev' }, true],
    ['action: data.import, environment: dev', { environment: 'dev' }, false],
    ['labels: pii', { labels: ['pii'] }, true],
    ['labels: [pii, eu]', { labels: ['eu'] }, true],
    ['labels: pii', {}, false],
  ])('{ %s } against %j is %s', (match, parts, expected) => {
    const policy = withRules(defaultReview, `name: no, match: { ${match} }, then: deny`)

    expect(judged(policy, parts).effect === 'deny').toBe(expected)
  })

  it.each(['environment: dev', 'resource: x', 'on_behalf_of: a@b.cd'])(
    'a field that is absent counts against the claim: { %s }',
    (match) => {
      const denies = withRules(defaultReview, `name: a, match: { ${match} }, then: deny`)
      const reviews = withRules(defaultDeny, `name: a, match: { ${match} }, ${review('sre')}`)
      const allows = withRules(defaultDeny, `name: a, match: { ${match} }, then: allow`)

      expect(judged(denies).effect).toBe('deny')
      expect(judged(reviews).effect).toBe('review')
      expect(judged(allows).effect).toBe('deny')
    },
  )

  it.each([
    'postgres://admin@prod/customers',
    'postgres://prod:5432/customers',
    'postgres://prod//customers',
    'postgres://prod/customers/?x=a/b',
    'POSTGRES://PROD/%63ustomers',
  ])('no spelling hides a resource from a deny rule: %s', (resource) => {
    const match = 'match: { resource: "postgres://prod/customers" }'
    const policy = withRules(defaultReview, `name: a, ${match}, then: deny`)

    expect(judged(policy, { resource }).effect).toBe('deny')
  })

  it.each([
    'postgres://prod,dev/customers',
    'postgres://dev/customers?host=prod',
    'postgres://dev@prod@dev/customers',
    'postgres://pr od/customers',
    'postgres://dev/orders?dbname=customers',
  ])(
    'a resource of several places matches no allow rule, and every expression fails: %s',
    (resource) => {
      const policy = withRules(
        defaultDeny,
        'name: a, match: { resource: "postgres://**" }, then: allow',
        'name: b, when: \'resource.startsWith("postgres")\', then: allow',
      )

      const evaluation = judged(policy, { resource })

      expect(evaluation).toMatchObject({
        effect: 'deny',
        errors: [{ rule: 'b', code: 'when_error' }],
      })
    },
  )

  it('a resource without a host that can be told matches every strict rule about resources', () => {
    const match = 'match: { resource: "postgres://prod/**" }'
    const policy = withRules(defaultReview, `name: a, ${match}, then: deny`)

    expect(judged(policy, { resource: 'postgres://x@y@z/customers' }).effect).toBe('deny')
  })

  it('an allow rule takes a resource in its normal form alone', () => {
    const match = 'match: { resource: "postgres://prod/customers" }'
    const policy = withRules(defaultDeny, `name: a, ${match}, then: allow`)

    expect(judged(policy, { resource: 'POSTGRES://prod:5432/customers' }).effect).toBe('allow')
    expect(judged(policy, { resource: 'postgres://admin@prod/customers' }).effect).toBe('deny')
  })
})

describe('what an agent declares can only tighten', () => {
  it('an allow rule does not see declared labels', () => {
    const policy = withRules(defaultDeny, 'name: a, match: { labels: public }, then: allow')

    expect(judged(policy, { labels: ['public'] }).effect).toBe('deny')
  })

  it('an allow rule for the absence of a label holds only where it is absent both ways', () => {
    const policy = withRules(defaultDeny, `name: a, when: "!('pii' in labels)", then: allow`)

    expect(judged(policy).effect).toBe('allow')
    expect(judged(policy, { labels: ['pii'] }).effect).toBe('deny')
  })

  it('a label does not talk a deny rule out of matching', () => {
    const policy = withRules(defaultReview, `name: a, when: "!('safe' in labels)", then: deny`)

    expect(judged(policy, { labels: ['safe'] }).effect).toBe('deny')
  })

  it('two allow rules, one for either case, do not add up to one', () => {
    const policy = withRules(
      defaultDeny,
      `name: a, when: "'x' in labels", then: allow`,
      `name: b, when: "!('x' in labels)", then: allow`,
    )

    expect(judged(policy, { labels: ['x'] }).effect).toBe('deny')
  })

  it('a declared label does not trade the default for a milder review', () => {
    const rule = `name: mild, match: { labels: mild }, ${review('sre')}`

    const reviewed = judged(withRules(defaultReview, rule), { labels: ['mild'] })
    const denied = judged(withRules(defaultDeny, rule), { labels: ['mild'] })

    expect(reviewed.rules).toEqual(['default', 'mild'])
    expect(reviewed.review?.needs).toEqual([
      { group: 'security', count: 1 },
      { group: 'sre', count: 1 },
    ])
    expect(denied).toMatchObject({ effect: 'deny', rules: ['default'] })
  })

  it('the default stays away where the rule already asks for more', () => {
    const rule =
      'name: pii, match: { labels: pii }, then: review, review: { needs: [{ group: security, count: 2 }], expires_in: 30m }'

    const evaluation = judged(withRules(defaultReview, rule), { labels: ['pii'] })

    expect(evaluation.rules).toEqual(['pii'])
  })
})

describe('what resources say', () => {
  const policy = compiled(`${head}${defaultReview}
resources:
  - { match: "postgres://prod/customers*", labels: [pii] }
  - { match: "postgres://prod/**", environment: production, labels: [constructor] }
  - { match: "postgres://prod/mixed", environment: dev }
rules:
  - { name: facts, match: { labels: pii }, then: allow }
`)
  const resource = 'postgres://prod/customers'

  it('labels come with their sources, and facts help an allow rule', () => {
    const evaluation = judged(policy, { resource, labels: ['pii', 'zz'] })

    expect(evaluation.effect).toBe('allow')
    expect(evaluation.labels).toEqual(['constructor', 'pii', 'zz'])
    expect({ ...evaluation.labelSources }).toEqual({
      constructor: ['postgres://prod/**'],
      pii: ['agent', 'postgres://prod/customers*'],
      zz: ['agent'],
    })
  })

  it('a label of a further place helps no allow rule', () => {
    const evaluation = judged(policy, { resource: 'postgres://dev/customers?host=prod' })

    expect(evaluation).toMatchObject({ effect: 'review', labels: ['constructor', 'pii'] })
  })

  it.each([
    [null, 'production', 'resource'],
    ['production', 'production', 'agent'],
  ])('a pinned environment holds where the agent says %s', (environment, held, source) => {
    const evaluation = judged(policy, { resource, environment })

    expect(evaluation).toMatchObject({ environment: held, environmentSource: source })
  })

  it('without a pin the agent says where it acts, or nobody does', () => {
    expect(judged(policy, { environment: 'dev' })).toMatchObject({ environmentSource: 'agent' })
    expect(judged(policy)).toMatchObject({ environment: null, environmentSource: null })
  })

  it.each([
    ['another environment than the pinned one', resource, 'staging', 'request says staging'],
    ['two pins, whatever the request says', 'postgres://prod/mixed', 'dev', 'contradicts itself'],
    ['two pins and a silent request', 'postgres://prod/mixed', null, 'contradicts itself'],
    ['a second place that is pinned', 'postgres://dev/x?host=prod', 'dev', 'is production'],
    ['a host that cannot be told', 'postgres://a@b@c/x', 'dev', 'does not say which host'],
    ['a spelling around the pin', 'postgres://x@prod/orders', 'dev', 'is production'],
  ])('%s is refused', (_, named, environment, detail) => {
    const result = evaluate(policy, claim({ resource: named, environment }))

    expect(result).toMatchObject({
      ok: false,
      code: 'environment_mismatch',
      detail: expect.stringContaining(detail),
    })
  })
})
