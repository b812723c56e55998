import type { LookDeps } from '../../src/app/look-at-card.ts'
import type { Account, Clicker, Contact, Profile } from '../../src/app/ports.ts'
import type { WaitingDeps } from '../../src/app/show-waiting.ts'
import type { PersonId } from '../../src/contract/ids.ts'
import {
  countingIds,
  type MemoryStore,
  memoryPeople,
  memoryRequests,
  policyLibrary,
} from './memory-store.ts'
import { minute } from './records.ts'

/** What a chat's verbs stand on, over a store in memory. */
export function chatDeps(store: MemoryStore): LookDeps & WaitingDeps {
  const people = memoryPeople(store)
  return {
    newId: countingIds(),
    publicUrl: 'https://countersign.example.com',
    mode: 'production',
    policies: policyLibrary(store),
    policyRecords: {
      inForce: async () => ({ version: store.policyVersion, yaml: '', since: minute(0) }),
    },
    people,
    requests: {
      ...memoryRequests(store),
      queue: async ({ groups, notOf, limit }) => {
        const waiting = [...store.records.values()].filter(
          ({ status, needs, barred }) =>
            status === 'pending' &&
            needs.some(({ group }) => groups.includes(group)) &&
            (notOf === null || !barred.includes(notOf)),
        )
        return { requests: waiting.slice(0, limit), more: waiting.length > limit }
      },
    },
    cards: {
      personal: async ({ id }) => id,
      adopt: async ({ key }) => {
        store.calls.push(`adopt ${key}`)
      },
      knows: async ({ key }) => key === knownKey,
    },
    surfaces: [],
    now: async () => store.now,
  }
}

/** The one message that a chat's card is known to stand in. */
export const knownKey = 'channel:1'

/** A click of a full member whose e-mail is name@example.com. */
export function clickOf(name: string, profile: Partial<Profile> = {}): Clicker {
  return {
    kind: 'account',
    account: accountOf(name),
    profile: { standing: 'member', email: `${name}@example.com`, name, ...profile },
  }
}

export function accountOf(name: string): Account {
  return { provider: 'entra', tenant: tenantOf, subject: name }
}

export const tenantOf = '11111111-1111-4111-8111-111111111111'

/** Links an account as an earlier click would have. */
export function linkIn(store: MemoryStore, name: string): void {
  const { provider, tenant, subject } = accountOf(name)
  const person: PersonId = `per_${name}`
  store.identities.set(`${provider}/${tenant}/${subject}`, { person, identity: `idn_${name}` })
}

export function contactsIn(store: MemoryStore, names: string[]): Contact[] {
  return names.flatMap((name) => {
    const person = store.people.get(`per_${name}`)
    return person === undefined ? [] : [{ person, accounts: [accountOf(name)] }]
  })
}
