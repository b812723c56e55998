import type { DirectoryUserId, PersonId } from '../contract/ids.ts'

/** Who holds an e-mail just now, and what else is known of them. */
export interface EmailHolder {
  email: string
  person: PersonId
  /** The user of the directory that they are, or were until it was deleted. */
  user: { id: DirectoryUserId; externalId: string | null; deleted: boolean } | null
  /** They have an account somewhere that is not the directory. */
  hasAccount: boolean
}

/** Whose a new user of the directory is. */
export type Owner = { kind: 'known'; person: PersonId } | { kind: 'new' }

/**
 * Whose a new user is: by e-mail, once. The directory vouches for it, so whoever holds one is the same human, unless they
 * are or were another user of the directory: then two share the address, or it has changed hands, and it carries nothing
 * over. A user that was deleted and comes again under the same external id is the same human again.
 */
export function ownerOf(
  { externalId, emails }: { externalId: string | null; emails: string[] },
  holders: EmailHolder[],
): Owner {
  for (const email of emails) {
    const holder = holders.find((one) => one.email === email)
    const other = holder?.user ?? null
    const returns =
      other?.deleted === true && externalId !== null && other.externalId === externalId
    if (holder !== undefined && (other === null || returns)) {
      return { kind: 'known', person: holder.person }
    }
  }
  return { kind: 'new' }
}

/** What becomes of the e-mails that the directory vouches for. */
export interface EmailPlan {
  /** Held by the person from now on; `from` is who held it until now. */
  take: { email: string; from: PersonId | null }[]
  /** Known by an e-mail alone, which is this person's: they are one. */
  merge: PersonId[]
  /** Somebody else's who is known by an account: only an administrator can say which is true. */
  refused: PersonId[]
}

/** Which e-mails the person takes. What was said of an address is not said of whoever has it next. */
export function planEmails(
  person: PersonId | null,
  emails: string[],
  holders: EmailHolder[],
): EmailPlan {
  const plan: EmailPlan = { take: [], merge: [], refused: [] }
  for (const email of emails) {
    const holder = holders.find((one) => one.email === email) ?? null
    if (holder === null) plan.take.push({ email, from: null })
    else if (holder.person === person) continue
    else if (holder.user?.deleted === true) plan.take.push({ email, from: holder.person })
    else if (holder.user === null && !holder.hasAccount) plan.merge.push(holder.person)
    else plan.refused.push(holder.person)
  }
  return { ...plan, merge: [...new Set(plan.merge)], refused: [...new Set(plan.refused)] }
}
