import type pg from 'pg'
import type { Requests } from '../app/ports.ts'
import { type RequestRow, toRecord } from './read-row.ts'
import {
  barredFrom,
  everybodyOf,
  hasLapsed,
  presently,
  requestColumns,
  requestTables,
} from './sql/select-request.ts'

/**
 * What is pending for these groups, the nearest deadline first, without what bars the person: all of it decided here,
 * so that no number of others' requests can push one out of sight.
 */
export async function listQueue(
  pool: pg.Pool,
  { groups, notOf, undecidedBy, limit }: Parameters<Requests['queue']>[0],
): ReturnType<Requests['queue']> {
  const { rows } = await pool.query<RequestRow>({
    name: 'list-queue',
    text: `select ${requestColumns} from ${requestTables}
      where r.status = 'pending' and r.groups && $1::text[]
        and ($2::text is null or not exists (select 1 from (${barredFrom}) b where ${presently('b.person_id')} = $2))
        and ($3::text is null or not exists
          (select 1 from decision d where d.request_id = r.id and d.person_id in ${everybodyOf('$3')}
             and not ${hasLapsed('$3', 'd.at')}))
      order by r.expires_at, r.id limit $4`,
    values: [groups, notOf, undecidedBy, limit + 1],
  })
  return { requests: rows.slice(0, limit).map(toRecord), more: rows.length > limit }
}
