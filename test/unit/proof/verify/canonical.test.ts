import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { canonicalJson, sha256Hex } from '../../../../src/proof/verify/canonical.ts'

/** The reference files of RFC 8785's author, where the shared folder stands beside the repository. */
const shared = join(import.meta.dirname, '../../../../../shared/data/jcs')
const vectors = existsSync(shared) ? readdirSync(join(shared, 'input')) : []
if (vectors.length === 0) {
  console.warn('SKIPPED: the reference vectors of RFC 8785 are not here; only our own cases ran.')
}

const read = (kind: string, name: string) => readFileSync(join(shared, kind, name), 'utf8')

describe('canonicalJson', () => {
  it.each([
    [
      'sorts keys by UTF-16 code units',
      '{"\\ud83d\\ude00":1,"\\uff5e":2,"b":3,"a":4,"":5}',
      '{"":5,"a":4,"b":3,"😀":1,"\uff5e":2}',
    ],
    ['sorts numeric keys as text', '{"10":1,"9":2,"1":3}', '{"1":3,"10":1,"9":2}'],
    ['keeps the order of arrays', '[ 3 , 1,\n2 ]', '[3,1,2]'],
    [
      'escapes only what it must',
      '"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/"',
      '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"',
    ],
    [
      'writes numbers as ECMAScript does',
      '[1.0,-0,1E2,0.1e1,1e-7,0.000001,333333333.33333329,4.50]',
      '[1,0,100,1,1e-7,0.000001,333333333.3333333,4.5]',
    ],
    ['spells words in lower case', '[null,true,false]', '[null,true,false]'],
    ['does not normalise text', '["e\\u0301","\\u00e9"]', '["e\u0301","\u00e9"]'],
    [
      'nests',
      '{"b":{"d":1,"c":[{"z":1,"y":{}}]},"a":[]}',
      '{"a":[],"b":{"c":[{"y":{},"z":1}],"d":1}}',
    ],
  ])('%s', (_rule, text, canonical) => {
    expect(canonicalJson(JSON.parse(text))).toBe(canonical)
  })

  it.each([
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
  ])('writes the double %s as RFC 8785, appendix B, does', (hex, canonical) => {
    const double = Buffer.from(hex, 'hex').readDoubleBE()

    expect(canonicalJson(double)).toBe(canonical)
  })

  const foreign = vectors.length > 0 ? it : it.skip
  foreign.each(vectors.length > 0 ? vectors : ['(none here)'])(
    'agrees with the reference vector %s',
    (name) => {
      expect(canonicalJson(JSON.parse(read('input', name)))).toBe(read('output', name).trimEnd())
    },
  )

  it.each([Number.NaN, Number.POSITIVE_INFINITY, '\ud800'])('throws for %p', (value) => {
    expect(() => canonicalJson(value)).toThrow('not allowed')
  })
})

describe('sha256Hex', () => {
  it('hashes a text as its UTF-8 bytes', () => {
    const ofText = sha256Hex('é')
    const ofBytes = sha256Hex(new Uint8Array([0xc3, 0xa9]))

    expect(ofText).toBe(ofBytes)
  })

  it('agrees with the vector of FIPS 180-4', () => {
    expect(sha256Hex('abc')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    )
  })
})
