import { describe, expect, it } from '@jest/globals'
import { defaultDeny, defaultReview, faultsOf, head } from './build.ts'

/** Takes `§` out of a text and says where it stood, counting from 1. */
function marked(text: string): { yaml: string; line: number; column: number } {
  const before = text.slice(0, text.indexOf('§')).split('\n')
  const column = (before.at(-1) ?? '').length + 1
  return { yaml: text.replace('§', ''), line: before.length, column }
}

const rule = (text: string) => `${head}${defaultDeny}rules:\n  - ${text}\n`
const review = (text: string) =>
  rule(`{ name: a, then: review, review: { needs: [{ group: sre }], expires_in: 1h, ${text} } }`)
const needs = (text: string) =>
  rule(`{ name: a, then: review, review: { expires_in: 1h, needs: ${text} } }`)
const tenant = '0b6e1f52-7c1d-4a63-9f0e-2d1c3b4a5f60'
const expires = (text: string) =>
  rule(`{ name: a, then: review, review: { needs: [{ group: sre }], expires_in: ${text} } }`)

describe('a fault says where it is, what was found and what was expected', () => {
  it.each([
    ['version', '§default: { then: deny }', 'found nothing, expected a whole number'],
    ['version', `version: §2\n${defaultDeny}`, 'found the number 2, expected version 1'],
    ['default', '§version: 1', 'found nothing, expected a map'],
    ['(file)', '§- a\n- b', 'found a list, expected a map'],
    ['defualt', '§defualt: 1\nversion: 1\ndefault: { then: deny }', 'did you mean "default"?'],
    ['default.then', 'version: 1\ndefault: { then: §allow }', 'expected review or deny'],
    ['default.review', 'version: 1\ndefault: §{ then: review }', 'found nothing, expected a map'],
    ['default.reviw', 'version: 1\ndefault: { then: deny, §reviw: 1 }', 'unknown key "reviw"'],
    ['groups.a', `version: 1\ngroups:\n  a: §{ members: [] }\n${defaultDeny}`, 'without members'],
    ['groups.a', `version: 1\ngroups:\n  a: §{}\n${defaultDeny}`, 'without members'],
    ['groups.A', `version: 1\ngroups:\n  §A: { members: [x@y.zz] }\n${defaultDeny}`, 'found "A"'],
    [
      'groups.a.members[1]',
      `version: 1\ngroups:\n  a: { members: [a@example.com, §bo] }\n${defaultDeny}`,
      'found "bo", expected an e-mail address',
    ],
    ['groups', `${head}§groups: {}\n${defaultDeny}`, 'found the key "groups" twice'],
    ['rules[0].name', rule('§{ then: allow }'), 'found nothing, expected a name'],
    ['rules[0].name', rule('{ name: §default, then: allow }'), 'found "default"'],
    [
      'rules[1].name',
      rule('{ name: a, then: allow }\n  - { name: §a, then: deny }'),
      'the name of another rule too',
    ],
    ['rules[0].then', rule('{ name: a, then: §alow }'), 'did you mean "allow"?'],
    ['rules[0].because', rule('{ name: a, then: allow, §because: x }'), 'unknown key'],
    ['rules[0].review', rule('{ name: a, then: deny, §review: {} }'), 'unknown key'],
    ['rules[0].match.actoin', rule('{ name: a, match: { §actoin: x }, then: deny }'), '"action"'],
    [
      'rules[0].match.action',
      rule('{ name: a, match: { action: §Db }, then: deny }'),
      'found "Db"',
    ],
    [
      'rules[0].match.labels',
      rule('{ name: a, match: { labels: §[] }, then: deny }'),
      'at least one',
    ],
    [
      'rules[0].match.resource[1]',
      rule('{ name: a, match: { resource: [a, §"s3://a/../b"] }, then: deny }'),
      'without . and .. segments',
    ],
    [
      'rules[0].match.environment',
      rule('{ name: a, match: { environment: §7 }, then: deny }'),
      'found the number 7',
    ],
    ['rules[0].when', rule('{ name: a, when: "1 == §nope", then: deny }'), 'unknown variable nope'],
    ['rules[0].when', rule('{ name: a, then: deny, when: size(§origin) > 1 }'), 'no variable'],
    [
      'rules[0].match.resource',
      rule('{ name: a, match: { resource: §"https://prød/x" }, then: deny }'),
      'a host in ASCII',
    ],
    ['rules[0].when', rule("{ name: a, when: §'', then: deny }"), 'expected an expression'],
    ['rules[0].when', rule(`{ name: a, then: deny, when: §${'a'.repeat(2_001)} }`), '2000'],
    [
      'rules[0].review.needs[0].group',
      needs('[{ group: §secrity, count: 1 }]'),
      'found "secrity", which is the name of no group (did you mean "security"?)',
    ],
    ['rules[0].review.needs[0].count', needs('[{ group: sre, count: §0 }]'), 'at least 1'],
    ['rules[0].review.needs[0].count', needs('[{ group: sre, count: §1.5 }]'), 'the number 1.5'],
    [
      'rules[0].review.needs[0].count',
      needs('[{ group: sre, count: §3 }]'),
      'found 3, expected at most the 2 members',
    ],
    ['rules[0].review.needs', needs('§[]'), 'expected at least one value'],
    ['rules[0].review.needs', needs('§[{ group: sre }, { group: sre }]'), 'a group twice'],
    [
      'rules[0].review.needs',
      needs('§[{ group: sre, count: 2 }, { group: owners, count: 2 }]'),
      'found needs of 4 different people from sre, owners, expected at most 3',
    ],
    [
      'rules[0].review.expires_in',
      rule('{ name: a, then: review, review: §{ needs: [{ group: sre }] } }'),
      'found nothing, expected a duration',
    ],
    ['rules[0].review.expires_in', expires('§31d'), 'expected at most 30d'],
    ['rules[0].review.comment', review('comment: §on-deny'), 'did you mean "on_deny"?'],
    ['rules[0].review.post_to', review('post_to: §nowhere'), 'the name of no destination'],
    [
      'rules[0].review.remind_after',
      review('remind_after: §60m'),
      'found "60m", expected a duration shorter than expires_in',
    ],
    ['rules[0].review.remind_after', review('remind_after: §2h'), 'shorter than expires_in'],
    ['rules[0].review.remind_after', review('remind_after: §soon'), 'a duration such as'],
    ['rules[0].review.remind_after', review('remind_after: §31d'), 'expected at most 30d'],
    ['rules[0].review.execute_within', review('execute_within: §25h'), 'expected at most 24h'],
    [
      'rules[0].execute_within',
      rule('{ name: a, then: allow, execute_within: §2d }'),
      'expected at most 24h',
    ],
    ['rules[0].execute_within', rule('{ name: a, then: deny, §execute_within: 1h }'), 'unknown'],
    ['rules[0].review.deny_reasons', review('deny_reasons: §No'), 'found "No", expected a list'],
    ['rules[0].review.deny_reasons[1]', review('deny_reasons: [No, §" "]'), 'on one line'],
    ['rules[0].review.deny_reasons[0]', review('deny_reasons: [§"a\\nb"]'), 'on one line'],
    [
      'rules[0].review.deny_reasons[0]',
      review(`deny_reasons: [§${'x'.repeat(101)}]`),
      'a reason of 1 to 100 characters',
    ],
    [
      'rules[0].review.deny_reasons',
      review(`deny_reasons: §[${'abcdefghijk'.split('').join(', ')}]`),
      'found 11 reasons, expected at most 10',
    ],
    ['rules[0].review.tell', review('tell: §owner'), 'did you mean "owners"?'],
    ['rules[0].review.tell[1]', review('tell: [owners, §everybody]'), 'owners or on_behalf_of'],
    [
      'rules[0].review.post_to[0]',
      `${review('post_to: [§empty]')}destinations: { empty: {} }\n`,
      'a destination without a surface',
    ],
    [
      'destinations.room.slack',
      `version: 1\n${defaultDeny}destinations: { room: { slack: §"#general" } }`,
      'expected the id of a Slack channel',
    ],
    [
      'identities.slack',
      `version: 1\n${defaultDeny}identities:\n  slack: §[{ team: T01, trust_email_domains: a.io }, { team: T01, trust_email_domains: b.io }]`,
      'a Slack workspace twice',
    ],
    [
      'identities.slack[0].trust_email_domains',
      `version: 1\n${defaultDeny}identities: { slack: [{ team: T01, trust_email_domains: §"*" }] }`,
      'expected a domain',
    ],
    [
      'identities.teams[0].tenant',
      `version: 1\n${defaultDeny}identities: { teams: [{ tenant: §example.com, trust_email_domains: a.io }] }`,
      'expected the id of an Entra tenant',
    ],
    [
      'identities.teams',
      `version: 1\n${defaultDeny}identities:\n  teams: §[{ tenant: ${tenant}, trust_email_domains: a.io }, { tenant: ${tenant.toUpperCase()}, trust_email_domains: b.io }]`,
      'a Teams tenant twice',
    ],
    ['resources[0]', `version: 1\n${defaultDeny}resources: [§{ match: "a" }]`, 'neither labels'],
    [
      'mask[0].path',
      `version: 1\n${defaultDeny}mask: [{ path: §email, as: pii }]`,
      'a path such as',
    ],
    ['mask[0].as', `version: 1\n${defaultDeny}mask: [{ path: /a, as: §public }]`, 'pii or secret'],
    ['self_approval', `version: 1\n${defaultDeny}self_approval: §allowed_in_development`, 'never'],
    ['key', `version: 1\n§1: x\n${defaultDeny}`, 'found the number 1, expected a key that is text'],
  ])('%s', (path, text, detail) => {
    const { yaml, line, column } = marked(text)

    const faults = faultsOf(yaml)

    expect(faults).toContainEqual({
      path,
      line,
      column,
      detail: expect.stringContaining(detail),
    })
    expect(faults).toHaveLength(1)
  })
})

it('all faults are told at once, in the order of the file', () => {
  const yaml = `version: 1\nrules:\n  - { name: a, then: maybe }\n  - { name: B, then: deny }\ndefault: {}\n`

  const faults = faultsOf(yaml)

  expect(faults.map(({ line, path }) => `${line} ${path}`)).toEqual([
    '3 rules[0].then',
    '4 rules[1].name',
    '5 default.then',
  ])
})

describe('of people a policy says one thing only', () => {
  it.each([
    ['admins', `${head}${defaultReview}admins: §nobody\n`, 'which is the name of no group'],
    [
      'groups.x',
      `version: 1\ngroups: { x: §{ members: [a@b.cd], directory: X } }\n${defaultDeny}`,
      'found members beside directory, expected one of them',
    ],
    [
      'groups.x',
      `version: 1\ngroups: { x: §{ directory: X, oidc_group: X } }\n${defaultDeny}`,
      'found directory beside oidc_group, expected one of them',
    ],
    [
      'groups.x.directory',
      `version: 1\ngroups: { x: { directory: §" " } }\n${defaultDeny}`,
      'the name of a group',
    ],
    [
      'identities.oidc[0].issuer',
      `version: 1\nidentities: { oidc: [{ issuer: §idp.example.com, trust_email_domains: [a.bc] }] }\n${defaultDeny}`,
      'expected an issuer',
    ],
    [
      'identities.oidc',
      `version: 1\nidentities: { oidc: §[{ issuer: "https://i.example", trust_email_domains: [a.bc] }, { issuer: "https://i.example", trust_email_domains: [a.bc] }] }\n${defaultDeny}`,
      'found a trusted issuer twice',
    ],
  ])('%s: %s', (path, text, words) => {
    const { yaml, line, column } = marked(text)

    const faults = faultsOf(yaml)

    expect(faults).toEqual([{ path, line, column, detail: expect.stringContaining(words) }])
  })
})

describe('YAML that could mean two things or too much is refused', () => {
  it.each([
    ['a syntax error', 'version: 1\ndefault: }\n', 2],
    ['a second document', `version: 1\n${defaultDeny}---\nversion: 1\n`, 3],
    ['an unknown tag', `version: !secret 1\n${defaultDeny}`, 1],
    ['a merge key', `version: 1\n<<: {}\n${defaultDeny}`, 2],
    ['an unknown alias', `version: *one\n${defaultDeny}`, 1],
    ['an empty file', '', 1],
    ['a file of over a million characters', '#'.repeat(1024 * 1024 + 1), 1],
  ])('%s', (_, yaml, line) => {
    const faults = faultsOf(yaml)

    expect(faults[0]).toMatchObject({ line })
  })

  it.each([
    ['lists', '['.repeat(100_000), 1, 33, 'more than 32 levels'],
    ['maps', `version: 1\n${'{a: '.repeat(50_000)}`, 2, 129, 'more than 32 levels'],
    ['ends without beginnings', ']'.repeat(100_000), 1, 1, 'found ] without its beginning'],
    ['entries in entries', `${'- '.repeat(10_000)}a`, 1, 20_001, 'at most 128'],
    ['indentation', `a:\n${' '.repeat(129)}b: 1`, 2, 130, 'at most 128'],
  ])('%s that nest too deeply, before the parser sees them', (_, yaml, line, column, detail) => {
    const faults = faultsOf(yaml)

    const fault = { path: '(file)', line, column, detail: expect.stringContaining(detail) }
    expect(faults).toEqual([fault])
  })

  it('brackets in texts and comments are no nesting', () => {
    const texts = `# ${'['.repeat(99)}\nmask: [{ path: "/${'['.repeat(99)}", as: pii }]\n`
    const block = `rules: [{ name: a, then: deny, because: '${'{'.repeat(99)}' }]\n`

    expect(faultsOf(`version: 1\n${texts}${block}${defaultDeny}`)).toEqual([])
  })

  it('a syntax error has a path that can be read', () => {
    expect(faultsOf('version: 1\ndefault: }\n')[0]?.path).toBe('(file)')
  })

  it('an alias may repeat a value, a hundred times in a file at most', () => {
    const withAliases = (count: number) =>
      `version: 1\ngroups:\n  a: &a { members: [a@b.cd] }\n${Array.from({ length: count }, (_, index) => `  b${index}: *a\n`).join('')}${defaultDeny}`

    const few = faultsOf(withAliases(100))
    const many = faultsOf(withAliases(101))

    expect(few).toEqual([])
    expect(many[0]?.detail).toContain('more than 100 uses of aliases')
  })

  it('a hundred faults are told, however many there are', () => {
    const yaml = Array.from({ length: 5_000 }, (_, index) => `key${index}: 1\n`).join('')

    const faults = faultsOf(yaml)

    expect(faults).toHaveLength(100)
  })
})
