import { describe, expect, it } from '@jest/globals'
import { issuesToFaults } from '../../../src/contract/faults.ts'
import { Proposal } from '../../../src/contract/proposal.ts'

const least = { action: 'data.export', payload: null }
const url = (chars: number) => 'https://a.example/'.padEnd(chars, 'x')
const many = <Item>(count: number, item: (index: number) => Item) =>
  Array.from({ length: count }, (_, index) => item(index))

/** The pointers of what is wrong with a body. */
function faultsOf(body: unknown): string[] {
  const parsed = Proposal.safeParse(body)
  return parsed.success
    ? []
    : issuesToFaults(parsed.error.issues, body).map(({ pointer }) => pointer)
}

describe('a proposal', () => {
  it('needs an action and a payload alone', () => {
    expect(faultsOf(least)).toEqual([])
    expect(faultsOf({})).toEqual(['/action', '/payload'])
  })

  it('may have everything that the contract names', () => {
    const body = {
      action: 'data.export',
      resource: 'postgres://prod/customers',
      environment: 'production',
      payload: { table: 'customers', rows: 10412 },
      summary: 'Export',
      reason: 'Weekly',
      labels: ['pii'],
      classification: { '/to': 'internal', '': 'pii' },
      on_behalf_of: 'Ana@example.com',
      origin: { session: 's', model: 'm', tool: 't', trace_url: 'https://a.example' },
      links: [{ title: 'Run', url: 'https://a.example' }],
      expires_in: 900,
      webhook: { url: 'https://a.example/hooks' },
    }

    expect(Proposal.parse(body)).toEqual(body)
  })

  it.each([null, true, 0, '', [], {}, [[{ a: [null] }]]])('may carry any JSON: %j', (payload) => {
    expect(faultsOf({ ...least, payload })).toEqual([])
  })

  it.each([
    { body: { ...least, sumary: 'typo' }, pointer: '/sumary' },
    { body: { ...least, origin: { sesion: 'typo' } }, pointer: '/origin/sesion' },
    {
      body: { ...least, links: [{ title: 'a', url: 'https://a.example', href: '' }] },
      pointer: '/links/0/href',
    },
    {
      body: { ...least, webhook: { url: 'https://a.example', secret: '' } },
      pointer: '/webhook/secret',
    },
    { body: { ...least, 'a/b~c': 1 }, pointer: '/a~1b~0c' },
  ])('is refused with a field that the contract does not name: $pointer', ({ body, pointer }) => {
    expect(faultsOf(body)).toEqual([pointer])
  })

  it.each([[null], [[least]], ['text'], [1]])('is refused where it is no object: %j', (body) => {
    expect(faultsOf(body)).toEqual([''])
  })
})

describe('the limits of a proposal', () => {
  const rows: { field: string; most: unknown; over: unknown; pointer?: string }[] = [
    { field: 'action', most: 'a'.repeat(128), over: 'a'.repeat(129) },
    { field: 'summary', most: 's'.repeat(300), over: 's'.repeat(301) },
    { field: 'reason', most: 'r'.repeat(2_000), over: 'r'.repeat(2_001) },
    { field: 'resource', most: 'r'.repeat(512), over: 'r'.repeat(513) },
    { field: 'environment', most: 'e'.repeat(63), over: 'e'.repeat(64) },
    { field: 'labels', most: many(16, (i) => `l${i}`), over: many(17, (i) => `l${i}`) },
    { field: 'labels', most: ['l'.repeat(63)], over: ['l'.repeat(64)], pointer: '/labels/0' },
    {
      field: 'links',
      most: many(5, () => ({ title: 't', url: url(30) })),
      over: many(6, () => ({ title: 't', url: url(30) })),
    },
    {
      field: 'links',
      most: [{ title: 't'.repeat(100), url: url(2_000) }],
      over: [{ title: 't'.repeat(101), url: url(2_000) }],
      pointer: '/links/0/title',
    },
    {
      field: 'links',
      most: [{ title: 't', url: url(2_000) }],
      over: [{ title: 't', url: url(2_001) }],
      pointer: '/links/0/url',
    },
    { field: 'expires_in', most: 2_592_000, over: 2_592_001 },
    { field: 'expires_in', most: 1, over: 0 },
    {
      field: 'origin',
      most: { session: 's'.repeat(200) },
      over: { session: 's'.repeat(201) },
      pointer: '/origin/session',
    },
    {
      field: 'classification',
      most: Object.fromEntries(many(256, (i) => [`/${i}`, 'pii'])),
      over: Object.fromEntries(many(257, (i) => [`/${i}`, 'pii'])),
    },
    {
      field: 'on_behalf_of',
      most: `${'a'.repeat(63)}@${'b.'.repeat(93)}com`,
      over: `${'a'.repeat(63)}@${'b.'.repeat(94)}com`,
    },
  ]

  it.each(rows)('hold exactly at the boundary of $field', ({ field, most, over, pointer }) => {
    expect(faultsOf({ ...least, [field]: most })).toEqual([])
    expect(faultsOf({ ...least, [field]: over })).toEqual([pointer ?? `/${field}`])
  })
})

describe('the fields of a proposal', () => {
  it.each([
    ['action', 'Data.export'],
    ['action', 'data..export'],
    ['action', '.data'],
    ['action', 'data.'],
    ['action', ''],
    ['action', 'data export'],
    ['action', 'data.export\n'],
    ['action', 7],
    ['environment', 'Production'],
    ['environment', '-prod'],
    ['environment', ''],
    ['environment', null],
    ['resource', ''],
    ['resource', 'a\0b'],
    ['resource', 'a\tb'],
    ['resource', '\u200Bpostgres://prod/x'],
    ['resource', 'postgres://pro\u00ADd/x'],
    ['resource', 'postgres://\uFF50rod/x'],
    ['resource', '\uFF50ostgres://prod/x'],
    ['resource', 'postgres\uFF1A//prod/x'],
    ['resource', 'postgres://prod/../customers'],
    ['resource', 'postgres://prod/%2e%2E/customers'],
    ['resource', 'postgres://prod/.'],
    ['resource', '../etc'],
    ['on_behalf_of', 'ana'],
    ['on_behalf_of', 'Ana <ana@example.com>'],
    ['expires_in', 1.5],
    ['expires_in', '900'],
    ['summary', null],
  ])('refuse %s: %j', (field, value) => {
    expect(faultsOf({ ...least, [field]: value })).toEqual([`/${field}`])
  })

  it.each([
    ['action', 'a'],
    ['action', 'data_lake.export-2.x'],
    ['environment', '9-lives'],
    ['resource', 'postgres://prod/..hidden/a.b'],
    ['resource', 'what/ever...'],
    ['on_behalf_of', 'Ana+tag@Example.COM'],
  ])('take %s: %j', (field, value) => {
    expect(faultsOf({ ...least, [field]: value })).toEqual([])
  })

  it.each(['javascript:alert(1)', 'ftp://a.example', '//a.example', 'a.example'])(
    'refuse a link to %s',
    (target) => {
      expect(faultsOf({ ...least, links: [{ title: 't', url: target }] })).toEqual(['/links/0/url'])
      expect(faultsOf({ ...least, origin: { trace_url: target } })).toEqual(['/origin/trace_url'])
    },
  )

  it.each(['to', '/a~', '/a~2', '#/to', '/~'])('refuse %j as a JSON pointer', (pointer) => {
    expect(faultsOf({ ...least, classification: { [pointer]: 'pii' } })).toHaveLength(1)
  })

  it.each(['', '/', '/a~1b/m~0n', '/0/'])('take %j as a JSON pointer', (pointer) => {
    expect(faultsOf({ ...least, classification: { [pointer]: 'pii' } })).toEqual([])
  })

  it('know four classes of data and no other', () => {
    const classes = ['public', 'internal', 'pii', 'secret', 'private']

    expect(
      classes.map((word) => faultsOf({ ...least, classification: { '/to': word } }).length),
    ).toEqual([0, 0, 0, 0, 1])
  })
})
