import type { PersonId } from '../contract/ids.ts'
import type { Account, LinkOffer, LinkOffers, LinkResult, NewId, People } from './ports.ts'
import { draftEvent } from './record-event.ts'

export interface LinkDeps {
  newId: NewId
  people: Pick<People, 'byAccount' | 'link'>
  linkOffers: LinkOffers
  newSecret: () => { secret: string; hash: string }
  hashSecret: (secret: string) => string
  publicUrl: string
  now: () => Promise<Date>
}

const offerSecondsMax = 10 * 60

/** A one-time address at which whoever is signed in there can say that this account is theirs. */
export async function offerLink(
  deps: LinkDeps,
  account: Account,
  name: string | null,
): Promise<string> {
  const { secret, hash } = deps.newSecret()
  const expiresAt = new Date((await deps.now()).getTime() + offerSecondsMax * 1000)
  await deps.linkOffers.add({ hash, account, name, expiresAt })
  const address = new URL('/console/link', deps.publicUrl)
  address.searchParams.set('offer', secret)
  return address.href
}

/** What an address offers, without using it up. Null for a used, expired or unknown one. */
export async function readOffer(deps: LinkDeps, offer: string): Promise<LinkOffer | null> {
  return deps.linkOffers.read(deps.hashSecret(offer), await deps.now())
}

/** Links the offered account to the person who is signed in, once. It never changes hands. */
export async function acceptOffer(
  deps: LinkDeps,
  offer: string,
  person: PersonId,
): Promise<LinkResult> {
  const at = await deps.now()
  const offered = await deps.linkOffers.use(deps.hashSecret(offer), at)
  if (offered === null) return { kind: 'unknown_offer' }
  const holder = await deps.people.byAccount(offered.account)
  if (holder !== null) return { kind: holder.record.id === person ? 'already_yours' : 'taken' }
  const linked = await deps.people.link({
    account: offered.account,
    person,
    name: offered.name,
    event: (owner, identity) =>
      draftEvent(deps.newId, {
        type: 'person.identity_linked',
        at,
        actor: { kind: 'person', id: owner },
        surface: 'console',
        more: { person: owner, identity, provider: offered.account.provider },
      }),
  })
  if (linked === null) return { kind: 'second_account' }
  return { kind: linked.person === person ? 'linked' : 'taken' }
}
