import type pg from 'pg'
import type { CommitResult, Requests } from '../app/ports.ts'
import { eventRows } from './event-rows.ts'
import { writeString } from './read-row.ts'
import { reportOutcome, revokeGrant, useGrant } from './sql/grant-change.ts'

type Grants = Pick<Requests, 'useGrant' | 'revokeGrant' | 'reportOutcome'>

/** What becomes of a grant after its birth: each a statement that writes once or not at all. */
export function createGrants(pool: pg.Pool): Grants {
  const write = async (name: string, text: string, values: unknown[]): Promise<CommitResult> => {
    const { rows } = await pool.query<{ written: number }>({ name, text, values })
    return rows[0]?.written === 1 ? 'committed' : 'stale'
  }
  return {
    useGrant: (use) =>
      write('use-grant', useGrant, [
        use.request,
        use.by,
        use.digest,
        use.at,
        use.expectPolicy,
        use.expectAgentVersion,
        use.expectActive,
        eventRows([use.event]),
      ]),
    revokeGrant: ({ request, at, reason, event }) =>
      write('revoke-grant', revokeGrant, [request, at, writeString(reason), eventRows([event])]),
    reportOutcome: ({ request, by, outcome, event }) =>
      write('report-outcome', reportOutcome, [
        request,
        by,
        outcome.status,
        outcome.at,
        writeString(outcome.detail),
        eventRows([event]),
      ]),
  }
}
