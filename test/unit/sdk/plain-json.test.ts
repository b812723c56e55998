import { runInNewContext } from 'node:vm'
import { describe, expect, it } from '@jest/globals'
import { plainJson } from '../../../src/sdk/plain-json.ts'
import { proposalText } from '../../../src/sdk/proposal-text.ts'

describe('a payload', () => {
  it.each<[string, unknown, string]>([
    ['not a number', { a: [1, Number.NaN] }, 'NaN at "/a/1"'],
    ['an infinity', Number.POSITIVE_INFINITY, 'Infinity at ""'],
    ['undefined', undefined, 'undefined at ""'],
    ['a hole of an array', [1, undefined], 'undefined at "/1"'],
    ['a function', { run: () => 1 }, 'function at "/run"'],
    ['a bigint', { cents: 10n }, 'bigint at "/cents"'],
    ['a symbol', Symbol('x'), 'symbol at ""'],
    ['a map, which would be an empty object', { a: { '/~': new Map() } }, 'Map at "/a/~1~0"'],
    ['a set', new Set([1]), 'Set at ""'],
  ])('that holds %s is refused', (_name, value, said) => {
    expect(() => plainJson(value)).toThrow(said)
  })

  it('that refers to itself is refused', () => {
    const loop: Record<string, unknown> = {}
    loop['again'] = loop

    expect(() => plainJson(loop)).toThrow('nested too deeply')
  })

  it('is what JSON says of it: dates as text, what is undefined absent', () => {
    const value = { at: new Date(0), none: undefined, list: [null, true, 'x', -0.5] }

    expect(plainJson(value)).toEqual({
      at: '1970-01-01T00:00:00.000Z',
      list: [null, true, 'x', -0.5],
    })
  })

  it('of another realm is plain too', () => {
    expect(plainJson(runInNewContext('({ a: [1, { b: null }] })'))).toEqual({ a: [1, { b: null }] })
  })

  it('keeps a member named __proto__ a member', () => {
    const copy = plainJson(JSON.parse('{"__proto__": {"admin": true}}'))

    expect(JSON.stringify(copy)).toBe('{"__proto__":{"admin":true}}')
  })
})

describe('a proposal', () => {
  const proposal = { action: 'payment.send', payload: { cents: 1 } }

  it('is sent with its payload as it was written', () => {
    expect(proposalText(proposal, '{ "cents": 1.0 }')).toBe(
      '{"payload":{ "cents": 1.0 },"action":"payment.send"}',
    )
  })

  it.each(['{"cents":2}', '{"cents":1},"resource":"x"', ''])(
    'is refused when the text %s is not that of its payload',
    (text) => {
      expect(() => proposalText(proposal, text)).toThrow()
    },
  )
})
