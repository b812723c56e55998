import { beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { JsonValue } from '../../../../src/contract/json.ts'
import { canonicalJson } from '../../../../src/proof/verify/canonical.ts'
import { readJson } from '../../../../src/proof/verify/read-json.ts'
import { verifyGrant } from '../../../../src/proof/verify/verify-grant.ts'
import { claimsFor, deploy, issuer, signAs } from '../../../fakes/grants.ts'
import { newKeyText, signingKeysOf } from '../../../fakes/signer.ts'
import { anyChoices, anyValue, type Choices, respell } from './respell.ts'

const now = Date.parse('2026-11-21T14:10:00Z')
const [key] = signingKeysOf(newKeyText())
if (key === undefined) throw new Error('a key was made')
const options = { issuer, jwks: { keys: [key.publicJwk] }, now }

/** Six kinds of change and a respelling, so many times each: over 10,000 payloads. */
const perKindCount = 1_500

type Change = (value: JsonValue, choices: Choices) => JsonValue

/** Changes one place somewhere in a value; the value itself where nothing in it can be changed so. */
function somewhere(change: Change): Change {
  const walk: Change = (value, choices) => {
    if (value === null || typeof value !== 'object' || choices.next(3) === 0) {
      return change(value, choices)
    }
    const entries = Object.entries(value)
    if (entries.length === 0) return change(value, choices)
    const at = choices.next(entries.length)
    const changed = entries.map(([name, member], index): [string, JsonValue] => [
      name,
      index === at ? walk(member, choices) : member,
    ])
    return Array.isArray(value) ? changed.map(([, member]) => member) : Object.fromEntries(changed)
  }
  return walk
}

const changes: Record<string, Change> = {
  changed: (value) => {
    if (typeof value === 'string') return `${value}x`
    if (typeof value === 'number') return value === 1 ? 2 : 1
    return typeof value === 'boolean' ? !value : 'other'
  },
  dropped: (value, choices) => {
    if (value === null || typeof value !== 'object') return null
    const entries = Object.entries(value)
    const left = entries.toSpliced(choices.next(Math.max(1, entries.length)), 1)
    return Array.isArray(value) ? left.map(([, member]) => member) : Object.fromEntries(left)
  },
  added: (value) => {
    if (Array.isArray(value)) return [...value, null]
    return value !== null && typeof value === 'object' ? { ...value, added: null } : [value]
  },
  'of another type': (value) => {
    if (typeof value === 'string') return Number(value) || null
    return typeof value === 'number' || typeof value === 'boolean' ? String(value) : [value]
  },
  'normalised otherwise': (value) =>
    typeof value === 'string' ? `${value}e\u0301`.normalize('NFC') : value,
  reordered: (value) => (Array.isArray(value) ? value.toReversed() : value),
}

/** Strings as people write them, in the form that the other normalisation changes. */
const decomposed = anyValue.map((value) => ({ name: 'cafe\u0301', list: [1, 2, value], value }))

let grantFor: (payload: JsonValue) => Promise<string>

beforeAll(() => {
  grantFor = (payload) => signAs(key, claimsFor({ ...deploy, payload }, now))
})

describe('a grant', () => {
  it.each(Object.entries(changes))('is refused for a payload that was %s', async (_, change) => {
    await fc.assert(
      fc.asyncProperty(decomposed, anyChoices, async (payload, choices) => {
        const other = somewhere(change)(payload, choices)
        fc.pre(canonicalJson(other) !== canonicalJson(payload))
        const result = await verifyGrant(
          await grantFor(payload),
          { ...deploy, payload: other },
          options,
        )
        expect(result).toEqual({ ok: false, code: 'action_mismatch' })
      }),
      { numRuns: perKindCount },
    )
  })

  it('is refused for text that only looks the same', async () => {
    const grant = await grantFor({ name: 'cafe\u0301' })
    for (const name of ['caf\u00e9', 'cafe\u0301\u200b', 'c\u0430fe\u0301']) {
      expect(await verifyGrant(grant, { ...deploy, payload: { name } }, options)).toEqual({
        ok: false,
        code: 'action_mismatch',
      })
    }
  })

  it('is accepted for every other spelling of the same JSON', async () => {
    await fc.assert(
      fc.asyncProperty(decomposed, anyChoices, async (payload, choices) => {
        const read = readJson(new TextEncoder().encode(respell(payload, choices)))
        if (!read.ok) throw new Error(read.detail)
        const action = { ...deploy, payload: read.value }
        expect(await verifyGrant(await grantFor(payload), action, options)).toMatchObject({
          ok: true,
        })
      }),
      { numRuns: perKindCount },
    )
  })
})
