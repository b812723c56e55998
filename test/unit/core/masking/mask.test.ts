import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { JsonTree } from '../../../../src/contract/json.ts'
import type { Classification } from '../../../../src/contract/proposal.ts'
import { type MaskRules, mask } from '../../../../src/core/masking/mask.ts'
import type { MaskRule } from '../../../../src/core/policy/policy.ts'
import { readTree } from '../../../../src/proof/verify/read-tree.ts'

const noRules: MaskRules = { policy: [], classification: {} }
const policy = (...paths: string[]): MaskRules => ({
  policy: paths.map((path) => ({ path, as: 'pii' })),
  classification: {},
})

/** The tree as plain JSON, a hidden value as a word of its own. */
function plain(tree: JsonTree): unknown {
  switch (tree.kind) {
    case 'object':
      return Object.fromEntries(tree.members.map(({ key, value }) => [key, plain(value)]))
    case 'array':
      return tree.items.map(plain)
    case 'number':
      return Number(tree.text)
    case 'hidden':
      return `<${tree.as} ${tree.was} ${tree.size}>`
    case 'null':
      return null
    default:
      return tree.value
  }
}

const masked = (payload: unknown, rules: MaskRules = noRules) =>
  plain(mask(readTree(JSON.stringify(payload)), rules))

describe('paths of the policy', () => {
  it.each([
    ['/a', { a: 'x', b: 'y' }, { a: '<pii string 1>', b: 'y' }],
    ['a', { a: 'x' }, { a: '<pii string 1>' }],
    ['/a/b', { a: { b: 'xy', c: 1 }, b: 2 }, { a: { b: '<pii string 2>', c: 1 }, b: 2 }],
    ['/a/*/c', { a: [{ c: 1 }, { d: 2 }] }, { a: [{ c: '<pii number 0>' }, { d: 2 }] }],
    ['/a/*', { a: { x: { y: 1 }, z: [1, 2] } }, { a: { x: '<pii object 1>', z: '<pii array 2>' } }],
    ['/*', ['x', null, true], ['<pii string 1>', '<pii null 0>', '<pii boolean 0>']],
    ['/1', ['x', 'y'], ['x', '<pii string 1>']],
    [
      '/**/c',
      { c: 1, a: { c: 2, b: [{ c: 3 }] } },
      { c: '<pii number 0>', a: { c: '<pii number 0>', b: [{ c: '<pii number 0>' }] } },
    ],
    [
      '/a/**/c',
      { c: 1, a: { c: 2, b: { c: 3 } } },
      { c: 1, a: { c: '<pii number 0>', b: { c: '<pii number 0>' } } },
    ],
    ['/a/**/b/**/c', { a: { b: { c: 1 }, c: 2 } }, { a: { b: { c: '<pii number 0>' }, c: 2 } }],
    ['/**/**/c', { a: { c: 1 } }, { a: { c: '<pii number 0>' } }],
    ['/**/*/c', { c: 1, a: { c: 2 } }, { c: 1, a: { c: '<pii number 0>' } }],
    ['/a/**', { a: { b: 1 }, c: 2 }, { a: '<pii object 1>', c: 2 }],
    ['/**', { a: 1 }, '<pii object 1>'],
    ['', [1, 2, 3], '<pii array 3>'],
    ['/a~1b/c~0d', { 'a/b': { 'c~d': 1 } }, { 'a/b': { 'c~d': '<pii number 0>' } }],
    ['/', { '': 1, a: 2 }, { '': '<pii number 0>', a: 2 }],
    ['/A', { a: 1 }, { a: 1 }],
    ['/constructor/x', { a: 1 }, { a: 1 }],
  ])('%j hides exactly what it names', (path, payload, shown) => {
    expect(masked(payload, policy(path))).toEqual(shown)
  })

  it('counts the size of a string in characters, not in bytes or halves', () => {
    expect(masked({ a: 'é😀' }, policy('/a'))).toEqual({ a: '<pii string 2>' })
  })

  it('takes the strictest where several end at one value', () => {
    const rules: MaskRules = {
      policy: [
        { path: '/a', as: 'pii' },
        { path: '/**', as: 'secret' },
        { path: '/*', as: 'pii' },
      ],
      classification: {},
    }

    expect(masked({ a: 1 }, rules)).toBe('<secret object 1>')
  })

  it('hides personal data that holds a secret as a secret', () => {
    expect(masked({ user: { name: 'Ana', password: 'x' } }, policy('/user'))).toEqual({
      user: '<secret object 2>',
    })
  })

  it('is not slowed by many ** over a deep payload', () => {
    const path = `${'/**/a'.repeat(60)}/**/z`
    const payload = JSON.parse(`${'{"a":'.repeat(60)}1${'}'.repeat(60)}`)

    expect(masked(payload, policy(path, `/**/*/**/*${path}`))).toEqual(payload)
  })
})

describe('classification by the agent', () => {
  it.each([
    ['/to', 'pii', { to: 'x', from: 'y' }, { to: '<pii string 1>', from: 'y' }],
    [
      '/items/1/id',
      'secret',
      { items: [{ id: 1 }, { id: 2 }] },
      { items: [{ id: 1 }, { id: '<secret number 0>' }] },
    ],
    ['', 'pii', 'text', '<pii string 4>'],
    ['/a~1b~0', 'pii', { 'a/b~': 1 }, { 'a/b~': '<pii number 0>' }],
    ['/*', 'pii', { a: 1, '*': 2 }, { a: 1, '*': '<pii number 0>' }],
    ['/**/c', 'pii', { a: { c: 1 } }, { a: { c: 1 } }],
    ['/to', 'public', { to: 'x' }, { to: 'x' }],
    ['/to', 'internal', { to: 'x' }, { to: 'x' }],
    ['/missing/x', 'pii', { to: 'x' }, { to: 'x' }],
  ] as const)('%j as %s hides what the pointer names', (pointer, as, payload, shown) => {
    expect(masked(payload, { policy: [], classification: { [pointer]: as } })).toEqual(shown)
  })

  it.each(['public', 'internal', 'pii'] as const)(
    'never loosens what the policy or a key hides by calling it %s',
    (as) => {
      const rules: MaskRules = {
        policy: [{ path: '/a', as: 'secret' }],
        classification: { '': 'public', '/a': as, '/password': as },
      }

      expect(masked({ a: 'x', password: 'y' }, rules)).toEqual({
        a: '<secret string 1>',
        password: '<secret string 1>',
      })
    },
  )
})

describe('keys that name a secret', () => {
  it('hides their values, whole and at any depth', () => {
    const payload = {
      apiKey: 'k',
      list: [{ token: 't' }],
      credentials: { user: 'u', host: 'h' },
      pin: 1,
    }

    expect(masked(payload)).toEqual({
      apiKey: '<secret string 1>',
      list: [{ token: '<secret string 1>' }],
      credentials: '<secret object 2>',
      pin: 1,
    })
  })

  it('shows what is plainly no secret', () => {
    const payload = { password: null, use_token: true, secret: false, max_tokens: 500 }

    expect(masked(payload)).toEqual(payload)
  })

  it('hides the value of a variable or header whose name names a secret', () => {
    const payload = [
      { name: 'DB_PASSWORD', value: 'x' },
      { header: 'Authorization', value: 'Bearer x' },
      { Name: 'REGION', Value: 'eu' },
    ]

    expect(masked(payload)).toEqual([
      { name: 'DB_PASSWORD', value: '<secret string 1>' },
      { header: 'Authorization', value: '<secret string 8>' },
      { Name: 'REGION', Value: 'eu' },
    ])
  })

  it.each(['name', 'key', 'k', 'header', 'field', 'id'])(
    'hides the value beside a %j that names a secret, by whatever name it goes',
    (name) => {
      const payload = ['value', 'val', 'v', 'content'].map((key) => ({
        [key]: 'x',
        [name]: 'API_KEY',
      }))

      expect(masked(payload)).toEqual(
        ['value', 'val', 'v', 'content'].map((key) => ({
          [key]: '<secret string 1>',
          [name]: 'API_KEY',
        })),
      )
    },
  )

  it.each([
    [
      ['Authorization', 'Bearer x'],
      ['Authorization', '<secret string 8>'],
    ],
    [
      ['API_KEY', { a: 1 }],
      ['API_KEY', '<secret object 1>'],
    ],
    [
      ['use_token', true],
      ['use_token', true],
    ],
    [
      ['Host', 'example.com'],
      ['Host', 'example.com'],
    ],
    [
      ['password', 'email', 'name'],
      ['password', 'email', 'name'],
    ],
  ])('of the items %j hides a second one that the first names secret', (payload, shown) => {
    expect(masked({ list: payload })).toEqual({ list: shown })
  })
})

describe('a URL that carries a password', () => {
  it.each([
    'postgres://u:secret@h',
    'https://u:p%40ss@example.com/path?q=1#x',
    'redis://:secret@cache:6379/0',
    'mongodb+srv://u:p@cluster.example.com',
    'jdbc:mysql://u:1234@h/db',
    'postgres://u:p/w@h',
    'psql "postgres://u:secret@h/db" -c "select 1"',
  ])('is hidden: %s', (text) => {
    expect(masked({ a: [text] })).toEqual({ a: [`<secret string ${text.length}>`] })
  })

  it.each([
    'postgres://h/db',
    'postgres://u@h:5432/db',
    'ssh://git@example.com/repo',
    'https://example.com:443/@scope/name',
    'https://example.com:8080',
    'http://[::1]:80/a@b',
    'see https://example.com: mail ana@example.com',
    'https://u:@h',
    'ana@example.com',
    '12:30 @ the office',
  ])('is not what this is: %s', (text) => {
    expect(masked({ a: text })).toEqual({ a: text })
  })

  it.each(['://', '://a:', '://a:b', ':', 'a://b:c/'])(
    'is looked for in a text of 1,000,000 characters made of %j',
    (piece) => {
      const text = piece.repeat(1_000_000 / piece.length)

      expect(masked([text])).toEqual([text])
    },
  )
})

describe('always', () => {
  const segment = fc.constantFrom('a', 'b', 'c', 'password', '0', '1', '*', '**')
  const path = fc
    .array(segment, { maxLength: 5 })
    .map((parts) => parts.map((part) => `/${part}`).join(''))
  const rule: fc.Arbitrary<MaskRule> = fc.record({ path, as: fc.constantFrom('pii', 'secret') })
  const classification = fc.dictionary(
    path,
    fc.constantFrom<Classification>('public', 'internal', 'pii', 'secret'),
    { maxKeys: 4 },
  )
  const rules: fc.Arbitrary<MaskRules> = fc.record({
    policy: fc.array(rule, { maxLength: 4 }),
    classification,
  })

  /** A payload whose strings are all different and found nowhere else. */
  const key = fc.constantFrom('a', 'b', 'c', 'password', 'token', 'name', 'value', 'k', 'v')
  const { tree } = fc.letrec<{ tree: JsonTree }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      fc.uuid().map((value): JsonTree => ({ kind: 'string', value })),
      fc.uuid().map((value): JsonTree => ({ kind: 'string', value: `db://u:${value}@h` })),
      fc.uuid().map((value): JsonTree => ({ kind: 'string', value: `${value} API_KEY` })),
      fc.boolean().map((value): JsonTree => ({ kind: 'boolean', value })),
      fc.constant<JsonTree>({ kind: 'null' }),
      fc.array(tie('tree'), { maxLength: 3 }).map((items): JsonTree => ({ kind: 'array', items })),
      fc
        .uniqueArray(fc.record({ key, value: tie('tree') }), {
          maxLength: 4,
          selector: (member) => member.key,
        })
        .map((members): JsonTree => ({ kind: 'object', members })),
    ),
  }))

  type Leaves = Map<string, string>

  function leavesOf(node: JsonTree, at = '', found: Leaves = new Map()): Leaves {
    if (node.kind === 'object') {
      for (const { key: name, value } of node.members) leavesOf(value, `${at}/${name}`, found)
    } else if (node.kind === 'array') {
      for (const [index, item] of node.items.entries()) leavesOf(item, `${at}/${index}`, found)
    } else found.set(at, JSON.stringify(node))
    return found
  }

  it('changes nothing that is masked already', () => {
    fc.assert(
      fc.property(tree, rules, (payload, given) => {
        const once = mask(payload, given)

        expect(mask(once, given)).toEqual(once)
      }),
    )
  })

  it('hides the same whatever the order of the rules', () => {
    fc.assert(
      fc.property(tree, rules, (payload, given) => {
        const turned: MaskRules = {
          policy: given.policy.toReversed(),
          classification: Object.fromEntries(Object.entries(given.classification).toReversed()),
        }

        expect(mask(payload, turned)).toEqual(mask(payload, given))
      }),
    )
  })

  it('shows nothing more with more rules', () => {
    fc.assert(
      fc.property(tree, rules, rules, (payload, fewer, added) => {
        const more: MaskRules = {
          policy: [...fewer.policy, ...added.policy],
          classification: { ...added.classification, ...fewer.classification },
        }
        const before = leavesOf(mask(payload, fewer))

        for (const [at, leaf] of leavesOf(mask(payload, more))) {
          if (!leaf.includes('"kind":"hidden"')) expect(before.get(at)).toBe(leaf)
        }
      }),
    )
  })

  it('leaves no trace of a hidden text', () => {
    fc.assert(
      fc.property(tree, rules, (payload, given) => {
        const shown = mask(payload, given)
        const left = leavesOf(shown)
        const text = JSON.stringify(shown)

        for (const [at, leaf] of leavesOf(payload)) {
          const { kind, value } = JSON.parse(leaf)
          if (kind === 'string' && left.get(at) !== leaf) expect(text).not.toContain(value)
        }
      }),
    )
  })

  it('keeps every key, its order and every value that no rule names', () => {
    fc.assert(
      fc.property(tree, (payload) => {
        const shown = mask(payload, noRules)

        fc.pre(!/"key":"(password|token)"|API_KEY|db:/.test(JSON.stringify(payload)))
        expect(shown).toEqual(payload)
      }),
    )
  })
})
