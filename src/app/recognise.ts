import { foldEmail } from '../core/fold-email.ts'
import type { Policy } from '../core/policy/policy.ts'
import type { PersonRecord } from '../core/record.ts'
import { trustsEmail } from '../core/trust.ts'
import type { Clicker, People } from './ports.ts'

export interface RecogniseDeps {
  people: Pick<People, 'read' | 'holderOf'>
  mode: 'development' | 'production'
}

/**
 * Who is looking, as far as we know, and nothing is written: whoever merely has a card before their eyes links no
 * account. The same accounts are nobody here that are nobody when they click.
 */
export async function recognise(
  deps: RecogniseDeps,
  clicker: Clicker,
  known: PersonRecord | null,
  policy: Policy,
): Promise<PersonRecord | null> {
  if (clicker.kind === 'person') return known ?? deps.people.read(clicker.person)
  const { account, profile } = clicker
  if (profile === 'unavailable' || profile.standing !== 'member') return null
  if (known !== null) return known
  const email = foldEmail(profile.email)
  if (email === null || !trustsEmail(policy, account, email, deps.mode)) return null
  return deps.people.holderOf(email, account)
}
