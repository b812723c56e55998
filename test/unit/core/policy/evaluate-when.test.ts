import { describe, expect, it } from '@jest/globals'
import type { Claim } from '../../../../src/core/policy/policy.ts'
import { compiled, defaultDeny, defaultReview, head, judged } from './build.ts'

const review = (group: string, count = 1, more = '') =>
  `then: review, review: { needs: [{ group: ${group}, count: ${count} }], expires_in: 2h${more} }`

const withRules = (fallback: string, ...rules: string[]) =>
  compiled(`${head}${fallback}rules:\n${rules.map((rule) => `  - { ${rule} }\n`).join('')}`)

const manyKeys = { a: Object.fromEntries(Array.from({ length: 1_001 }, (_, key) => [key, 1])) }

describe('an expression that fails counts against the claim', () => {
  it.each<[string, Partial<Claim>, string]>([
    ['payload.rows < 10', {}, 'when_error'],
    ['payload.rows < 10', { payload: { rows: 'many' } }, 'when_error'],
    ['payload.rows < 10', { payload: null }, 'when_error'],
    ['payload.list[3] == 1', { payload: { list: [] } }, 'when_error'],
    ['1 / payload.zero == 1', { payload: { zero: 0 } }, 'when_error'],
    ['payload.n + 1 > 0', { payload: { n: 1.5 } }, 'when_error'],
    ['environment == "dev"', {}, 'when_error'],
    ['resource == "x"', {}, 'when_error'],
    ['on_behalf_of == "x"', {}, 'when_error'],
    ['payload.toString == 1', {}, 'when_error'],
    ['payload.__proto__ == 1', {}, 'when_error'],
    ['payload', { payload: 'true' }, 'when_not_boolean'],
    ['payload.yes', { payload: { yes: 1 } }, 'when_not_boolean'],
    ['labels', {}, 'when_not_boolean'],
    ['payload.a.all(x, x > 0)', { payload: { a: Array(1_001).fill(1) } }, 'when_too_costly'],
    ['payload.a.all(x, x > 0)', { payload: manyKeys }, 'when_too_costly'],
    [
      'payload.a.exists(v, payload.b.contains(v))',
      { payload: { a: Array(1_000).fill('xz'), b: 'x'.repeat(120_000) } },
      'when_too_costly',
    ],
    [
      'payload.a.all(v, payload.a == payload.a)',
      { payload: { a: Array(1_000).fill(1) } },
      'when_too_costly',
    ],
    [
      'payload.b.matches("(a?){50}a{50}$")',
      { payload: { b: 'a'.repeat(10_000) } },
      'when_too_costly',
    ],
    [
      'payload.b.contains(payload.a) || true',
      { payload: { a: 'a'.repeat(9_000), b: 'a'.repeat(9_000) } },
      'when_too_costly',
    ],
  ])('%s: case %#', (when, parts, code) => {
    const rule = (then: string) => `name: a, when: '${when}', ${then}`
    const errors = [{ rule: 'a', code }]

    const allow = judged(withRules(defaultDeny, rule('then: allow')), parts)
    const ask = judged(withRules(defaultDeny, rule(review('sre'))), parts)
    const deny = judged(withRules(defaultReview, rule('then: deny')), parts)

    expect(allow).toMatchObject({ effect: 'deny', rules: ['default'], errors })
    expect(ask).toMatchObject({ effect: 'review', rules: ['a'], errors })
    expect(deny).toMatchObject({ effect: 'deny', rules: ['a'], errors })
  })

  it('an error tells nothing of the payload', () => {
    const policy = withRules(defaultDeny, `name: a, when: 'timestamp(payload) == now', then: deny`)

    const evaluation = judged(policy, { payload: 'hunter2' })

    expect(JSON.stringify(evaluation)).not.toContain('hunter2')
  })
})

describe('what an expression sees', () => {
  it.each<[string, Partial<Claim>]>([
    ['payload.map(x, x * 2).all(x, x > 0)', { payload: Array(1_000).fill(1) }],
    ['payload.exists(x, x.endsWith("b"))', { payload: [...Array(999).fill('a'.repeat(250)), 'b'] }],
    ['payload.contains("needle")', { payload: `${'a'.repeat(250_000)}needle` }],
    ['payload.matches("^a+$")', { payload: 'a'.repeat(9_999) }],
    ['payload != []', { payload: Array(20_000).fill(1) }],
    ['action == "data.export" && agent.name == "etl-bot" && agent.id == "agt_1"', {}],
    ['payload.n % 2 == 0 && payload.n + 1 == 5 && payload.n < 4.5', { payload: { n: 4 } }],
    ['payload.f > 1.4 && double(payload.f) + 1.0 == 2.5', { payload: { f: 1.5 } }],
    ['payload.action == "x" && action == "data.export"', { payload: { action: 'x' } }],
    ['payload.labels == ["a"] && labels == []', { payload: { labels: ['a'] } }],
    ['payload["__proto__"] == 1', { payload: JSON.parse('{"__proto__": 1}') }],
    ['payload == null', { payload: null }],
    ['payload.all(x, x.ok)', { payload: [{ ok: true }, { ok: true }] }],
    ['!has(payload.x)', { payload: {} }],
    ['now == timestamp("2026-11-20T10:00:00Z") && now.getDayOfWeek() == 5', {}],
    ['environment == "dev"', { environment: 'dev' }],
    ['on_behalf_of == "ana@example.com"', { onBehalfOf: 'Ana@Example.com' }],
    ['resource.startsWith("s3://raw/")', { resource: 'S3://Raw/x' }],
    ['labels == ["a", "b"]', { labels: ['b', 'a', 'b'] }],
  ])('%s: case %#', (when, parts) => {
    const policy = withRules(defaultReview, `name: a, when: '${when}', then: deny`)

    const evaluation = judged(policy, parts)

    expect(evaluation).toMatchObject({ effect: 'deny', errors: [] })
  })
})
