import type { DecisionRefusal } from '../contract/errors.ts'
import type { PersonId } from '../contract/ids.ts'
import { foldEmail } from '../core/fold-email.ts'
import { refusalSentence } from '../core/sentences.ts'
import { isFresh } from '../core/sign-in.ts'
import { type IdentifyDeps, identify } from './identify.ts'
import { type MergeDeps, mergeAs } from './people.ts'
import type {
  Claimant,
  Clicker,
  KeptOffer,
  KnownPerson,
  LinkAnswer,
  LinkOffers,
  LinkResult,
  LinkView,
  People,
  PeopleRecords,
  Policies,
  PolicyLibrary,
} from './ports.ts'
import { draftEvent } from './record-event.ts'

export interface LinkDeps extends IdentifyDeps, MergeDeps {
  people: Pick<People, 'byAccount' | 'byEmail' | 'holderOf' | 'link'>
  peopleRecords: Pick<PeopleRecords, 'read' | 'identities' | 'merge'>
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
 * A one-time address at which whoever is signed in there can say that this account is theirs; or, where it is somebody's
 * already, that both are one person. Where nobody's account has an e-mail that the policy trusts it is linked to that
 * person now, so that nobody can lend theirs to somebody who may decide more.
 */
export async function offerLink(deps: LinkDeps, clicker: Clicker): Promise<LinkAnswer> {
  if (clicker.kind === 'person') return { kind: 'linked' }
  const { account, profile } = clicker
  const inForce = await deps.policyRecords.inForce()
  if (inForce === null) throw new Error('no policy is in force')
  const { policy } = await deps.policies.compiled(inForce.version)
  const now = await deps.now()
  const person = await deps.people.byAccount(account)
  if (person?.record.disabled === true) return { kind: 'refused', sentence: disabledSentence }
  const who = await identify(deps, clicker, { person, now }, policy)
  if (who.ok && who.linkedNow) return { kind: 'linked' }
  if (profile === 'unavailable') return refusedFor('identity_unavailable')
  if (!who.ok && who.code !== 'identity_not_trusted') return refusedFor(who.code)

  const { name } = profile
  const email = foldEmail(profile.email)
  const owner = person?.record ?? (email === null ? null : await deps.people.holderOf(email))
  const { secret, hash } = deps.newSecret()
  const expiresAt = new Date(now.getTime() + offerSecondsMax * 1000)
  await deps.linkOffers.add({ hash, account, name, holder: owner?.id ?? null, expiresAt })
  const address = new URL('/console/link', deps.publicUrl)
  address.searchParams.set('offer', secret)
  return { kind: 'offered', url: address.href, known: person !== null }
}

function refusedFor(code: DecisionRefusal): LinkAnswer {
  const context = { agent: '', action: '', status: '', open: [], url: '' }
  return { kind: 'refused', sentence: refusalSentence(code, context) }
}

const disabledSentence =
  'You are switched off here. Whoever runs Countersign, or your organisation’s directory, took your access away.'

/** What an address is for, to whoever is signed in there. It uses nothing up. */
export async function lookAtOffer(deps: LinkDeps, offer: string, by: Claimant): Promise<LinkView> {
  const at = await deps.now()
  const kept = await deps.linkOffers.read(deps.hashSecret(offer), at)
  if (kept === null) return { kind: 'unknown_offer' }
  const claim = await claimOn(deps, kept, by, at)
  const { account, name } = kept
  if (claim.kind === 'link') return { kind: 'link', offered: { account, name } }
  if (claim.kind !== 'merge') return claim
  const [yours, theirs] = await Promise.all([known(deps, by.person), known(deps, claim.other)])
  if (yours === null || theirs === null) return { kind: 'unknown_offer' }
  if (haveOnePlace(yours, theirs)) return { kind: 'second_identity' }
  return { kind: 'merge', offered: { account, name }, yours, theirs }
}

/**
 * Links the offered account to the person who is signed in, or makes its person one with them, once. An account never
 * changes hands: its person does, whole, where both said that they are one.
 */
export async function acceptOffer(
  deps: LinkDeps,
  offer: string,
  by: Claimant & { same: PersonId | null },
): Promise<LinkResult> {
  const at = await deps.now()
  const hash = deps.hashSecret(offer)
  const kept = await deps.linkOffers.read(hash, at)
  if (kept === null) return { kind: 'unknown_offer' }
  const claim = await claimOn(deps, kept, by, at)
  if (claim.kind === 'sign_in_again') return { kind: 'look_again' }
  if (claim.kind === 'merge') return mergeBy(deps, hash, { by, other: claim.other })
  if (claim.kind === 'link' && by.same !== null) return { kind: 'look_again' }
  if ((await deps.linkOffers.use(hash, at)) === null) return { kind: 'unknown_offer' }
  return claim.kind === 'link' ? linkTo(deps, kept, by.person, at) : claim
}

type Claim =
  | { kind: 'link' }
  | { kind: 'already_yours' }
  | { kind: 'taken' }
  | { kind: 'sign_in_again' }
  | { kind: 'other_disabled' }
  | { kind: 'merge'; other: PersonId }

/** What whoever is signed in may say of an account. Two become one only where its person asked, who has it still. */
async function claimOn(
  deps: LinkDeps,
  { account, holder }: KeptOffer,
  { person, authenticatedAt }: Claimant,
  at: Date,
): Promise<Claim> {
  const owner = await deps.people.byAccount(account)
  if (owner === null) return { kind: holder === null || holder === person ? 'link' : 'taken' }
  const other = owner.record.id
  if (other === person) return { kind: 'already_yours' }
  if (holder !== other) return { kind: 'taken' }
  if (!isFresh(authenticatedAt, at)) return { kind: 'sign_in_again' }
  return owner.record.disabled ? { kind: 'other_disabled' } : { kind: 'merge', other }
}

async function known(deps: LinkDeps, id: PersonId): Promise<KnownPerson | null> {
  const person = await deps.peopleRecords.read(id)
  return person === null ? null : { person, identities: await deps.peopleRecords.identities(id) }
}

/** Nobody has two accounts in one workspace, tenant or issuer: whoever seems to is two people. */
function haveOnePlace(one: KnownPerson, other: KnownPerson): boolean {
  return one.identities.some(({ provider, tenant }) =>
    other.identities.some((theirs) => theirs.provider === provider && theirs.tenant === tenant),
  )
}

/** The one who is signed in stays, because their session goes on. */
async function mergeBy(
  deps: LinkDeps,
  hash: string,
  { by, other }: { by: { person: PersonId; same: PersonId | null }; other: PersonId },
): Promise<LinkResult> {
  if (by.same !== other) return { kind: 'look_again' }
  const merged = await mergeAs(
    deps,
    { actor: { kind: 'person', id: by.person }, code: 'both_proven', surface: 'console' },
    { person: other, into: by.person, offer: hash },
  )
  if (merged.ok) return { kind: 'merged' }
  return { kind: merged.code === 'not_found' ? 'unknown_offer' : merged.code }
}

async function linkTo(
  deps: LinkDeps,
  { account, name }: KeptOffer,
  person: PersonId,
  at: Date,
): Promise<LinkResult> {
  const linked = await deps.people.link({
    account,
    person,
    name,
    proven: true,
    event: (owner, identity) =>
      draftEvent(deps.newId, {
        type: 'person.identity_linked',
        at,
        actor: { kind: 'person', id: owner },
        surface: 'console',
        more: { person: owner, identity, provider: account.provider },
      }),
  })
  if (linked === null) return { kind: 'second_account' }
  return { kind: linked.person === person ? 'linked' : 'taken' }
}
