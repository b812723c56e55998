/** People as they are administered: who may act since when, whose an account is, and who turned out to be whom. */
import type { IdentityId, PersonId } from '../../contract/ids.ts'
import type {
  DisabledBy,
  IdentityView,
  PersonPage,
  PersonQuery,
  PersonView,
} from '../../contract/person.ts'
import type { EventDraft } from './event.ts'

/** Whether a person may act, by the word of one of those who may say so. */
interface StandingChange {
  person: PersonId
  source: DisabledBy
  disabled: boolean
  at: Date
  event: EventDraft
}

export interface PeopleRecords {
  list(query: PersonQuery): Promise<PersonPage>
  read(id: PersonId): Promise<PersonView | null>
  /** The accounts that live, the oldest first. */
  identities(id: PersonId): Promise<IdentityView[]>
  /** Those that were removed and are nobody's since, the latest first. */
  removedIdentities(id: PersonId): Promise<IdentityView[]>
  /**
   * Whoever is disabled is signed out everywhere, and every pending request that they approved follows. `unchanged`:
   * it was so before, and nothing was written.
   */
  changeStanding(change: StandingChange): Promise<'changed' | 'unchanged' | 'unknown'>
  /** Ends an account of a person with its tokens and sessions. False where it is not theirs, or over. */
  endIdentity(end: {
    person: PersonId
    identity: IdentityId
    at: Date
    event: EventDraft
  }): Promise<boolean>
  /**
   * Links a removed account to its person again, under an id of its own, so that no token or session of before revives.
   * `taken`: it is somebody's, or the person has another one in that place. `unknown`: they have no such removed account.
   */
  restoreIdentity(restoring: {
    person: PersonId
    identity: IdentityId
    as: IdentityId
    at: Date
    event: EventDraft
  }): Promise<'restored' | 'taken' | 'unknown'>
  /**
   * Everything of the one is the other's from now on, and pending requests that rest on either are looked at again.
   * `second_identity`: both have an account in the same place, so that they are two. `offer` is the hash of a linking
   * offer that this uses up: it has to be open still and its account the one's, and neither may be disabled.
   */
  merge(merging: {
    person: PersonId
    into: PersonId
    offer?: string | undefined
    at: Date
    event: EventDraft
  }): Promise<'merged' | 'second_identity' | 'unknown'>
}
