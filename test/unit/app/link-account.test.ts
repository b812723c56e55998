import { beforeEach, describe, expect, it } from '@jest/globals'
import { acceptOffer, type LinkDeps, offerLink, readOffer } from '../../../src/app/link-account.ts'
import type { LinkOffer } from '../../../src/app/ports.ts'
import { accountOf, linkIn } from '../../fakes/chat-desk.ts'
import {
  countingIds,
  type MemoryStore,
  memoryPeople,
  memoryStore,
} from '../../fakes/memory-store.ts'

interface Kept extends LinkOffer {
  expiresAt: Date
  used: boolean
}

let store: MemoryStore
let offers: Map<string, Kept>

beforeEach(() => {
  store = memoryStore()
  offers = new Map()
})

function live(hash: string, at: Date): Kept | null {
  const kept = offers.get(hash)
  return kept === undefined || kept.used || kept.expiresAt <= at ? null : kept
}

function deps(): LinkDeps {
  let count = 0
  return {
    newId: countingIds(),
    people: memoryPeople(store),
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

async function offered(name: string): Promise<string> {
  const address = await offerLink(deps(), accountOf(name), name)
  return new URL(address).searchParams.get('offer') ?? ''
}

describe('a one-time address for linking', () => {
  it('is of the console, and its secret is kept as a hash alone', async () => {
    const address = await offerLink(deps(), accountOf('ana'), 'Ana')

    expect(address).toBe('https://countersign.example.com/console/link?offer=secret-1')
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
    linkIn(store, 'ana')

    expect(await acceptOffer(deps(), await offered('ana'), 'per_bo')).toEqual({ kind: 'taken' })
    expect(await acceptOffer(deps(), await offered('ana'), 'per_ana')).toEqual({
      kind: 'already_yours',
    })
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
