import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { compilePolicy } from '../../../../src/core/policy/compile.ts'
import { defaultDeny, defaultReview, faultsOf, head, judged, read } from './build.ts'

const sample = readFileSync(new URL('../../../../policy.yaml', import.meta.url), 'utf8')

describe('the sample policy', () => {
  it('reads in development and in production', () => {
    expect(faultsOf(sample, 'development')).toEqual([])
    expect(faultsOf(sample, 'production')).toEqual([])
  })

  it('leaves no environment to what agents say', () => {
    expect(read(sample).warnings).not.toContainEqual(expect.stringContaining('environment alone'))
  })

  it('names the people whom development offers to be', () => {
    expect(read(sample).emails).toEqual([
      'ana@example.com',
      'bo@example.com',
      'cy@example.com',
      'kim@example.com',
      'sam@example.com',
    ])
  })

  it.each([
    [
      { action: 'db.read', resource: 'postgres://dev/a', payload: { rows: 1_000 } },
      'allow',
      'small-reads',
    ],
    [
      { action: 'db.read', resource: 'postgres://dev/a', payload: { rows: 1_001 } },
      'review',
      'default',
    ],
    [{ action: 'data.export', resource: 'postgres://prod/customers' }, 'review', 'pii-export'],
    [{ action: 'service.restart', environment: 'production' }, 'review', 'production-restart'],
    [{ action: 'iam.grant' }, 'review', 'iam-change'],
    [{ action: 'db.drop', resource: 'postgres://prod/orders' }, 'deny', 'never-drop'],
    [{ action: 'mail.send' }, 'review', 'default'],
  ])('%j: %s by %s', (parts, effect, rule) => {
    const policy = compilePolicy(read(sample).policy)

    const evaluation = judged(policy, parts)

    expect(evaluation).toMatchObject({ effect, rules: [rule] })
  })
})

describe('the meaning of a policy', () => {
  const plain = `${head}${defaultReview}destinations: { room: { slack: C01 } }
mask: [{ path: /a, as: pii }, { path: /b, as: secret }]
resources: [{ match: "https://x.example/**", labels: [pii, eu] }, { match: "s3://b/*", labels: [eu] }]
rules:
  - name: one
    match: { action: [a, b], labels: [pii] }
    then: review
    review: { needs: [{ group: sre, count: 1 }, { group: security, count: 1 }], expires_in: 60m, post_to: [room] }
  - { name: two, then: allow, when: "1 == 1", match: { on_behalf_of: ana@example.com } }
`

  it.each<[string, string | RegExp, string]>([
    ['comments', 'rules:', '# why\nrules: # how'],
    [
      'the order of members',
      '[cy@example.com, kim@example.com]',
      '[kim@example.com, cy@example.com]',
    ],
    ['a member named twice', '[cy@example.com,', '[cy@example.com, cy@example.com,'],
    ['the case of e-mails', /ana@example/g, 'Ana@Example'],
    ['the spelling of a duration', 'expires_in: 60m', 'expires_in: 1h'],
    ['a scalar for a list of one', 'labels: [pii] }\n    then', 'labels: pii }\n    then'],
    ['a scalar for a list of destinations', 'post_to: [room]', 'post_to: room'],
    ['a map for a channel', 'slack: C01', 'slack: { channel: C01 }'],
    ['a count left out', 'group: sre, count: 1', 'group: sre'],
    ['the order of needs', /(\{ group: sre[^}]*\}), (\{[^}]*\})/, '$2, $1'],
    ['the order of masks', /(\{ path: \/a[^}]*\}), (\{[^}]*\})/, '$2, $1'],
    ['the order of resources', /(\{ match: "https[^}]*\}), (\{[^}]*\})/, '$2, $1'],
    ['the order of labels', '[pii, eu]', '[eu, pii]'],
    ['the order of actions', '[a, b]', '[b, a]'],
    ['the spelling of a resource', 'https://x.example/**', 'HTTPS://x.EXAMPLE:443/**'],
    ['white space around an expression', '"1 == 1"', '" 1 == 1 "'],
    ['a default written out', defaultReview, `self_approval: never\n${defaultReview}`],
    ['the order of rules', /( {2}- name: one[\s\S]*\n)( {2}- \{ name: two.*\n)/, '$2$1'],
  ])('does not change with %s', (_, from, to) => {
    const respelled = plain.replace(from, to)

    expect(respelled).not.toBe(plain)
    expect(read(respelled).meaning).toEqual(read(plain).meaning)
  })

  it.each<[string, string, string]>([
    ['a member', 'cy@example.com, ', 'cy@example.com, bo@example.com, '],
    ['a count', 'group: sre, count: 1', 'group: sre, count: 2'],
    ['an expression', '1 == 1', '1 == 2'],
    ['an effect', 'then: allow', 'then: deny'],
    ['a label', 'labels: [eu]', 'labels: [us]'],
    ['a channel', 'C01', 'C02'],
    ['a duration', '60m', '61m'],
    ['a mask', 'path: /a', 'path: /c'],
  ])('changes with %s', (_, from, to) => {
    const other = plain.replace(from, to)

    expect(read(other).meaning).not.toEqual(read(plain).meaning)
  })
})

describe('how long a review may wait', () => {
  const seconds = (duration: string) => {
    const reading = read(
      `${head}default: { then: review, review: { needs: { group: sre }, expires_in: ${duration} } }`,
    )
    return (
      reading.policy.default.then === 'review' && reading.policy.default.review.expiresInSeconds
    )
  }

  it.each([
    ['90s', 90],
    ['30m', 1_800],
    ['4h', 14_400],
    ['2d', 172_800],
    ['30d', 2_592_000],
    ['43200m', 2_592_000],
  ])('%s is %d seconds', (duration, expected) => {
    expect(seconds(duration)).toBe(expected)
  })

  it.each(['0s', '90', '1.5h', '30 m', '-1h', '1w', '31d', '2592001s', '1H', '', '999999999d'])(
    '"%s" is refused',
    (duration) => {
      const yaml = `${head}default: { then: review, review: { needs: { group: sre }, expires_in: "${duration}" } }`

      expect(faultsOf(yaml)).toHaveLength(1)
    },
  )
})

describe('the modes', () => {
  it('self-approval is accepted in development alone, and warned of', () => {
    const yaml = `version: 1\n${defaultDeny}self_approval: allowed_in_development\n`

    const reading = read(yaml, 'development')

    expect(reading.policy.selfApproval).toBe('allowed_in_development')
    expect(reading.warnings).toEqual([expect.stringContaining('self_approval is allowed')])
    expect(faultsOf(yaml, 'production')).toHaveLength(1)
  })
})

describe('a warning', () => {
  const rule = (text: string, fallback = defaultReview) => `${head}${fallback}rules: [${text}]`
  const review = (needs: string) =>
    `{ name: a, then: review, review: { needs: ${needs}, expires_in: 4h } }`

  it.each([
    ['an allow rule', rule('{ name: a, then: allow }'), 'rule a loosens the default: it allows'],
    ['a milder review', rule(review('[{ group: sre }]')), 'rule a loosens the default: its review'],
    [
      'any review beside a deny',
      rule(review('[{ group: security }]'), defaultDeny),
      'rule a loosens the default: it reviews',
    ],
    [
      'an allow rule that leaves the environment to the agent',
      rule('{ name: a, match: { environment: dev }, then: allow }'),
      'rule a allows by the environment alone',
    ],
    ['a group without use', head + defaultDeny, 'group owners is used by no review'],
    [
      'Slack without a trusted workspace',
      `${head}destinations: { room: { slack: C01 } }\ndefault: { then: review, review: { needs: { group: sre }, expires_in: 1h, post_to: room } }`,
      'destination room posts to Slack, but identities trusts no Slack workspace',
    ],
  ])('tells of %s', (_, yaml, warning) => {
    expect(read(yaml).warnings).toContainEqual(expect.stringContaining(warning))
  })

  it('does not tell of a review that asks for at least what the default asks for', () => {
    const { warnings } = read(rule(review('[{ group: sre }, { group: security, count: 2 }]')))

    expect(warnings).toEqual(['group owners is used by no review'])
  })
})

it('a policy that was not read is not compiled', () => {
  const { policy } = read(`${head}${defaultDeny}rules: [{ name: a, when: "true", then: allow }]`)
  const rules = policy.rules.map((rule) => ({ ...rule, when: 'origin == 1' }))

  expect(() => compilePolicy({ ...policy, rules })).toThrow('was not read by readPolicy')
})

it('names that mean something to JavaScript are names like any other', () => {
  const yaml = `version: 1
groups: { constructor: { members: [a@example.com] } }
default: { then: review, review: { needs: { group: constructor }, expires_in: 1h } }
`

  const { policy } = read(yaml)

  expect(policy.groups['constructor']).toEqual({ members: ['a@example.com'] })
  expect(policy.groups['valueOf']).toBeUndefined()
  expect(faultsOf(yaml.replace('group: constructor', 'group: valueof'))).toHaveLength(1)
})
