import { beforeEach, describe, expect, it } from '@jest/globals'
import { acceptOffer, type LinkDeps, offerLink, readOffer } from '../../../src/app/link-account.ts'
import type { Clicker, KeptOffer } from '../../../src/app/ports.ts'
import { accountOf, clickOf, linkIn, tenantOf } from '../../fakes/chat-desk.ts'
import {
  countingIds,
  type MemoryStore,
  memoryPeople,
  memoryStore,
  policyLibrary,
} from '../../fakes/memory-store.ts'
import { compiledPolicy, policyVersion } from '../../fakes/records.ts'

interface Kept extends KeptOffer {
  expiresAt: Date
  used: boolean
}

let store: MemoryStore
let offers: Map<string, Kept>
let count: number

beforeEach(() => {
  store = memoryStore()
  offers = new Map()
  count = 0
})

function live(hash: string, at: Date): Kept | null {
  const kept = offers.get(hash)
  return kept === undefined || kept.used || kept.expiresAt <= at ? null : kept
}

function deps(): LinkDeps {
  return {
    newId: countingIds(),
    people: memoryPeople(store),
    mode: 'production',
    policies: policyLibrary(store),
    policyRecords: {
      inForce: async () => ({ version: store.policyVersion, yaml: '', since: store.now }),
    },
    linkOffers: {
      add: async ({ hash, ...offer }) => {
        offers.set(hash, { ...offer, used: false })
      },
      read: async (hash, at) => live(hash, at),
      use: async (hash, at) => {
        const kept = live(hash, at)
        if (kept !== null) kept.used = true
        return kept
      },
    },
    newSecret: () => {
      count += 1
      return { secret: `secret-${count}`, hash: `hash of secret-${count}` }
    },
    hashSecret: (secret) => `hash of ${secret}`,
    publicUrl: 'https://countersign.example.com',
    now: async () => store.now,
  }
}

async function offered(name: string, email: string | null = null): Promise<string> {
  const answer = await offerLink(deps(), clickOf(name, { email }))
  if (answer.kind !== 'offered') throw new Error(`nothing was offered: ${answer.kind}`)
  return new URL(answer.url).searchParams.get('offer') ?? ''
}

describe('a one-time address for linking', () => {
  it('is of the console, and its secret is kept as a hash alone', async () => {
    const answer = await offerLink(deps(), clickOf('ana', { email: null }))

    expect(answer).toEqual({
      kind: 'offered',
      url: 'https://countersign.example.com/console/link?offer=secret-1',
    })
    expect([...offers.keys()]).toEqual(['hash of secret-1'])
  })

  it('links the account to whoever is signed in, and records it', async () => {
    const offer = await offered('ana')

    expect(await acceptOffer(deps(), offer, 'per_ana')).toEqual({ kind: 'linked' })
    expect(store.identities.size).toBe(1)
    expect(store.events).toMatchObject([
      { type: 'person.identity_linked', actor: { kind: 'person', id: 'per_ana' } },
    ])
  })

  it('spends nothing by being read, and works once', async () => {
    const offer = await offered('ana')

    expect(await readOffer(deps(), offer)).toMatchObject({ account: accountOf('ana') })
    expect(await readOffer(deps(), offer)).not.toBeNull()
    await acceptOffer(deps(), offer, 'per_ana')
    expect(await readOffer(deps(), offer)).toBeNull()
    expect(await acceptOffer(deps(), offer, 'per_bo')).toEqual({ kind: 'unknown_offer' })
  })

  it('is over after ten minutes', async () => {
    const offer = await offered('ana')
    store.now = new Date(store.now.getTime() + 10 * 60_000)

    expect(await acceptOffer(deps(), offer, 'per_ana')).toEqual({ kind: 'unknown_offer' })
  })

  it('never takes an account from the person who has it', async () => {
    const [first, second] = [await offered('ana'), await offered('ana')]
    linkIn(store, 'ana')

    expect(await acceptOffer(deps(), first, 'per_bo')).toEqual({ kind: 'taken' })
    expect(await acceptOffer(deps(), second, 'per_ana')).toEqual({ kind: 'already_yours' })
  })

  it('is not made for an account that is linked', async () => {
    linkIn(store, 'ana')

    expect(await offerLink(deps(), clickOf('ana'))).toEqual({ kind: 'linked' })
    expect(offers.size).toBe(0)
  })

  it('is not made where the policy trusts the e-mail: the account is its holder’s from then on', async () => {
    const identities = `{ teams: [ { tenant: ${tenantOf}, trust_email_domains: [example.com] } ] }`
    store.policies.set(policyVersion, compiledPolicy({ identities }))

    expect(await offerLink(deps(), clickOf('olga'))).toEqual({ kind: 'linked' })
    expect([...store.identities.values()]).toMatchObject([{ person: 'per_olga' }])
    expect(offers.size).toBe(0)
  })

  it('can be accepted by nobody but the holder of the account’s e-mail, trusted or not', async () => {
    const [first, second] = [
      await offered('olga', 'olga@example.com'),
      await offered('olga', 'olga@example.com'),
    ]

    expect(await acceptOffer(deps(), first, 'per_cy')).toEqual({ kind: 'taken' })
    expect(await acceptOffer(deps(), second, 'per_olga')).toEqual({ kind: 'linked' })
  })

  it.each([
    ['a guest', clickOf('ana', { standing: 'guest' })],
    [
      'somebody of whom nothing can be had',
      { ...clickOf('ana'), profile: 'unavailable' } as Clicker,
    ],
  ])('is not made for %s', async (_, clicker) => {
    expect(await offerLink(deps(), clicker)).toMatchObject({ kind: 'refused' })
  })

  it('refuses a second account in the same tenant', async () => {
    linkIn(store, 'ana')

    const result = await acceptOffer(deps(), await offered('other'), 'per_ana')

    expect(result).toEqual({ kind: 'second_account' })
    expect(store.identities.size).toBe(1)
  })

  it('is unknown where nobody made it', async () => {
    expect(await acceptOffer(deps(), 'guessed', 'per_ana')).toEqual({ kind: 'unknown_offer' })
  })
})
