import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { bodyBytesMax, jsonDepthMax } from '../../../../src/contract/limits.ts'
import { readJson } from '../../../../src/proof/verify/read-json.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const read = (text: string) => readJson(bytes(text))
const refusedAt = (pointer: string) => ({ ok: false, code: 'invalid_json', pointer })

describe('grammar', () => {
  it.each([
    '',
    ' ',
    '\n',
    '{',
    '[',
    ']',
    '}',
    '[1',
    '[1,]',
    '[,1]',
    '[1 2]',
    '[1,,2]',
    '{"a":1,}',
    '{,}',
    '{a:1}',
    "{'a':1}",
    '{"a"}',
    '{"a":}',
    '{"a" 1}',
    '{"a":1 "b":2}',
    '{1:1}',
    '{"a":1}}',
    '[]]',
    '[1]x',
    '1 2',
    '"',
    '"a',
    '"\\',
    '"\\"',
    '"\\x41"',
    '"\\u12"',
    '"\\u12G4"',
    '"\\U0041"',
    '"tab\there"',
    '"line\nhere"',
    '"nul\u0000here"',
    "'a'",
    'True',
    'TRUE',
    'nul',
    'nulll',
    'undefined',
    'NaN',
    'Infinity',
    '-Infinity',
    '+1',
    '-',
    '--1',
    '01',
    '-01',
    '.5',
    '5.',
    '1.e1',
    '1e',
    '1e+',
    '1e1.5',
    '0x10',
    '1_000',
    '１',
    '// comment\n1',
    '/* comment */ 1',
    '[1]//',
    '\u00a01',
    '\u20281',
    '\f1',
    '\v1',
    '*',
    '\u0000',
    '1\u0000',
  ])('refuses %j, which is not JSON', (text) => {
    const result = read(text)

    expect(result).toMatchObject(refusedAt(''))
  })

  it.each([
    'null',
    ' true ',
    'false\n',
    '0',
    '-0',
    '0.1',
    '-1.5e-7',
    '1E+2',
    '""',
    '"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9"',
    '"\\ud83d\\ude00"',
    '"😀\u2028\u007f"',
    '"\\u0000"',
    '[]',
    '{}',
    '{"":{"":[]}}',
    '\t[ 1 ,\r\n{ "a" : [ ] } ] ',
    '"\ufeff"',
    '{"constructor":1,"toString":2,"hasOwnProperty":3}',
  ])('reads %j as JSON.parse does, and keeps its text', (text) => {
    const result = read(text)

    expect(result).toEqual({ ok: true, value: JSON.parse(text), text })
  })

  it('accepts exactly what JSON.parse accepts, where no rule of its own applies', () => {
    const piece = fc.constantFrom(...'{}[],:"\\un0123.eE+-truefalsn \n'.split(''), '"a"', '"b":')

    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('')
        let valid = true
        try {
          JSON.parse(text)
        } catch {
          valid = false
        }

        const result = read(text)

        if (result.ok) expect(valid).toBe(true)
        else if (valid) expect(result.detail).not.toMatch(/^must be JSON/)
      }),
      { numRuns: 2_000 },
    )
  })

  it('never throws, whatever bytes it is given', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (body) => {
        expect(typeof readJson(body).ok).toBe('boolean')
      }),
      { numRuns: 2_000 },
    )
  })

  it('reads back every value that JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const text = JSON.stringify(value)
        const result = read(text)

        if (result.ok) expect(result.value).toEqual(JSON.parse(text))
        else expect(result.detail).toMatch(/within|__proto__|surrogate|used as a key/)
      }),
    )
  })

  it('says the line and the column of a fault', () => {
    const result = read('{\n  "a": 1,\n  "b": oops\n}')

    expect(result).toMatchObject({ detail: 'must be JSON: see line 3, column 8' })
  })
})

describe('encoding', () => {
  it.each([
    ['a stray continuation byte', [0x22, 0x80, 0x22]],
    ['an overlong slash', [0x22, 0xc0, 0xaf, 0x22]],
    ['a surrogate written in UTF-8', [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ['a code point beyond U+10FFFF', [0x22, 0xf4, 0x90, 0x80, 0x80, 0x22]],
    ['a sequence that ends early', [0x22, 0xe2, 0x82, 0x22]],
    ['UTF-16', [0xff, 0xfe, 0x31, 0x00]],
  ])('refuses %s', (_what, body) => {
    const result = readJson(new Uint8Array(body))

    expect(result).toEqual({ ...refusedAt(''), detail: 'must be UTF-8' })
  })

  it('refuses a byte order mark, which some readers skip and others do not', () => {
    const result = read('\ufeff{}')

    expect(result).toMatchObject({ detail: 'must not start with a byte order mark' })
  })
})

describe('keys', () => {
  it.each([
    ['{"a":1,"a":1}', '/a'],
    ['{"a":1,"\\u0061":2}', '/a'],
    ['{"payload":{"rows":1,"rows":2}}', '/payload/rows'],
    ['[0,{"x":{"":1,"":2}}]', '/1/x/'],
    ['{"a/b":{"~":1,"~":2}}', '/a~1b/~0'],
    ['{"\\ud83d\\ude00":1,"😀":2}', '/😀'],
  ])('refuses a key that appears twice in %s', (text, pointer) => {
    const result = read(text)

    expect(result).toEqual({ ...refusedAt(pointer), detail: 'must not appear twice in one object' })
  })

  it('accepts the same key in two objects', () => {
    const result = read('{"a":{"a":1},"b":{"a":1}}')

    expect(result.ok).toBe(true)
  })

  it.each(['{"__proto__":{"admin":true}}', '{"\\u005f_proto__":1}'])(
    'refuses %s and pollutes nothing',
    (text) => {
      const result = read(text)

      expect(result).toMatchObject(refusedAt('/__proto__'))
      expect(Object.hasOwn(Object.prototype, 'admin')).toBe(false)
    },
  )

  it.each([
    ['{"\\ud800":1}', ''],
    ['{"a":{"x\\udc00":1}}', '/a'],
  ])('refuses the lone surrogate in a key of %s', (text, pointer) => {
    const result = read(text)

    expect(result).toMatchObject(refusedAt(pointer))
  })
})

describe('strings', () => {
  it.each([
    ['"\\ud800"', ''],
    ['["ok","\\udfff"]', '/1'],
    ['{"a":"\\ude00\\ud83d"}', '/a'],
    ['{"a":"\\ud83dx"}', '/a'],
  ])('refuses the lone surrogate in %s', (text, pointer) => {
    const result = read(text)

    expect(result).toEqual({ ...refusedAt(pointer), detail: 'must not contain a lone surrogate' })
  })
})

describe('depth', () => {
  const nested = (open: string, close: string, depth: number) =>
    open.repeat(depth) + (open === '[' ? '' : '1') + close.repeat(depth)

  it.each([
    ['[', ']'],
    ['{"a":', '}'],
  ])('accepts %s as deep as the limit and refuses one more', (open, close) => {
    const within = read(nested(open, close, jsonDepthMax))
    const beyond = read(nested(open, close, jsonDepthMax + 1))

    expect(within.ok).toBe(true)
    expect(beyond).toEqual({ ...refusedAt(''), detail: 'must not nest deeper than 64' })
  })

  it.each(['[', '{"a":', '[{"a":', ']', '"[', '[[]', '\\"['])(
    'refuses a whole body of %s without a crash',
    (piece) => {
      const result = read(piece.repeat(Math.floor(bodyBytesMax / piece.length)))

      expect(result).toMatchObject(refusedAt(''))
    },
  )

  it('does not count brackets inside strings', () => {
    const text = JSON.stringify(['['.repeat(200), '\\"['.repeat(100)])

    const result = read(text)

    expect(result.ok).toBe(true)
  })

  it('reads a body of the greatest size', () => {
    const text = `[${'1,'.repeat(bodyBytesMax / 2 - 2)}1]`

    const result = read(text)

    expect(result.ok).toBe(true)
  })
})

describe('numbers', () => {
  it.each([
    '9007199254740992',
    '-9007199254740992',
    '9007199254740993',
    '9007199254740993.0',
    '9.007199254740993e15',
    '90071992547409930e-1',
    '9007199254740993000000e-6',
    '0.00009007199254740993e20',
    '1E+30',
    '1e16',
    '12345678901234567890',
    '1e400',
    '-1e400',
    '1e99999999999999999999',
    `1${'0'.repeat(100_000)}`,
    `${'9'.repeat(1_000)}e-10`,
  ])('refuses %s, which a double cannot hold', (text) => {
    const result = read(`{"payload":{"rows":[${text}]}}`)

    expect(result).toMatchObject(refusedAt('/payload/rows/0'))
  })

  it.each([
    '9007199254740991',
    '-9007199254740991',
    '9007199254740991.0',
    '9007199254740991000e-3',
    '9.007199254740991E15',
    '0e99999999999999999999',
    '0.1',
    '1e-400',
    '123456.789',
    `1${'0'.repeat(10)}.${'0'.repeat(1_000)}`,
    `1${'0'.repeat(1_000)}e-1000`,
  ])('accepts %s', (text) => {
    const result = read(text)

    expect(result.ok).toBe(true)
  })

  it('refuses an integer exactly where its exact value is beyond 2^53 - 1, in any spelling', () => {
    const digits = fc.bigInt({ min: 9007199254739991n, max: 9007199254741991n })

    fc.assert(
      fc.property(
        digits,
        fc.integer({ min: -40, max: 40 }),
        fc.boolean(),
        (value, shift, minus) => {
          const scaled = shift >= 0 ? `${value}${'0'.repeat(shift)}` : `${value}`
          const spelled =
            shift >= 0
              ? `${scaled}e-${shift}`
              : `${scaled.slice(0, 1)}.${scaled.slice(1)}e${scaled.length - 1}`

          const result = read(minus ? `-${spelled}` : spelled)

          expect(result.ok).toBe(value <= 9007199254740991n)
        },
      ),
    )
  })
})
