import { createHash } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { JsonValue } from '../../../../src/contract/json.ts'
import { actionDigest } from '../../../../src/proof/verify/digest.ts'
import { readJson } from '../../../../src/proof/verify/read-json.ts'
import { anyChoices, anyValue, respell } from './respell.ts'

const action = {
  agent: 'agt_01k9xv2m4te8wb1q0zr7y5h3ad',
  action: 'data.export',
  environment: 'production',
  on_behalf_of: 'ana@example.com',
  payload: { table: 'customers', rows: 10412 },
  resource: 'postgres://prod/customers',
}

const digestOf = (payload: JsonValue) => actionDigest({ ...action, payload })

function readValue(text: string): JsonValue {
  const result = readJson(new TextEncoder().encode(text))
  if (!result.ok) throw new Error(`${result.detail} at ${result.pointer} of ${text}`)
  return result.value
}

/** The value with one leaf of it changed. */
function changed(value: JsonValue): JsonValue {
  if (typeof value === 'string') return `${value}!`
  if (typeof value === 'number') return value === 1 ? 2 : 1
  if (typeof value === 'boolean') return !value
  if (value === null) return false
  if (Array.isArray(value)) return [...value, null]
  const [first, ...rest] = Object.entries(value)
  return first === undefined
    ? { a: null }
    : Object.fromEntries([[first[0], changed(first[1])], ...rest])
}

describe('actionDigest', () => {
  it('is the SHA-256 of the canonical action, whose form is API', () => {
    const text =
      '{"action":"data.export","agent":"agt_01k9xv2m4te8wb1q0zr7y5h3ad","environment":null,' +
      '"on_behalf_of":null,"payload":[1,null],"resource":null,"v":1}'

    const digest = actionDigest({
      agent: action.agent,
      action: action.action,
      payload: [1.0, null],
    })

    expect(digest).toBe(`sha256:${createHash('sha256').update(text).digest('hex')}`)
  })

  it('takes a part that is left out for null', () => {
    const { resource: _resource, ...without } = action

    expect(actionDigest(without)).toBe(actionDigest({ ...action, resource: null }))
    expect(actionDigest(without)).not.toBe(actionDigest(action))
  })

  it.each([
    ['agent', { agent: 'agt_01k9xv2m4te8wb1q0zr7y5h3ae' }],
    ['type', { action: 'data.exports' }],
    ['environment', { environment: 'staging' }],
    ['absence of an environment', { environment: null }],
    ['person it is for', { on_behalf_of: 'Ana@example.com' }],
    ['resource', { resource: 'postgres://prod/customers2' }],
    ['number', { payload: { table: 'customers', rows: 10413 } }],
    ['kind of a value', { payload: { table: 'customers', rows: '10412' } }],
    ['key', { payload: { table: 'customers', row: 10412 } }],
    ['null instead of an absent member', { payload: { ...action.payload, to: null } }],
    ['place of the payload', { payload: { payload: action.payload } }],
  ])('changes with the %s', (_part, change) => {
    expect(actionDigest({ ...action, ...change })).not.toBe(actionDigest(action))
  })

  it('does not change with the spelling of the payload', () => {
    fc.assert(
      fc.property(anyValue, anyChoices, (value, choices) => {
        const text = respell(value, choices)

        expect(digestOf(readValue(text))).toBe(digestOf(value))
      }),
    )
  })

  it('changes with any change of the payload, however either is spelled', () => {
    fc.assert(
      fc.property(anyValue, anyChoices, (value, choices) => {
        const before = digestOf(readValue(respell(value, choices)))
        const after = digestOf(readValue(respell(changed(value), choices)))

        expect(after).not.toBe(before)
      }),
    )
  })

  it('keeps texts apart that only look alike', () => {
    expect(digestOf('e\u0301')).not.toBe(digestOf('\u00e9'))
    expect(digestOf('a\u200b')).not.toBe(digestOf('a'))
  })

  it('spells minus zero as zero', () => {
    expect(digestOf(readValue('-0'))).toBe(digestOf(0))
  })
})
