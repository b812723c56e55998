import type { Account, ConsoleVerbs, LinkOffer, LinkResult } from '../../src/app/ports.ts'
import type { PersonId } from '../../src/contract/ids.ts'

/** Linking in memory: offers are used once, accounts never change hands, one account per place. */
export interface FakeLinks {
  links: ConsoleVerbs['links']
  /** What the bot would have given out. */
  offers: Map<string, LinkOffer>
  /** Every account that is somebody's. */
  linked: { account: Account; person: PersonId }[]
}

export function fakeLinks(): FakeLinks {
  const offers: FakeLinks['offers'] = new Map()
  const linked: FakeLinks['linked'] = []
  return {
    offers,
    linked,
    links: {
      read: async (offer) => offers.get(offer) ?? null,
      accept: async (offer, person) => {
        const offered = offers.get(offer)
        offers.delete(offer)
        return offered === undefined
          ? { kind: 'unknown_offer' }
          : link(linked, offered.account, person)
      },
    },
  }
}

function link(linked: FakeLinks['linked'], account: Account, person: PersonId): LinkResult {
  const isThere = (one: Account) =>
    one.provider === account.provider && one.tenant === account.tenant
  const there = linked.filter((known) => isThere(known.account))
  const holder = there.find((known) => known.account.subject === account.subject)
  if (holder !== undefined) return { kind: holder.person === person ? 'already_yours' : 'taken' }
  if (there.some((known) => known.person === person)) return { kind: 'second_account' }
  linked.push({ account, person })
  return { kind: 'linked' }
}
