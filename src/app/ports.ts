/**
 * What the verbs need from outside, and the verbs as the edges see them. An edge implements the
 * first kind and is handed the second by `main`. Nothing here says how anything is done.
 */
import type { AgentKind, AgentView, KeyView } from '../contract/agent.ts'
import type { DecisionRefusal } from '../contract/errors.ts'
import type { ActorKind, EventType } from '../contract/event.ts'
import type {
  AgentId,
  CardId,
  EventId,
  IdByPrefix,
  IdentityId,
  KeyId,
  PersonId,
  RequestId,
  TokenId,
} from '../contract/ids.ts'
import type { JsonTree, JsonValue } from '../contract/json.ts'
import type { EventQuery, ListQuery } from '../contract/list.ts'
import type { CardStatus, RequestObject } from '../contract/request.ts'
import type { DecisionWord, RequestStatus, SurfaceName } from '../contract/words.ts'
import type { Card } from '../core/card/card.ts'
import type { CompiledPolicy } from '../core/policy/compile.ts'
import type { Destination, Evaluation, Need } from '../core/policy/policy.ts'
import type { DecisionRecord, PersonRecord, RequestRecord, Settlement } from '../core/record.ts'

// ---- Who is calling -------------------------------------------------------------------------

/** An account of a person on some platform, by ids that never change hands. */
export interface Account {
  provider: 'slack' | 'entra' | 'oidc' | 'development'
  /** The Slack team, the Entra tenant, the OIDC issuer, or `local`. */
  tenant: string
  subject: string
}

/** What a platform says of an account just now. Only a `member`'s e-mail can be believed. */
export interface Profile {
  standing: 'member' | 'guest' | 'bot' | 'deactivated' | 'stranger'
  email: string | null
  name: string | null
}

export type Principal =
  | {
      kind: 'agent'
      id: AgentId
      name: string
      agentKind: AgentKind
      disabled: boolean
      key: KeyId
    }
  | { kind: 'person'; person: PersonRecord; identity: IdentityId; token: TokenId | null }
  | { kind: 'admin' }

/** Somebody who decides: known by a session or token, or an account that a platform vouches for. */
export type Clicker =
  | { kind: 'person'; person: PersonId; identity: IdentityId }
  | { kind: 'account'; account: Account; profile: Profile | 'unavailable' }

// ---- Events ---------------------------------------------------------------------------------

export interface Actor {
  kind: ActorKind
  id: string | null
}

/** An event before it is written: ids, codes, times and commitments, and nothing that must be erasable. */
export interface EventDraft {
  id: EventId
  type: EventType
  at: Date
  request: RequestId | null
  actor: Actor
  surface: SurfaceName | null
  code: string | null
  more: Record<string, JsonValue>
  /** The canonical JSON text of all of the above: what is stored and what counts. */
  body: string
}

export interface StoredEvent {
  body: string
  /** The actor's name, where it is known and may be told. */
  actorName: string | null
}

export interface EventPage {
  events: StoredEvent[]
  nextCursor: string | null
}

// ---- Requests -------------------------------------------------------------------------------

/** What `propose` reads at once. `now` is the database's clock. */
export interface ProposalFacts {
  now: Date
  policyVersion: string
  pendingCount: number
  /** The request that this idempotency key already made. */
  earlier: { id: RequestId; bodyHash: string } | null
  /** The person who holds the e-mail of `on_behalf_of`. */
  beneficiary: PersonId | null
}

export interface NewRequest {
  id: RequestId
  agent: AgentId
  key: KeyId
  status: RequestStatus
  action: string
  resource: string | null
  environment: string | null
  onBehalfOf: PersonId | null
  digest: string
  policyVersion: string
  evaluation: Evaluation
  warnings: RequestRecord['warnings']
  needs: Need[]
  payloadText: string
  salt: Uint8Array
  /** JSON text, or null where the agent wrote no word. */
  words: string | null
  createdAt: Date
  expiresAt: Date | null
  settlement: Settlement | null
  idempotency: { keyHash: string; bodyHash: string } | null
  cards: { id: CardId; surface: 'slack' | 'teams'; destination: string }[]
  events: EventDraft[]
}

/** One change of one request: written only if nothing it rests on has changed since it was read. */
export interface RequestChange {
  request: RequestId
  expectVersion: number
  expectPolicy: string | null
  expectAgentVersion: number | null
  /** Approvals that count rest on these people still being active. */
  expectActive: PersonId[]
  /** Refuse to write from this moment on, by the database's clock. */
  before: Date | null
  status: RequestStatus
  needs: Need[]
  warnings: RequestRecord['warnings']
  /** The store keeps `reason` apart with the other free text, so that it can be erased. */
  settlement: Settlement | null
  decidedAt: Date | null
  decision: NewDecision | null
  events: EventDraft[]
}

interface NewDecision {
  id: DecisionRecord['id']
  person: PersonId
  identity: IdentityId
  decision: DecisionWord
  surface: SurfaceName
  comment: string | null
  at: Date
}

/** `stale`: something it rested on changed, so read again and decide again. */
export type CommitResult = 'committed' | 'stale'

export interface DecisionFacts {
  now: Date
  request: RequestRecord
  policyVersion: string
  /** The clicker, where it is a known identity of a known person. */
  person: { record: PersonRecord; identity: IdentityId } | null
}

export interface RequestReader {
  kind: 'admin' | 'agent' | 'person'
  agent: AgentId | null
  /** For a person: the groups that they are in, in the policy in force. */
  groups: string[]
}

export interface Requests {
  factsForProposal(query: {
    agent: AgentId
    idempotencyKeyHash: string | null
    onBehalfOf: string | null
    pendingMax: number
  }): Promise<ProposalFacts>
  commitProposal(request: NewRequest): Promise<CommitResult>
  factsForDecision(query: {
    request: RequestId
    clicker: Clicker | null
  }): Promise<DecisionFacts | null>
  commitChange(change: RequestChange): Promise<CommitResult>
  read(id: RequestId): Promise<RequestRecord | null>
  list(
    query: ListQuery,
    reader: RequestReader,
  ): Promise<{
    requests: RequestRecord[]
    nextCursor: string | null
  }>
}

// ---- People, agents, policy, events ----------------------------------------------------------

export interface People {
  /** The person who holds the e-mail, made known if nobody does. The e-mail is case-folded. */
  byEmail(email: string): Promise<PersonId>
  read(id: PersonId): Promise<PersonRecord | null>
  /** Links once: an account that is already linked keeps its person. Null where the person already has another account in that tenant. */
  link(query: {
    account: Account
    person: PersonId
    name: string | null
    event: (person: PersonId, identity: IdentityId) => EventDraft
  }): Promise<{ person: PersonId; identity: IdentityId } | null>
}

export interface Agents {
  create(agent: {
    id: AgentId
    name: string
    kind: AgentKind
    owners: PersonId[]
    key: { id: KeyId; hash: string; madeBy: PersonId | null; expiresAt: Date | null }
    events: EventDraft[]
  }): Promise<'created' | 'name_taken'>
  list(): Promise<AgentView[]>
  read(id: AgentId): Promise<{ agent: AgentView; keys: KeyView[] } | null>
  change(
    id: AgentId,
    change: { owners?: PersonId[]; disabled?: boolean; at: Date },
    events: EventDraft[],
  ): Promise<boolean>
  addKey(
    agent: AgentId,
    key: { id: KeyId; hash: string; madeBy: PersonId | null; expiresAt: Date | null },
    events: EventDraft[],
  ): Promise<boolean>
  revokeKey(agent: AgentId, key: KeyId, at: Date, events: EventDraft[]): Promise<boolean>
}

export interface PolicyRecord {
  version: string
  yaml: string
  since: Date
}

export interface Policies {
  inForce(): Promise<PolicyRecord | null>
  read(version: string): Promise<string | null>
  wasInForce(version: string): Promise<boolean>
  /** Writes the version, its activation, the people its e-mails name, and the event. */
  activate(policy: {
    version: string
    yaml: string
    emails: string[]
    event: EventDraft
  }): Promise<void>
}

export interface Events {
  append(event: EventDraft): Promise<void>
  ofRequest(request: RequestId): Promise<StoredEvent[]>
  list(query: EventQuery): Promise<EventPage>
}

// ---- Cards and surfaces -----------------------------------------------------------------------

/** Where a posted message is, in the surface's own words. */
export type MessageRef = Record<string, string>

export interface CardMessageRecord {
  id: string
  ref: MessageRef
  shownVersion: number
}

export interface CardFacts {
  card: RequestRecord['cards'][number]
  messages: CardMessageRecord[]
  request: RequestRecord
  now: Date
}

/** What became of one try. `again` puts the job back for later; the caller never sleeps. */
export interface CardChange {
  card: CardId
  request: RequestId
  status: CardStatus
  reason: string | null
  shownVersion: number
  posted: { id: string; surface: SurfaceName; key: string; ref: MessageRef } | null
  shown: { message: string; version: number }[]
  gone: string[]
  /** When to try once more, and as which try that counts. */
  again: { afterSeconds: number; attempt: number } | null
  events: EventDraft[]
}

export interface Cards {
  facts(card: CardId): Promise<CardFacts | null>
  save(change: CardChange): Promise<void>
  /** Makes an unknown message one more message of the card, and asks for it to be brought up to date. */
  adopt(message: {
    id: string
    card: CardId
    request: RequestId
    surface: SurfaceName
    key: string
    ref: MessageRef
  }): Promise<void>
}

export type PostResult =
  | { kind: 'posted'; ref: MessageRef; key: string }
  /** The platform asks to wait, or could not be reached. */
  | { kind: 'later'; reason: string; afterSeconds: number | null }
  /** The platform refuses: somebody has to mend something first. */
  | { kind: 'refused'; reason: string }

export type UpdateResult =
  | { kind: 'updated' }
  | { kind: 'gone' }
  | { kind: 'later'; reason: string; afterSeconds: number | null }
  | { kind: 'refused'; reason: string }

/** A chat that cards are posted to. What it can do is data, never an `if` on its name. */
export interface ChatSurface {
  name: 'slack' | 'teams'
  abilities: {
    update: boolean
    thread: boolean
    privateReply: boolean
    forms: boolean
    /** How much of a payload's text one of its cards holds. */
    payloadCharsMax: number
  }
  /** Whether this destination names a place on this surface. */
  reaches(destination: Destination): boolean
  post(card: Card, destination: Destination, cardId: CardId): Promise<PostResult>
  update(card: Card, ref: MessageRef, cardId: CardId): Promise<UpdateResult>
}

// ---- Small ports --------------------------------------------------------------------------------

/** What is left of an agent's budget of proposals in the window that runs. */
export interface RateState {
  within: boolean
  limit: number
  remaining: number
  windowSeconds: number
  resetSeconds: number
}

/** Takes one from an agent's budget. */
export type TakeRate = (agent: AgentId) => Promise<RateState>

export type NewId = <Prefix extends keyof IdByPrefix>(prefix: Prefix) => IdByPrefix[Prefix]
export type RandomBytes = (count: number) => Uint8Array

/** The policy in force, compiled: by version, so that a verb can insist on the one that it read. */
export interface PolicyLibrary {
  /** Compiled once per version and kept. Throws where the version is unknown: nothing is decided without it. */
  compiled(version: string): Promise<CompiledPolicy>
}

/** Tells those who wait in this process that a request was settled. The store tells other processes. */
export type Wake = (request: RequestId) => void

// ---- The verbs, as edges are handed them -----------------------------------------------------------

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
  /** What this person may do now: the same rules that will judge the click. */
  may: { approve: boolean; deny: boolean; whyNot: string | null; commentRequired: DecisionWord[] }
}

export interface PersonEventView {
  at: Date
  type: EventType
  actor: string
  surface: string | null
  code: string | null
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
}

/** Cookies are kept as hashes. An idle or ended session reads as null. `at` is the database's clock. */
export interface Sessions {
  open(session: {
    hash: string
    csrf: string
    signedIn: { person: PersonId; identity: IdentityId } | null
    at: Date
    endsAt: Date
    events: EventDraft[]
  }): Promise<void>
  /** Reads a live session and marks it as seen now. */
  read(hash: string, at: Date, seenAfter: Date): Promise<SessionRecord | null>
  end(hash: string, at: Date, events: EventDraft[]): Promise<void>
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
  signOut(cookie: string): Promise<void>
}

export interface ConsoleVerbs {
  decide: Decide
  sessions: ConsoleSessions
  queue(person: PersonId): Promise<QueueItem[]>
  page(request: RequestId, person: PersonId): Promise<RequestPageView | null>
  /** Development only, else null: who one may be, and a sample action proposed through the real API. */
  development: {
    people(): Promise<{ email: string; groups: string[] }[]>
    proposeSample(): Promise<RequestId>
  } | null
}
