/** Signing in by OpenID Connect: the provider as the verbs need it, and the verbs as the console is handed them. */
import type { IdentityId, PersonId, TokenId } from '../../contract/ids.ts'
import type { EventDraft } from './event.ts'
import type { Account } from './principal.ts'

/** Why nobody was signed in. Each is recorded as an event, and a page says what would help. */
export type SignInRefusal =
  /** This browser began no sign-in that is still open. */
  | 'no_attempt'
  | 'attempt_expired'
  | 'attempt_used'
  /** The attempt was made for another provider than the one that is set now. */
  | 'other_issuer'
  | 'state_mismatch'
  /** The provider said no, or the person turned back there. */
  | 'provider_refused'
  | 'provider_unavailable'
  /** The provider does not take our own id and secret. */
  | 'client_refused'
  /** The code was used before, expired, or was never given to us. */
  | 'code_refused'
  /** The answer, or the token in it, is not what the provider would have sent for this attempt. */
  | 'answer_invalid'
  /** The provider authenticated them too long ago. */
  | 'authentication_too_old'
  | 'email_not_verified'
  | 'nobody_known'
  | 'person_disabled'
  /** The person signs in with another account of this provider. */
  | 'second_account'

/** What ties an answer of the provider to one attempt: none of it is ever in a page. */
export interface SignInChecks {
  state: string
  nonce: string
  /** Of PKCE (RFC 7636). */
  verifier: string
  /** Whether the provider was told to have the person prove anew who they are. */
  fresh: boolean
}

/** What an ID token says, once everything about the token itself was checked. */
export interface SignInClaims {
  subject: string
  /** Case-folded. */
  email: string | null
  /** `missing` where the provider says nothing: then it is the policy's to say whether it is believed. */
  emailVerified: 'yes' | 'no' | 'missing'
  name: string | null
  /** Null where the provider knows of groups and does not say which. */
  groups: string[] | null
  /** The provider's name of its session. */
  sid: string | null
  /** When the provider says that it last had them prove who they are. */
  authenticatedAt: Date | null
}

export type SignInAnswer =
  | { ok: true; claims: SignInClaims; idToken: string }
  | { ok: false; code: SignInRefusal }

/** Whose sessions a provider ends: those of a subject, one session, or one session of that subject. */
export type LogoutResult =
  | { ok: true; subject: string | null; sid: string | null; jti: string; spentUntil: Date }
  | { ok: false; code: 'logout_token_invalid' | 'provider_unavailable' }

/** The one OpenID provider that is set. It never throws: an outage is an answer, and signs nobody in. */
export interface IdentityProvider {
  issuer: string
  /** Where to send the browser, and what the answer has to fit. Null while the provider cannot be reached. */
  begin(fresh: boolean): Promise<(SignInChecks & { url: string }) | null>
  /** `query` is that of the callback, as it came. */
  finish(query: string, checks: SignInChecks): Promise<SignInAnswer>
  /** Where the browser can end the provider's own session. Null where that is not offered, or not known just now. */
  endSessionUrl(idToken: string): Promise<string | null>
  readLogoutToken(token: string): Promise<LogoutResult>
}

/** A sign-in that was begun, as the browser keeps it. */
export interface SignInAttempt extends SignInChecks {
  issuer: string
  /** Where the visitor wanted to be: a path of ours. */
  returnTo: string
  expiresAt: Date
}

/** Attempts live in the browser alone, sealed, so that nobody fills a table by beginning many. */
export interface SealAttempts {
  seal(attempt: SignInAttempt): string
  /** Null for anything that was not sealed here. */
  open(sealed: string): SignInAttempt | null
}

/** Holds back events of refused sign-ins where somebody sends very many: then they are counted. */
export interface RefusalBrake {
  within(): boolean
  count(code: string): void
}

export interface Spent {
  /** True once for each hash, until then. */
  spend(hash: string, until: Date): Promise<boolean>
}

/** The groups that a provider named at somebody's last sign-in. */
export interface SignInGroups {
  /** Replaces them; they count until then. The event is written where that changes who is in what. */
  replace(signedIn: {
    person: PersonId
    names: string[]
    at: Date
    until: Date
    event: EventDraft
  }): Promise<void>
  /**
   * Believes none of them from now on, and ends none: whom they bar stays barred. The event is written where that changes
   * anything.
   */
  doubt(doubted: { person: PersonId; at: Date; event: EventDraft }): Promise<void>
}

export type SignInResult =
  | { kind: 'signed_in'; cookie: string; returnTo: string }
  | { kind: 'refused'; code: SignInRefusal; returnTo: string; spent: boolean; email: string | null }

/** How the console signs people in; null in `ConsoleVerbs` where no provider is set. */
export interface SignInVerbs {
  /** What people are told they sign in with: the provider's host. */
  host: string
  /** `fresh`: the person has to prove anew who they are, also where the provider has them signed in. */
  begin(returnTo: string, fresh: boolean): Promise<{ url: string; attempt: string } | null>
  finish(given: {
    query: string
    attempt: string | null
    oldCookie: string | null
  }): Promise<SignInResult>
  /** Ends the sessions that a provider's logout token names. */
  endByProvider(token: string): Promise<'ended' | 'refused'>
}

export interface PersonTokenRecord {
  id: TokenId
  name: string
  createdAt: Date
  lastUsedAt: Date | null
  expiresAt: Date
}

/** The person tokens of one person; only hashes of the tokens are kept. */
export interface PersonTokens {
  /** `gone`: the person was disabled or merged meanwhile. `too_many`: they have `countMax` that work. */
  add(token: {
    id: TokenId
    person: PersonId
    identity: IdentityId
    hash: string
    name: string
    at: Date
    expiresAt: Date
    countMax: number
    events: EventDraft[]
  }): Promise<'added' | 'gone' | 'too_many'>
  /** Those that still work, the newest first. */
  list(person: PersonId, at: Date): Promise<PersonTokenRecord[]>
  /** False where the person has no such token, or it was revoked before: then nothing is written. */
  revoke(person: PersonId, id: TokenId, at: Date, events: EventDraft[]): Promise<boolean>
}

/** What is on "My account". */
export interface AccountView {
  identities: (Account & { id: IdentityId; since: Date; here: boolean })[]
  tokens: PersonTokenRecord[]
  /** Live ones, this one first. */
  sessions: { here: boolean; since: Date; lastSeenAt: Date }[]
}

/** What the store knows of a person's own accounts. `here` is the hash of the asking session's cookie. */
export interface OwnAccounts {
  read(query: {
    person: PersonId
    here: string
    at: Date
    /** A session that was not seen since is over. */
    seenAfter: Date
  }): Promise<Omit<AccountView, 'tokens'>>
  /** Ends all sessions but that one, with an event for each. */
  endOthers(person: PersonId, here: string, at: Date, event: () => EventDraft): Promise<void>
}

/** What a person does with their own account, signed in. */
export interface AccountVerbs {
  read(person: PersonId, cookie: string): Promise<AccountView>
  createToken(
    owner: { person: PersonId; identity: IdentityId },
    wanted: { name: string; expiresInSeconds: number },
  ): Promise<TokenCreated>
  revokeToken(person: PersonId, id: TokenId): Promise<boolean>
  /** Ends every session of the person but this one. */
  endOtherSessions(person: PersonId, cookie: string): Promise<void>
}

export type TokenCreated =
  | { ok: true; id: TokenId; token: string; expiresAt: Date }
  | { ok: false; code: 'too_many_tokens' | 'unauthenticated' }
