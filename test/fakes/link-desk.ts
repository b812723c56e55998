import { acceptOffer, type LinkDeps, lookAtOffer, offerLink } from '../../src/app/link-account.ts'
import type {
  Account,
  Claimant,
  Clicker,
  KeptOffer,
  LinkAnswer,
  LinkResult,
  LinkView,
  PeopleRecords,
} from '../../src/app/ports.ts'
import type { PersonId } from '../../src/contract/ids.ts'
import { clickOf } from './chat-desk.ts'
import {
  countingIds,
  type MemoryStore,
  memoryPeople,
  memoryStore,
  policyLibrary,
} from './memory-store.ts'

type Merge = Parameters<PeopleRecords['merge']>[0]

/** Linking over a store in memory, where a merge is only noted. */
export interface LinkDesk {
  store: MemoryStore
  /** What is kept of each offer, by the hash of its secret. */
  offers: Map<string, KeptOffer & { expiresAt: Date; used: boolean }>
  merges: Merge[]
  /** What the next merges come to. */
  mergeResult: Awaited<ReturnType<PeopleRecords['merge']>>
  offer(clicker: Clicker): Promise<LinkAnswer>
  /** The secret of a new offer; it fails where none is made. */
  offered(name: string, email?: string | null): Promise<string>
  look(offer: string, by: Claimant): Promise<LinkView>
  /** Whoever proved who they are this very moment. */
  accept(offer: string, person: PersonId, same?: PersonId | null): Promise<LinkResult>
  acceptAs(offer: string, by: Claimant & { same: PersonId | null }): Promise<LinkResult>
  /** Somebody who proved who they are a while ago. */
  by(person: PersonId, secondsAgo?: number): Claimant
}

export function linkDesk(): LinkDesk {
  const store = memoryStore()
  const by = (person: PersonId, secondsAgo = 0) => {
    return { person, authenticatedAt: new Date(store.now.getTime() - secondsAgo * 1000) }
  }
  const desk: LinkDesk = {
    store,
    offers: new Map(),
    merges: [],
    mergeResult: 'merged',
    offer: (clicker) => offerLink(deps, clicker),
    offered: async (name, email = null) => {
      const answer = await offerLink(deps, clickOf(name, { email }))
      if (answer.kind !== 'offered') throw new Error(`nothing was offered: ${answer.kind}`)
      return new URL(answer.url).searchParams.get('offer') ?? ''
    },
    look: (offer, claimant) => lookAtOffer(deps, offer, claimant),
    accept: (offer, person, same = null) => acceptOffer(deps, offer, { ...by(person), same }),
    acceptAs: (offer, claimant) => acceptOffer(deps, offer, claimant),
    by,
  }
  const deps = depsOf(desk)
  return desk
}

function depsOf(desk: LinkDesk): LinkDeps {
  const { store } = desk
  let count = 0
  return {
    newId: countingIds(),
    people: memoryPeople(store),
    peopleRecords: peopleRecordsOf(desk),
    mode: 'production',
    policies: policyLibrary(store),
    policyRecords: {
      inForce: async () => ({ version: store.policyVersion, yaml: '', since: store.now }),
    },
    linkOffers: linkOffersOf(desk),
    newSecret: () => {
      count += 1
      return { secret: `secret-${count}`, hash: `hash of secret-${count}` }
    },
    hashSecret: (secret) => `hash of ${secret}`,
    publicUrl: 'https://countersign.example.com',
    now: async () => store.now,
  }
}

function linkOffersOf({ offers }: LinkDesk): LinkDeps['linkOffers'] {
  const live = (hash: string, at: Date) => {
    const kept = offers.get(hash)
    return kept === undefined || kept.used || kept.expiresAt <= at ? null : kept
  }
  return {
    add: async ({ hash, ...offer }) => {
      offers.set(hash, { ...offer, used: false })
    },
    read: async (hash, at) => live(hash, at),
    use: async (hash, at) => {
      const kept = live(hash, at)
      if (kept !== null) kept.used = true
      return kept
    },
  }
}

function peopleRecordsOf(desk: LinkDesk): LinkDeps['peopleRecords'] {
  const { store } = desk
  return {
    read: async (id) => {
      const person = store.people.get(id)
      if (person === undefined) return null
      const { name, emails, disabled } = person
      return { id, name, emails, disabled, disabled_by: [], created_at: store.now.toISOString() }
    },
    identities: async (id) =>
      [...store.identities]
        .filter(([, { person }]) => person === id)
        .map(([key, { identity }]) => {
          const [provider, tenant = '', subject = ''] = key.split('/') as [Account['provider']]
          return { id: identity, provider, tenant, subject, created_at: store.now.toISOString() }
        }),
    merge: async (merging) => {
      desk.merges.push(merging)
      return desk.mergeResult
    },
  }
}
