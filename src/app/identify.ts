import type { DecisionRefusal } from '../contract/errors.ts'
import { foldEmail } from '../core/fold-email.ts'
import type { Policy } from '../core/policy/policy.ts'
import { trustsEmail } from '../core/trust.ts'
import type { Account, Clicker, DecisionFacts, NewId, People, Profile } from './ports.ts'
import { draftEvent } from './record-event.ts'

export interface IdentifyDeps {
  newId: NewId
  people: Pick<People, 'byEmail' | 'link'>
  mode: 'development' | 'production'
}

export type Identified = { ok: true; linkedNow: boolean } | { ok: false; code: DecisionRefusal }

/**
 * Who clicked: an account that is linked to a person, or one that is linked now, once, because the policy trusts its
 * workspace for e-mails of that domain. Only full members are anybody, and what cannot be known is a refusal.
 */
export async function identify(
  deps: IdentifyDeps,
  clicker: Clicker,
  { person, now }: Pick<DecisionFacts, 'person' | 'now'>,
  policy: Policy,
): Promise<Identified> {
  if (clicker.kind === 'person') return { ok: true, linkedNow: false }
  const { account, profile } = clicker
  if (profile === 'unavailable') return { ok: false, code: 'identity_unavailable' }
  if (profile.standing !== 'member') return { ok: false, code: 'account_refused' }
  if (person !== null) return { ok: true, linkedNow: false }
  return link(deps, { account, profile, policy, now })
}

interface Linking {
  account: Account
  profile: Profile
  policy: Policy
  now: Date
}

async function link(deps: IdentifyDeps, given: Linking): Promise<Identified> {
  const { account, profile, policy, now } = given
  const email = foldEmail(profile.email)
  if (email === null || !trustsEmail(policy, account, email, deps.mode)) {
    return { ok: false, code: 'identity_not_trusted' }
  }
  const holder = await deps.people.byEmail(email)
  const linked = await deps.people.link({
    account,
    person: holder,
    name: profile.name?.toWellFormed() ?? null,
    event: (person, identity) =>
      draftEvent(deps.newId, {
        type: 'person.identity_linked',
        at: now,
        actor: { kind: 'identity', id: identity },
        more: { person, provider: account.provider },
      }),
  })
  return linked === null
    ? { ok: false, code: 'identity_not_trusted' }
    : { ok: true, linkedNow: true }
}
