import type { IdentityId, PersonId } from '../contract/ids.ts'
import { believedEmail, namesGroup } from '../core/sign-in.ts'
import type {
  Account,
  NewId,
  People,
  Policies,
  PolicyLibrary,
  SignInClaims,
  SignInRefusal,
} from './ports.ts'
import { draftEvent } from './record-event.ts'

export interface KnowAccountDeps {
  newId: NewId
  people: Pick<People, 'byAccount' | 'byEmail' | 'holderOf' | 'link'>
  policies: PolicyLibrary
  policyRecords: Pick<Policies, 'inForce'>
}

export type AccountOwner =
  | { ok: true; person: PersonId; identity: IdentityId }
  | { ok: false; code: SignInRefusal }

/**
 * Whose account of the provider this is. Known by its subject for good; at its first sign-in by an e-mail that is
 * believed, once. After that no e-mail is looked at, so one that changes hands carries nothing over: its new holder is a
 * second account of the same issuer, and is refused.
 */
export async function knowAccount(
  deps: KnowAccountDeps,
  issuer: string,
  claims: SignInClaims,
  at: Date,
): Promise<AccountOwner> {
  const account = { provider: 'oidc', tenant: issuer, subject: claims.subject } as const
  const known = await deps.people.byAccount(account)
  if (known !== null) {
    return known.record.disabled
      ? { ok: false, code: 'person_disabled' }
      : { ok: true, person: known.record.id, identity: known.identity }
  }
  const holder = await holderOf(deps, account, claims)
  if (!holder.ok) return holder
  const linked = await deps.people.link({
    account,
    person: holder.person,
    name: claims.name?.toWellFormed() ?? null,
    event: (person, identity) =>
      draftEvent(deps.newId, {
        type: 'person.identity_linked',
        at,
        actor: { kind: 'identity', id: identity },
        surface: 'console',
        more: { person, provider: 'oidc' },
      }),
  })
  if (linked === null || linked.person !== holder.person) {
    return { ok: false, code: 'second_account' }
  }
  return { ok: true, ...linked }
}

/** Who holds the e-mail; whoever a group of the policy takes from the provider becomes known here. */
async function holderOf(
  deps: KnowAccountDeps,
  account: Account,
  claims: SignInClaims,
): Promise<{ ok: true; person: PersonId } | { ok: false; code: SignInRefusal }> {
  const inForce = await deps.policyRecords.inForce()
  if (inForce === null) throw new Error('no policy is in force')
  const { policy } = await deps.policies.compiled(inForce.version)
  const email = believedEmail({ issuer: account.tenant, ...claims }, policy)
  if (email === null) return { ok: false, code: 'email_not_verified' }
  const holder = await deps.people.holderOf(email, account)
  if (holder !== null) {
    return holder.disabled
      ? { ok: false, code: 'person_disabled' }
      : { ok: true, person: holder.id }
  }
  if (!namesGroup(policy, claims.groups ?? [])) return { ok: false, code: 'nobody_known' }
  const person = await deps.people.byEmail(email)
  // Now somebody holds it for certain: nobody is found only for an account that was removed.
  const isRemoved = (await deps.people.holderOf(email, account)) === null
  return isRemoved ? { ok: false, code: 'nobody_known' } : { ok: true, person }
}
