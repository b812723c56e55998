import type pg from 'pg'
import type { CommitResult, NewRequest, ProposalFacts, Requests } from '../app/ports.ts'
import type { RequestId } from '../contract/ids.ts'
import { groupsAsked } from '../core/escalate.ts'
import { batched } from './batch.ts'
import { eventRows } from './event-rows.ts'
import { settlementColumn, writeString } from './read-row.ts'
import { commitPendingProposal, commitSettledProposals } from './sql/commit-proposal.ts'
import { barredEmails, factsForProposals } from './sql/facts-for-proposals.ts'

type FactsQuery = Parameters<Requests['factsForProposal']>[0]

/** The reads and writes of proposals. Those that come together share a statement: agents propose in bursts. */
export function createProposals(
  pool: pg.Pool,
): Pick<Requests, 'factsForProposal' | 'barredEmails' | 'commitProposal'> {
  const commitSettled = batched((requests: NewRequest[]) => commitAll(pool, requests))
  return {
    factsForProposal: batched((queries: FactsQuery[]) => readFacts(pool, queries)),
    barredEmails: async ({ agent, key, beneficiary }) => {
      const { rows } = await pool.query<{ email: string }>({
        name: 'barred-emails',
        text: barredEmails,
        values: [agent, key, beneficiary],
      })
      return rows.map(({ email }) => email)
    },
    commitProposal: (request) =>
      request.status === 'pending' ? commitPending(pool, request) : commitSettled(request),
  }
}

interface FactsRow {
  now: Date
  policy: string | null
  pending: number
  earlier_id: RequestId | null
  earlier_hash: string | null
  beneficiary: ProposalFacts['beneficiary']
}

async function readFacts(pool: pg.Pool, queries: FactsQuery[]): Promise<ProposalFacts[]> {
  const { rows } = await pool.query<FactsRow>({
    name: 'facts-for-proposals',
    text: factsForProposals,
    values: [
      queries.map(({ agent }) => agent),
      queries.map(({ idempotencyKeyHash }) => idempotencyKeyHash),
      queries.map(({ onBehalfOf }) => onBehalfOf),
      queries.map(({ pendingMax }) => pendingMax),
    ],
  })
  return rows.map(toFacts)
}

function toFacts(row: FactsRow): ProposalFacts {
  if (row.policy === null) throw new Error('no policy is in force')
  return {
    now: row.now,
    policyVersion: row.policy,
    pendingCount: row.pending,
    earlier:
      row.earlier_id === null ? null : { id: row.earlier_id, bodyHash: row.earlier_hash ?? '' },
    beneficiary: row.beneficiary,
  }
}

async function commitAll(pool: pg.Pool, requests: NewRequest[]): Promise<CommitResult[]> {
  const { rows } = await pool.query<{ id: RequestId }>({
    name: 'commit-settled-proposals',
    text: commitSettledProposals,
    values: [
      JSON.stringify(requests.map(toRow)),
      eventRows(requests.flatMap(({ events }) => events)),
    ],
  })
  const written = new Set(rows.map(({ id }) => id))
  return requests.map(({ id }) => (written.has(id) ? 'committed' : 'stale'))
}

async function commitPending(pool: pg.Pool, request: NewRequest): Promise<CommitResult> {
  const { rows } = await pool.query({
    name: 'commit-pending-proposal',
    text: commitPendingProposal,
    values: [
      JSON.stringify([toRow(request)]),
      eventRows(request.events),
      JSON.stringify(request.cards),
    ],
  })
  return rows.length === 1 ? 'committed' : 'stale'
}

/** A request as `commit-proposal.ts` unfolds it. */
function toRow(request: NewRequest) {
  return {
    id: request.id,
    agent: request.agent,
    key: request.key,
    status: request.status,
    action: request.action,
    resource: request.resource,
    environment: request.environment,
    on_behalf_of: request.onBehalfOf,
    digest: request.digest,
    policy: request.policyVersion,
    evaluation: request.evaluation,
    warnings: request.warnings,
    needs: request.needs,
    groups: groupsAsked(request.needs),
    created_at: request.createdAt,
    expires_at: request.expiresAt,
    decided_at: request.settlement === null ? null : request.createdAt,
    settlement: settlementColumn(request.settlement),
    grant_until: request.grantUntil,
    key_hash: request.idempotency?.keyHash ?? null,
    body_hash: request.idempotency?.bodyHash ?? null,
    payload: request.payloadText,
    salt: Buffer.from(request.salt).toString('hex'),
    words: request.words,
    verdict_reason: writeString(request.settlement?.reason ?? null),
    remind_after: request.evaluation.review?.remindAfterSeconds ?? null,
  }
}
