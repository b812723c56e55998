import type {
  Account,
  Claimant,
  ConsoleVerbs,
  KnownPerson,
  LinkOffer,
  LinkResult,
  LinkView,
} from '../../src/app/ports.ts'
import type { PersonId } from '../../src/contract/ids.ts'
import type { IdentityView } from '../../src/contract/person.ts'
import { isFresh } from '../../src/core/sign-in.ts'

/** Linking in memory: offers are used once, accounts never change hands, one account per place. */
export interface FakeLinks {
  links: ConsoleVerbs['links']
  /** What the bot would have given out; `known` to the person whose account it was. */
  offers: Map<string, LinkOffer & { known?: true }>
  /** Every account that is somebody's. */
  linked: { account: Account; person: PersonId }[]
  /** What is known of people beside their accounts. */
  people: Map<PersonId, Partial<KnownPerson['person']>>
  /** Who became whom. */
  merged: { person: PersonId; into: PersonId }[]
}

type Given = Omit<FakeLinks, 'links'>

export function fakeLinks(): FakeLinks {
  const given: Given = { offers: new Map(), linked: [], people: new Map(), merged: [] }
  return {
    ...given,
    links: {
      look: async (offer, by) => look(given, offer, by),
      accept: async (offer, by) => {
        const view = look(given, offer, by)
        const result = accept(given, view, by)
        if (result.kind !== 'look_again') given.offers.delete(offer)
        return result
      },
    },
  }
}

function look(given: Given, offer: string, by: Claimant): LinkView {
  const offered = given.offers.get(offer)
  if (offered === undefined) return { kind: 'unknown_offer' }
  const owner = given.linked.find(({ account }) => isOne(account, offered.account))?.person
  if (owner === undefined) return { kind: 'link', offered }
  if (owner === by.person) return { kind: 'already_yours' }
  if (offered.known !== true) return { kind: 'taken' }
  if (!isFresh(by.authenticatedAt, new Date())) return { kind: 'sign_in_again' }
  const [yours, theirs] = [knownOf(given, by.person), knownOf(given, owner)]
  if (theirs.person.disabled) return { kind: 'other_disabled' }
  const isTwo = yours.identities.some((one) => theirs.identities.some((two) => isThere(one, two)))
  return isTwo ? { kind: 'second_identity' } : { kind: 'merge', offered, yours, theirs }
}

function accept(
  { linked, merged }: Given,
  view: LinkView,
  { person, same }: { person: PersonId; same: PersonId | null },
): LinkResult {
  if (view.kind === 'sign_in_again') return { kind: 'look_again' }
  if (view.kind === 'merge') {
    if (same !== view.theirs.person.id) return { kind: 'look_again' }
    merged.push({ person: same, into: person })
    return { kind: 'merged' }
  }
  if (view.kind !== 'link') return view
  const { account } = view.offered
  const isSecond = linked.some(
    (known) => known.person === person && isThere(known.account, account),
  )
  if (isSecond) return { kind: 'second_account' }
  linked.push({ account, person })
  return { kind: 'linked' }
}

function knownOf({ linked, people }: Given, id: PersonId): KnownPerson {
  const since = '2026-11-01T08:00:00.000Z'
  const nobody = { name: null, emails: [], disabled: false, disabled_by: [], created_at: since }
  const identities = linked
    .filter(({ person }) => person === id)
    .map(({ account }, index): IdentityView => {
      return { ...account, id: `idn_01k9xv2m4te8wb1q0zr7y5h3c${index}`, created_at: since }
    })
  return { person: { ...nobody, id, ...people.get(id) }, identities }
}

type Place = Pick<Account, 'provider' | 'tenant'>

function isThere(one: Place, other: Place): boolean {
  return one.provider === other.provider && one.tenant === other.tenant
}

function isOne(one: Account, other: Account): boolean {
  return isThere(one, other) && one.subject === other.subject
}
