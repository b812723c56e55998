import type pg from 'pg'
import type { DecisionFacts, RequestChange, Requests } from '../app/ports.ts'
import type { IdentityId, RequestId } from '../contract/ids.ts'
import { groupsAsked } from '../core/escalate.ts'
import type { PersonRecord } from '../core/record.ts'
import { eventRows } from './event-rows.ts'
import { createGrants } from './grants.ts'
import { listAskedBy, listDecidedBy } from './list-latest.ts'
import { listQueue } from './list-queue.ts'
import { listRequests } from './list-requests.ts'
import { createProposals } from './proposals.ts'
import { type RequestRow, settlementColumn, toRecord, writeString } from './read-row.ts'
import { commitChange } from './sql/commit-change.ts'
import { policyInForce, requestColumns, requestTables, selectPerson } from './sql/select-request.ts'
import { createTellings } from './tellings.ts'

/** How long the write of a decision may take, waiting for a connection included (DESIGN.md, "The way of a request"). */
const changeMsMax = 1_000

/** The store of requests: every hot write is one statement, named so that the server plans it once. */
export function createRequests(pool: pg.Pool): Requests {
  return {
    ...createProposals(pool),
    ...createTellings(pool),
    ...createGrants(pool),
    factsForDecision: (query) => factsForDecision(pool, query),
    commitChange: (change) => withinMs(changeMsMax, writeChange(pool, change)),
    read: (id) => read(pool, id),
    list: (query, reader) => listRequests(pool, query, reader),
    queue: (query) => listQueue(pool, query),
    decidedBy: (query) => listDecidedBy(pool, query),
    askedBy: (query) => listAskedBy(pool, query),
    pending: async () => {
      const { rows } = await pool.query<{ id: RequestId }>(
        `select id from request where status = 'pending' order by expires_at, id`,
      )
      return rows.map(({ id }) => id)
    },
  }
}

async function factsForDecision(
  pool: pg.Pool,
  { request, clicker }: Parameters<Requests['factsForDecision']>[0],
): Promise<DecisionFacts | null> {
  const account = clicker?.kind === 'account' ? clicker.account : null
  const { rows } = await pool.query<
    RequestRow & {
      now: Date
      policy: string
      clicker_person: PersonRecord | null
      clicker_identity: IdentityId | null
    }
  >({
    name: 'facts-for-decision',
    text: `
      select clock_timestamp()::timestamptz(3) as now, ${policyInForce} as policy, ${requestColumns},
        i.id as clicker_identity, ${selectPerson('i.person_id')} as clicker_person
      from ${requestTables}
      left join identity i on i.ended_at is null
        and (i.id = $2 or (i.provider = $3 and i.tenant = $4 and i.subject = $5))
      where r.id = $1`,
    values: [
      request,
      clicker?.kind === 'person' ? clicker.identity : null,
      account?.provider ?? null,
      account?.tenant ?? null,
      account?.subject ?? null,
    ],
  })
  const row = rows[0]
  if (row === undefined) return null
  return {
    now: row.now,
    policyVersion: row.policy,
    request: toRecord(row),
    person:
      row.clicker_person === null || row.clicker_identity === null
        ? null
        : { record: row.clicker_person, identity: row.clicker_identity },
  }
}

async function writeChange(pool: pg.Pool, change: RequestChange): Promise<'committed' | 'stale'> {
  const { decision } = change
  const { rows } = await pool.query<{ written: number }>({
    name: 'commit-change',
    text: commitChange,
    values: [
      change.request,
      change.expectVersion,
      change.status,
      JSON.stringify(change.needs),
      groupsAsked(change.needs),
      JSON.stringify(change.warnings),
      jsonOrNull(settlementColumn(change.settlement)),
      change.decidedAt,
      change.before,
      change.expectPolicy,
      change.expectAgentVersion,
      change.expectActive,
      // The comment goes by itself: the server cannot unfold a JSON text that holds U+0000.
      JSON.stringify(decision === null ? [] : [{ ...decision, comment: undefined }]),
      writeString(decision?.comment ?? null),
      writeString(change.settlement?.reason ?? null),
      eventRows(change.events),
      JSON.stringify(change.cards),
      change.grantUntil,
    ],
  })
  return rows[0]?.written === 1 ? 'committed' : 'stale'
}

async function read(pool: pg.Pool, id: RequestId): Promise<ReturnType<typeof toRecord> | null> {
  const { rows } = await pool.query<RequestRow>({
    name: 'read-request',
    text: `select ${requestColumns} from ${requestTables} where r.id = $1`,
    values: [id],
  })
  return rows[0] === undefined ? null : toRecord(rows[0])
}

function jsonOrNull(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value)
}

/** What did not commit in time is unknown to the caller, who has to ask or try again. */
async function withinMs<Result>(limitMs: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new WriteTooLate()), limitMs)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

/** The write of a decision took longer than a click can wait. */
export class WriteTooLate extends Error {
  override name = 'WriteTooLate'
}
