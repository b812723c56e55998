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
  const tenant = '0b6e1f52-7c1d-4a63-9f0e-2d1c3b4a5f60'
  const team = '7d2a1c3e-0000-4b5c-8d9e-aabbccddeeff'
  const channel = '19:aB_c-9@thread.tacv2'
  const place = `{ tenant: ${tenant}, team: ${team}, channel: "${channel}" }`
  const link = (host: string, query: string) =>
    `"https://${host}/l/channel/19%3AaB_c-9%40thread.tacv2/Data%20approvals?${query}"`
  const plain = `${head}${defaultReview}destinations: { room: { slack: C01, teams: { tenant: ${tenant}, team: ${team}, channel: "${channel}" } } }
identities: { teams: [{ tenant: ${tenant}, trust_email_domains: [a.example, b.example] }, { tenant: ${team}, trust_email_domains: c.example }] }
mask: [{ path: /a, as: pii }, { path: /b, as: secret }]
resources: [{ match: "https://x.example/**", labels: [pii, eu] }, { match: "s3://b/*", labels: [eu] }]
rules:
  - name: one
    match: { action: [a, b], labels: [pii] }
    then: review
    review: { needs: [{ group: sre, count: 1 }, { group: security, count: 1 }], expires_in: 60m, post_to: [room], remind_after: 30m, deny_reasons: [Too much, Not now], tell: [owners, on_behalf_of] }
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
    [
      'a link for a channel of Teams',
      place,
      link('teams.microsoft.com', `groupId=${team}&tenantId=${tenant}`),
    ],
    [
      'what else a link to a channel says',
      place,
      link('teams.cloud.microsoft', `ngc=true&tenantId=${tenant}&groupId=${team}`),
    ],
    ['the case of a tenant', `tenant: ${tenant}, team`, `tenant: ${tenant.toUpperCase()}, team`],
    ['the case of a team', `team: ${team}`, `team: ${team.toUpperCase()}`],
    ['the case of a trusted tenant', `[{ tenant: ${tenant}`, `[{ tenant: ${tenant.toUpperCase()}`],
    ['the order of trusted tenants', /(\{ tenant: 0[^}]*\]? \}), (\{ tenant: 7[^}]*\})/, '$2, $1'],
    ['the order of trusted domains', '[a.example, b.example]', '[b.example, a.example]'],
    ['the spelling of a reminder', 'remind_after: 30m', 'remind_after: 1800s'],
    ['the order of reasons', '[Too much, Not now]', '[Not now, Too much]'],
    ['a reason said twice', '[Too much,', '["Too much ", Too much,'],
    ['the order of hearers', '[owners, on_behalf_of]', '[on_behalf_of, owners]'],
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
    ['a reminder', 'remind_after: 30m', 'remind_after: 31m'],
    ['a reason', 'Not now', 'Not today'],
    ['a hearer', '[owners, on_behalf_of]', 'owners'],
    ['the case of a Teams channel', 'aB_c-9', 'ab_c-9'],
    ['a tenant left out', `tenant: ${tenant}, team`, 'team'],
    ['a trusted domain', 'c.example', 'd.example'],
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

describe('what a review says beside its needs', () => {
  const reviewed = (more: string) => {
    const { policy } = read(
      `${head}default: { then: review, review: { needs: { group: sre }, expires_in: 1h${more} } }`,
    )
    if (policy.default.then !== 'review') throw new Error('the default is a review')
    return policy.default.review
  }

  it('is nothing where it says nothing', () => {
    expect(reviewed('')).toMatchObject({ remindAfterSeconds: null, denyReasons: [], tell: [] })
  })

  it('reminds at any moment before the end', () => {
    expect(reviewed(', remind_after: 3599s').remindAfterSeconds).toBe(3_599)
  })

  it('offers each reason once, trimmed and in one order', () => {
    const { denyReasons } = reviewed(`, deny_reasons: [" b ", a, b, "${'x'.repeat(100)}"]`)

    expect(denyReasons).toEqual(['a', 'b', 'x'.repeat(100)])
  })

  it('offers ten different reasons, however often they are said', () => {
    const ten = 'abcdefghij'.split('')

    expect(reviewed(`, deny_reasons: [${[...ten, ...ten].join(', ')}]`).denyReasons).toEqual(ten)
  })

  it.each([
    ['owners', ['owners']],
    ['[on_behalf_of]', ['on_behalf_of']],
    ['[owners, on_behalf_of, owners]', ['on_behalf_of', 'owners']],
    ['[]', []],
  ])('tells %s', (written, tell) => {
    expect(reviewed(`, tell: ${written}`).tell).toEqual(tell)
  })
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
    [
      'Teams without a trusted tenant, whomever else the policy trusts',
      `${head}destinations: { room: { teams: "19:a@thread.tacv2" } }\nidentities: { slack: [{ team: T01, trust_email_domains: a.io }] }\ndefault: { then: review, review: { needs: { group: sre }, expires_in: 1h, post_to: room } }`,
      'destination room posts to Teams, but identities trusts no Teams tenant',
    ],
  ])('tells of %s', (_, yaml, warning) => {
    expect(read(yaml).warnings).toContainEqual(expect.stringContaining(warning))
  })

  it('does not tell of Teams where a tenant is trusted, nor of Slack where no card goes there', () => {
    const yaml = `${head}destinations: { room: { teams: "19:a@thread.tacv2" } }
identities: { teams: [{ tenant: 0b6e1f52-7c1d-4a63-9f0e-2d1c3b4a5f60, trust_email_domains: a.io }] }
default: { then: review, review: { needs: [{ group: sre }, { group: security }, { group: owners }], expires_in: 1h, post_to: room } }`

    expect(read(yaml).warnings).toEqual([])
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

  expect(policy.groups['constructor']).toMatchObject({ members: ['a@example.com'] })
  expect(policy.groups['valueOf']).toBeUndefined()
  expect(faultsOf(yaml.replace('group: constructor', 'group: valueof'))).toHaveLength(1)
})
