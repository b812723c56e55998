/** Requests: what the verbs read of them at once, and the conditional writes. */
import type {
  AgentId,
  CardId,
  IdentityId,
  KeyId,
  PersonId,
  RequestId,
  TrustId,
} from '../../contract/ids.ts'
import type { ListQuery } from '../../contract/list.ts'
import type { DecisionWord, RequestStatus, SurfaceName } from '../../contract/words.ts'
import type { Evaluation, Need } from '../../core/policy/policy.ts'
import type {
  DecisionRecord,
  OutcomeRecord,
  PersonRecord,
  RequestRecord,
  Settlement,
} from '../../core/record.ts'
import type { EventDraft } from './event.ts'
import type { Clicker } from './principal.ts'

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
  key: KeyId | TrustId
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
  /** Until when an action that was allowed at once may be executed, else null. */
  grantUntil: Date | null
  idempotency: { keyHash: string; bodyHash: string } | null
  cards: NewCard[]
  events: EventDraft[]
}

export interface NewCard {
  id: CardId
  surface: 'slack' | 'teams'
  destination: string
  /** Where it waits for its turn: cards for one place share a line. */
  line: string
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
  /** Until when an approved action may be executed, else null. */
  grantUntil: Date | null
  decision: NewDecision | null
  /** Further cards; one that is there already stays as it is. */
  cards: NewCard[]
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
  /** What is held now by those who must not decide: owners, whoever made the key or the trust, the beneficiary. */
  barredEmails(query: {
    agent: AgentId
    key: KeyId | TrustId
    beneficiary: PersonId | null
  }): Promise<string[]>
  commitProposal(request: NewRequest): Promise<CommitResult>
  factsForDecision(query: {
    request: RequestId
    clicker: Clicker | null
  }): Promise<DecisionFacts | null>
  commitChange(change: RequestChange): Promise<CommitResult>
  /** Uses a grant, once: only while it is unused, in its time, and nothing that the use rests on has changed. */
  useGrant(use: {
    request: RequestId
    by: AgentId
    digest: string
    at: Date
    expectPolicy: string
    expectAgentVersion: number
    expectActive: PersonId[]
    event: EventDraft
  }): Promise<CommitResult>
  /** Ends a grant that is unused. The reason is kept apart, so that it can be erased. */
  revokeGrant(change: {
    request: RequestId
    at: Date
    reason: string | null
    event: EventDraft
  }): Promise<CommitResult>
  /** Writes how the execution went, once, by whoever used the grant. */
  reportOutcome(report: {
    request: RequestId
    by: AgentId
    outcome: OutcomeRecord
    event: EventDraft
  }): Promise<CommitResult>
  read(id: RequestId): Promise<RequestRecord | null>
  /** What is pending for these groups, the nearest deadline first, without what is the own action of `notOf`. */
  queue(query: {
    groups: string[]
    notOf: PersonId | null
    /** Without what this person has approved already; null where that is wanted too. */
    undecidedBy: PersonId | null
    limit: number
  }): Promise<{ requests: RequestRecord[]; more: boolean }>
  /** What a person decided, their last decision first. */
  decidedBy(query: { person: PersonId; limit: number }): Promise<RequestRecord[]>
  /** What the agents asked for that a person owns now, the newest first. */
  askedBy(query: { person: PersonId; limit: number }): Promise<RequestRecord[]>
  /** Who may have to hear how a request ended, and the jobs that tell each of them. */
  hearers(request: RequestId): Promise<{ owners: PersonId[]; onBehalfOf: PersonId | null } | null>
  tellLater(request: RequestId, people: PersonId[]): Promise<void>
  /** Everything that is pending, the nearest deadline first. */
  pending(): Promise<RequestId[]>
  list(
    query: ListQuery,
    reader: RequestReader,
  ): Promise<{
    requests: RequestRecord[]
    nextCursor: string | null
  }>
}
