/** The verbs, as the edges are handed them. */
import type { DecisionRefusal } from '../../contract/errors.ts'
import type { EventType } from '../../contract/event.ts'
import type { CardId, IdentityId, PersonId, RequestId } from '../../contract/ids.ts'
import type { JsonTree } from '../../contract/json.ts'
import type { IdentityView, PersonView } from '../../contract/person.ts'
import type { RequestObject } from '../../contract/request.ts'
import type { DecisionWord, SurfaceName } from '../../contract/words.ts'
import type { Card, Rights } from '../../core/card/card.ts'
import type { PersonRecord } from '../../core/record.ts'
import type { AdministrationVerbs } from './administration.ts'
import type { MessageRef } from './card.ts'
import type { EventDraft } from './event.ts'
import type { Account, Clicker } from './principal.ts'
import type { AccountVerbs, SignInVerbs } from './sign-in.ts'
import type { DeliveryStanding } from './webhook.ts'

export interface Click {
  request: RequestId
  decision: DecisionWord
  digest: string
  comment: string | null
  surface: SurfaceName
  clicker: Clicker
  /** The message that was clicked, where a surface has messages: an unknown one is adopted. */
  message: { card: CardId; key: string; ref: MessageRef } | null
}

export type DecideResult =
  | { ok: true; request: RequestObject; repeated: boolean }
  | {
      ok: false
      code: DecisionRefusal
      /** What the person is told: why, and what would help. */
      sentence: string
      request: RequestObject | null
    }

export type Decide = (click: Click) => Promise<DecideResult>

/** Everything that a page about one request shows to one person, masked. Null where they may not see it. */
export interface RequestPageView {
  request: RequestObject
  card: Card
  payload: JsonTree
  links: { title: string; url: string; host: string }[]
  events: PersonEventView[]
  /** How the verdict fares on its way to those who are told by webhook. */
  deliveries: DeliveryStanding[]
  /** What this person may do now: the same rules that will judge the click. */
  may: Rights
}

export interface PersonEventView {
  at: Date
  type: EventType
  actor: string
  surface: string | null
  code: string | null
}

/** What waits for one person; `more` where there is more than a page holds. */
export interface Queue {
  items: QueueItem[]
  more: boolean
}

export interface QueueItem {
  request: RequestObject
  card: Card
}

/** A console session. Without a person it may only choose one, which only development mode offers. */
export interface SessionRecord {
  person: PersonRecord | null
  identity: IdentityId | null
  csrf: string
  /** When its person last proved who they are; null where nobody said. */
  authenticatedAt: Date | null
}

/** Cookies are kept as hashes. An idle or ended session reads as null. `at` is the database's clock. */
export interface Sessions {
  /** False where the person was disabled or merged meanwhile: then nothing is written that could revive with them. */
  open(session: {
    hash: string
    csrf: string
    signedIn: { person: PersonId; identity: IdentityId } | null
    /** The provider's own name of its session, and the sealed ID token, where it was a provider who said who it is. */
    provider: { sid: string | null; idToken: string } | null
    authenticatedAt: Date | null
    at: Date
    endsAt: Date
    events: EventDraft[]
  }): Promise<boolean>
  /** Reads a live session and marks it as seen now. */
  read(hash: string, at: Date, seenAfter: Date): Promise<SessionRecord | null>
  end(hash: string, at: Date, events: EventDraft[]): Promise<void>
  /** The sealed ID token of a session that has not ended. */
  idTokenOf(hash: string): Promise<string | null>
  /**
   * Ends what a provider names: the sessions of a subject, one session by its `sid`, or one of that subject. False where
   * its token was used before. The token is used up together with that, so that it works again after a failure.
   */
  endOf(
    named: { issuer: string; subject: string | null; sid: string | null },
    token: { hash: string; spentUntil: Date },
    at: Date,
    event: (person: PersonId) => EventDraft,
  ): Promise<boolean>
  addLink(hash: string, expiresAt: Date): Promise<void>
  /** True once, before the link has expired. */
  useLink(hash: string, at: Date): Promise<boolean>
}

/** The cookie's value of a new session, and how the console gets and ends one. */
interface ConsoleSessions {
  read(cookie: string): Promise<SessionRecord | null>
  /** The value for the cookie of a session that may only choose a person, or null for a used or unknown link. */
  enterByLink(link: string): Promise<string | null>
  /** Ends the old session and opens a new one for the person of this e-mail. Null where the policy knows no such person. */
  signInAs(email: string, oldCookie: string): Promise<string | null>
  /** Ends the session; answers with where the provider's own can be ended, where there is one. */
  signOut(cookie: string): Promise<string | null>
}

/** An account of a chat that somebody asked the bot to link, and what its platform calls them. */
export interface LinkOffer {
  account: Account
  name: string | null
}

/** One person, as the other of two who are to become one has to recognise them. */
export interface KnownPerson {
  person: PersonView
  identities: IdentityView[]
}

/** Whoever is signed in at a linking address, and when they last proved who they are. */
export interface Claimant {
  person: PersonId
  authenticatedAt: Date | null
}

/** Why an offer changes nothing. */
type Unlinked =
  | { kind: 'already_yours' }
  /** The account belongs to another person, who did not ask for this, or it is another's to accept. */
  | { kind: 'taken' }
  /** The other of the two is disabled, which an administrator alone spreads or lifts. */
  | { kind: 'other_disabled' }
  /** Both have an account in one place, where nobody has two. */
  | { kind: 'second_identity' }
  /** Used, expired or never offered. */
  | { kind: 'unknown_offer' }

/** What an address is for, to whoever is signed in there. */
export type LinkView =
  | Unlinked
  | { kind: 'link'; offered: LinkOffer }
  /** The account is somebody's who asked to become one with whoever is signed in. */
  | { kind: 'merge'; offered: LinkOffer; yours: KnownPerson; theirs: KnownPerson }
  /** The same, and first they have to prove anew who they are. */
  | { kind: 'sign_in_again' }

export type LinkResult =
  | Unlinked
  | { kind: 'linked' }
  | { kind: 'merged' }
  /** The person has another account in that workspace or tenant. */
  | { kind: 'second_account' }
  /** What was agreed to is not what the address is for now: its page says what is. */
  | { kind: 'look_again' }

/** One-time addresses, as their page works with them. Looking spends nothing. */
interface ConsoleLinks {
  look(offer: string, by: Claimant): Promise<LinkView>
  /** `same` is the other person whom they said to be, where they were asked that. */
  accept(offer: string, by: Claimant & { same: PersonId | null }): Promise<LinkResult>
}

export interface ConsoleVerbs {
  decide: Decide
  sessions: ConsoleSessions
  links: ConsoleLinks
  /** Null where no OpenID provider is set. */
  signIn: SignInVerbs | null
  account: AccountVerbs
  administration: AdministrationVerbs
  queue(person: PersonId): Promise<Queue>
  page(request: RequestId, person: PersonId): Promise<RequestPageView | null>
  /** Development only, else null: who one may be, and a sample action proposed through the real API. */
  development: {
    people(): Promise<{ email: string; groups: string[] }[]>
    proposeSample(): Promise<RequestId>
  } | null
}
