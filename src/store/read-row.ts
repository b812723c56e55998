import type { AgentId, RequestId } from '../contract/ids.ts'
import type { RequestWarning } from '../contract/request.ts'
import type { RequestStatus } from '../contract/words.ts'
import { executeSecondsDefault } from '../core/policy/limits.ts'
import type { Evaluation, Need } from '../core/policy/policy.ts'
import type {
  CardRecord,
  DecisionRecord,
  GrantRecord,
  OutcomeRecord,
  PersonRecord,
  RequestRecord,
  Settlement,
  Words,
} from '../core/record.ts'

/** One row of `select-request.ts`, as `pg` gives it: JSON is parsed, and times inside JSON are still text. */
export interface RequestRow {
  id: RequestId
  version: number
  status: RequestStatus
  agent_id: RequestRecord['agent']['id']
  agent_name: string
  agent_version: number
  agent_disabled: boolean
  key_id: RequestRecord['key']
  action: string
  resource: string | null
  environment: string | null
  digest: string
  policy_version: string
  evaluation: Evaluation
  warnings: RequestWarning[]
  needs: Need[]
  created_at: Date
  expires_at: Date | null
  decided_at: Date | null
  settlement: Omit<Settlement, 'reason'> | null
  grant_until: Date | null
  grant_used_at: Date | null
  grant_used_by: AgentId | null
  grant_revoked_at: Date | null
  outcome: OutcomeRecord['status'] | null
  outcome_at: Date | null
  read_at: Date
  payload: string | null
  salt: Uint8Array | null
  words: string | null
  verdict_reason: string | null
  revoke_reason: string | null
  outcome_detail: string | null
  beneficiary: PersonRecord | null
  decisions: (Omit<DecisionRecord, 'at'> & { at: string })[]
  cards: CardRecord[]
  barred: RequestRecord['barred']
}

const noWords: Words = { summary: null, reason: null, origin: null, links: [], classification: {} }

/** The record of a row. An erased payload reads as null, and erased words as none. */
export function toRecord(row: RequestRow): RequestRecord {
  const { onBehalfOf, webhook, ...words } = readWords(row.words)
  return {
    id: row.id,
    version: row.version,
    status: row.status,
    agent: {
      id: row.agent_id,
      name: row.agent_name,
      version: row.agent_version,
      disabled: row.agent_disabled,
    },
    key: row.key_id,
    action: row.action,
    resource: row.resource,
    environment: row.environment,
    onBehalfOf: row.beneficiary,
    onBehalfOfEmail: onBehalfOf,
    webhookUrl: webhook,
    digest: row.digest,
    policyVersion: row.policy_version,
    evaluation: readEvaluation(row.evaluation),
    warnings: row.warnings,
    needs: row.needs,
    words,
    payloadText: row.payload ?? 'null',
    salt: row.salt ?? new Uint8Array(),
    decisions: row.decisions.map((decision) => ({
      ...decision,
      comment: readString(decision.comment),
      at: new Date(decision.at),
    })),
    cards: row.cards,
    barred: row.barred,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    decidedAt: row.decided_at,
    settlement:
      row.settlement === null
        ? null
        : { ...row.settlement, reason: readString(row.verdict_reason) },
    readAt: row.read_at,
    grant: grantOf(row),
    outcome: outcomeOf(row),
  }
}

/** An approval of a version without grants has one whose time is over. */
function grantOf(row: RequestRow): GrantRecord | null {
  if (row.status !== 'approved') return null
  return {
    until: row.grant_until ?? row.decided_at ?? row.created_at,
    usedAt: row.grant_used_at,
    usedBy: row.grant_used_by,
    revokedAt: row.grant_revoked_at,
    revokeReason: readString(row.revoke_reason),
  }
}

function outcomeOf(row: RequestRow): OutcomeRecord | null {
  if (row.outcome === null || row.outcome_at === null) return null
  return { status: row.outcome, detail: readString(row.outcome_detail), at: row.outcome_at }
}

/** A review that was written before a term of it existed has none of that. */
function readEvaluation(evaluation: Evaluation): Evaluation {
  const { review } = evaluation
  return review === null ? evaluation : { ...evaluation, review: { ...laterTerms, ...review } }
}

const laterTerms = {
  remindAfterSeconds: null,
  denyReasons: [],
  tell: [],
  escalations: [],
  approveWhenCut: false,
  highRisk: false,
  executeWithinSeconds: executeSecondsDefault,
}

/** Free text is kept as JSON, because PostgreSQL's text cannot hold U+0000 and an agent's can. */
export function writeString(text: string | null): string | null {
  return text === null ? null : JSON.stringify(text)
}

function readString(json: string | null): string | null {
  return json === null ? null : JSON.parse(json)
}

interface Said extends Words {
  onBehalfOf: string | null
  webhook: string | null
}

/** The address that one request named for its verdict. */
export function webhookUrlOf(words: string | null): string | null {
  return readWords(words).webhook
}

function readWords(json: string | null): Said {
  const said: Partial<Said> = json === null ? {} : JSON.parse(json)
  return { ...noWords, onBehalfOf: null, webhook: null, ...said }
}

/** The settlement without its reason, which is free text and kept with the other words. */
export function settlementColumn(settlement: Settlement | null): Omit<Settlement, 'reason'> | null {
  return settlement === null ? null : { by: settlement.by, seats: settlement.seats }
}
