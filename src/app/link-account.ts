import type { PersonId } from '../contract/ids.ts'
import { foldEmail } from '../core/fold-email.ts'
import { refusalSentence } from '../core/sentences.ts'
import { type IdentifyDeps, identify } from './identify.ts'
import type {
  Clicker,
  LinkAnswer,
  LinkOffer,
  LinkOffers,
  LinkResult,
  People,
  Policies,
  PolicyLibrary,
} from './ports.ts'
import { draftEvent } from './record-event.ts'

export interface LinkDeps extends IdentifyDeps {
  people: Pick<People, 'byAccount' | 'byEmail' | 'holderOf' | 'link'>
  policies: PolicyLibrary
  policyRecords: Pick<Policies, 'inForce'>
  linkOffers: LinkOffers
  newSecret: () => { secret: string; hash: string }
  hashSecret: (secret: string) => string
  publicUrl: string
  now: () => Promise<Date>
}

const offerSecondsMax = 10 * 60

/**
 * A one-time address at which whoever is signed in there can say that this account is theirs. Nothing is offered where we
 * know already whose it is, or where the policy trusts its e-mail: such an account is linked to that person now, so that
 * nobody can lend theirs to somebody who may decide more.
 */
export async function offerLink(deps: LinkDeps, clicker: Clicker): Promise<LinkAnswer> {
  if (clicker.kind === 'person') return { kind: 'linked' }
  const { account, profile } = clicker
  const inForce = await deps.policyRecords.inForce()
  if (inForce === null) throw new Error('no policy is in force')
  const { policy } = await deps.policies.compiled(inForce.version)
  const now = await deps.now()
  const person = await deps.people.byAccount(account)
  const who = await identify(deps, clicker, { person, now }, policy)
  if (who.ok) return { kind: 'linked' }
  if (profile === 'unavailable' || who.code !== 'identity_not_trusted') {
    const context = { agent: '', action: '', status: '', open: [], url: '' }
    return { kind: 'refused', sentence: refusalSentence(who.code, context) }
  }

  const email = foldEmail(profile.email)
  const holder = email === null ? null : await deps.people.holderOf(email)
  const { secret, hash } = deps.newSecret()
  const expiresAt = new Date(now.getTime() + offerSecondsMax * 1000)
  const name = profile.name
  await deps.linkOffers.add({ hash, account, name, holder: holder?.id ?? null, expiresAt })
  const address = new URL('/console/link', deps.publicUrl)
  address.searchParams.set('offer', secret)
  return { kind: 'offered', url: address.href }
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
  if (offered.holder !== null && offered.holder !== person) return { kind: 'taken' }
  const holder = await deps.people.byAccount(offered.account)
  if (holder !== null) return { kind: holder.record.id === person ? 'already_yours' : 'taken' }
  const linked = await deps.people.link({
    account: offered.account,
    person,
    name: offered.name,
    proven: true,
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
