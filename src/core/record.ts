import type { OutcomeStatus } from '../contract/grant.ts'
import type {
  AgentId,
  CardId,
  DecisionId,
  IdentityId,
  KeyId,
  PersonId,
  RequestId,
  TrustId,
} from '../contract/ids.ts'
import type { Classification, Link, Origin } from '../contract/proposal.ts'
import type { CardStatus, RequestWarning, Settler } from '../contract/request.ts'
import type { DecisionWord, RequestStatus, SurfaceName } from '../contract/words.ts'
import type { Evaluation, Need, SlackUsergroup } from './policy/policy.ts'

/** A person as the rules need them. `emails` are those that they hold now, case-folded. */
export interface PersonRecord {
  id: PersonId
  name: string | null
  emails: string[]
  /** The user groups of Slack that an account of theirs is in, as the policy names them, by rosters that are fresh. */
  usergroups: SlackUsergroup[]
  /** The groups that the directory says they are in, by the names that it gives them. */
  directoryGroups: string[]
  /** The groups that their last sign-in claimed. */
  oidcGroups: string[]
  disabled: boolean
}

export interface DecisionRecord {
  id: DecisionId
  person: PersonRecord
  identity: IdentityId
  decision: DecisionWord
  surface: SurfaceName
  comment: string | null
  at: Date
  /** The person was disabled at some moment since: it is part of the story, and counts no more. */
  lapsed: boolean
}

export interface CardRecord {
  id: CardId
  surface: SurfaceName
  destination: string
  status: CardStatus
  reason: string | null
  shownVersion: number
}

/** Which need an approval counted for when the request was settled. */
export interface Seat {
  decision: DecisionId
  group: string
}

/** How a request ended. `reason` is the policy's sentence or the agent's words, as they were given. */
export interface Settlement {
  by: Settler
  reason: string | null
  seats: Seat[]
}

/** What became of the grant of an approved request. It is born with the verdict, in the same write. */
export interface GrantRecord {
  /** Until when the action may be executed. */
  until: Date
  usedAt: Date | null
  /** The agent or executor that used it. */
  usedBy: AgentId | null
  revokedAt: Date | null
  revokeReason: string | null
}

/** How the execution went, as whoever used the grant reported it. */
export interface OutcomeRecord {
  status: OutcomeStatus
  detail: string | null
  at: Date
}

/** The free text of a request: the agent's own words, and links that it gave. */
export interface Words {
  summary: string | null
  reason: string | null
  origin: Origin | null
  links: Link[]
  classification: Record<string, Classification>
}

/** One request with everything that a reader, a card or a decision may need of it. */
export interface RequestRecord {
  id: RequestId
  version: number
  status: RequestStatus
  agent: { id: AgentId; name: string; version: number; disabled: boolean }
  key: KeyId | TrustId
  action: string
  resource: string | null
  /** As the agent said it; `evaluation.environment` is what holds. */
  environment: string | null
  onBehalfOf: PersonRecord | null
  /** The e-mail that the agent named, which the digest covers. */
  onBehalfOfEmail: string | null
  /** Where the agent wants to hear the verdict of this one request, in place of its usual endpoints. */
  webhookUrl: string | null
  digest: string
  policyVersion: string
  evaluation: Evaluation
  warnings: RequestWarning[]
  needs: Need[]
  words: Words
  /** The payload's JSON text as the agent wrote it. */
  payloadText: string
  salt: Uint8Array
  decisions: DecisionRecord[]
  cards: CardRecord[]
  /** Everyone who must not decide: owners, who made the key or the trust, the beneficiary, now or since the proposal. */
  barred: PersonId[]
  createdAt: Date
  expiresAt: Date | null
  decidedAt: Date | null
  settlement: Settlement | null
  /** The database's clock when this was read. */
  readAt: Date
  /** Null where it was not approved. */
  grant: GrantRecord | null
  outcome: OutcomeRecord | null
}
