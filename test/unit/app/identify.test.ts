import { beforeEach, describe, expect, it } from '@jest/globals'
import { identify } from '../../../src/app/identify.ts'
import type { Account, Clicker, Profile } from '../../../src/app/ports.ts'
import type { CompiledPolicy } from '../../../src/core/policy/compile.ts'
import {
  countingIds,
  type MemoryStore,
  memoryPeople,
  memoryStore,
} from '../../fakes/memory-store.ts'
import { compiledPolicy, minute, personRecord } from '../../fakes/records.ts'

const trusting = compiledPolicy({
  identities: '{ slack: [{ team: T0123456789, trust_email_domains: [example.com] }] }',
})
const silent = compiledPolicy()
const account: Account = { provider: 'slack', tenant: 'T0123456789', subject: 'U1' }
const member: Profile = { standing: 'member', email: 'Ana@Example.com', name: 'Ana' }
const linkedAna = { record: personRecord('ana'), identity: 'idn_U1' } as const

let store: MemoryStore

beforeEach(() => {
  store = memoryStore()
})

function who(
  clicker: Clicker,
  given: {
    policy?: CompiledPolicy
    mode?: 'development' | 'production'
    person?: typeof linkedAna
  } = {},
) {
  const { policy = trusting, mode = 'production', person = null } = given
  const deps = { newId: countingIds(), people: memoryPeople(store), mode }
  return identify(deps, clicker, { person, now: minute(5) }, policy.policy)
}

function click(profile: Profile | 'unavailable', from = account): Clicker {
  return { kind: 'account', account: from, profile }
}

describe('who clicked', () => {
  it('is known already by a session or a token', async () => {
    const clicker: Clicker = { kind: 'person', person: 'per_ana', identity: 'idn_ana' }

    expect(await who(clicker)).toEqual({ ok: true, linkedNow: false })
  })

  it.each(['guest', 'bot', 'deactivated', 'stranger'] as const)(
    'is nobody with the account of a %s, linked or not',
    async (standing) => {
      const clicker = click({ ...member, standing })

      expect(await who(clicker)).toEqual({ ok: false, code: 'account_refused' })
      expect(await who(clicker, { person: linkedAna })).toEqual({
        ok: false,
        code: 'account_refused',
      })
      expect(store.identities.size).toBe(0)
    },
  )

  it('is nobody while the platform cannot be asked, linked or not', async () => {
    expect(await who(click('unavailable'))).toEqual({ ok: false, code: 'identity_unavailable' })
    expect(await who(click('unavailable'), { person: linkedAna })).toEqual({
      ok: false,
      code: 'identity_unavailable',
    })
  })

  it('stays the person that the account was linked to, whatever e-mail it shows now', async () => {
    const clicker = click({ ...member, email: 'cy@example.com' })

    expect(await who(clicker, { person: linkedAna })).toEqual({ ok: true, linkedNow: false })
    expect(store.identities.size).toBe(0)
  })
})

describe('an account that is linked now', () => {
  it('belongs to whoever holds its trusted e-mail, compared case-folded, and is recorded', async () => {
    expect(await who(click(member))).toEqual({ ok: true, linkedNow: true })

    expect(store.identities.get('slack/T0123456789/U1')?.person).toBe('per_ana')
    expect(store.events).toMatchObject([
      {
        type: 'person.identity_linked',
        actor: { kind: 'identity', id: 'idn_U1' },
        more: { person: 'per_ana', provider: 'slack' },
      },
    ])
    expect(JSON.stringify(store.events)).not.toMatch(/@|Ana/)
  })

  it.each([
    {
      why: 'of another workspace',
      from: { ...account, tenant: 'T0000000001' },
      email: member.email,
    },
    {
      why: 'of another platform',
      from: { ...account, provider: 'entra' as const },
      email: member.email,
    },
    { why: 'of another domain', from: account, email: 'ana@evil.example' },
    { why: 'without an e-mail', from: account, email: null },
    {
      why: 'whose e-mail is that of another by a Kelvin sign alone',
      from: account,
      email: 'mi\u212ae@example.com',
    },
    { why: 'with an empty e-mail', from: account, email: '' },
  ])('is refused $why: the policy trusts team and domain together', async ({ from, email }) => {
    expect(await who(click({ ...member, email }, from))).toEqual({
      ok: false,
      code: 'identity_not_trusted',
    })
    expect(store.calls).toEqual([])
    expect(store.identities.size).toBe(0)
  })

  it('is refused in production where the policy names no workspace', async () => {
    expect(await who(click(member), { policy: silent })).toMatchObject({
      code: 'identity_not_trusted',
    })
  })

  it('is believed in development where the policy names no workspace', async () => {
    expect(await who(click(member), { policy: silent, mode: 'development' })).toEqual({
      ok: true,
      linkedNow: true,
    })
  })

  it('is refused as a second account of one person in one tenant', async () => {
    await who(click(member))

    expect(await who(click(member, { ...account, subject: 'U2' }))).toEqual({
      ok: false,
      code: 'identity_not_trusted',
    })
    expect(store.identities.size).toBe(1)
  })
})
