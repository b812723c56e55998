import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { JsonTree, JsonValue } from '../../../../src/contract/json.ts'
import { readMember, readTree } from '../../../../src/proof/verify/read-tree.ts'

function toValue(tree: JsonTree): JsonValue {
  switch (tree.kind) {
    case 'object':
      return Object.fromEntries(tree.members.map(({ key, value }) => [key, toValue(value)]))
    case 'array':
      return tree.items.map(toValue)
    case 'number':
      return Number(tree.text)
    case 'string':
    case 'boolean':
      return tree.value
    default:
      return null
  }
}

describe('readTree', () => {
  it('keeps the order of members and the spelling of numbers', () => {
    const tree = readTree('{"b": 1.0, "2": -0, "a": [1E+2, 0.10]}')

    expect(tree).toEqual({
      kind: 'object',
      members: [
        { key: 'b', value: { kind: 'number', text: '1.0' } },
        { key: '2', value: { kind: 'number', text: '-0' } },
        {
          key: 'a',
          value: {
            kind: 'array',
            items: [
              { kind: 'number', text: '1E+2' },
              { kind: 'number', text: '0.10' },
            ],
          },
        },
      ],
    })
  })

  it('holds the same value as JSON.parse', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom('', ' ', '\t', '\n  '), (value, indent) => {
        const text = JSON.stringify(value, null, indent)

        expect(toValue(readTree(text))).toEqual(JSON.parse(text))
      }),
    )
  })

  it.each(['"a\\"b\\\\"', '"\\u0041\\n"', '"\\ud83d\\ude00"', '"😀"', '""'])(
    'decodes the string %s',
    (text) => {
      const tree = readTree(text)

      expect(tree).toEqual({ kind: 'string', value: JSON.parse(text) })
    },
  )

  it.each(['', '{', '[1', '[1 2]', '{"a" 1}', '{"a":1 "b":2}', '"a', 'nul', 'x', '1 2', '[]]'])(
    'throws for %j, which no strict reader accepted',
    (text) => {
      expect(() => readTree(text)).toThrow('not read strictly')
    },
  )
})

describe('readMember', () => {
  it.each([
    ['{"action":"x","payload": { "b" : 1.0 , "a" : 2 } ,"z":1}', '{ "b" : 1.0 , "a" : 2 }'],
    ['{"payload":1E+2}', '1E+2'],
    ['{ "pay\\u006coad" : "\\u0041" }', '"\\u0041"'],
    ['{"nested":{"payload":1},"payload":null}', 'null'],
    ['{"a":"}\\"payload\\":1","payload":[ ]}', '[ ]'],
  ])('gives the payload of %s as it was written', (text, raw) => {
    const member = readMember(text, 'payload')

    expect(member).toBe(raw)
  })

  it.each(['{}', '[]', '"payload"', '{"nested":{"payload":1}}', '1'])(
    'gives null for %s, which has no such member',
    (text) => {
      const member = readMember(text, 'payload')

      expect(member).toBeNull()
    },
  )
})
