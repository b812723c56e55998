import type pg from 'pg'
import type { Requests } from '../app/ports.ts'
import { type RequestRow, toRecord } from './read-row.ts'
import { membersNow } from './sql/barred.ts'
import { everybodyOf, requestColumns, requestTables } from './sql/select-request.ts'

/** What a person decided, their last decision first. A request that they approved and then denied stands once. */
export async function listDecidedBy(
  pool: pg.Pool,
  { person, limit }: Parameters<Requests['decidedBy']>[0],
): ReturnType<Requests['decidedBy']> {
  const { rows } = await pool.query<RequestRow>({
    name: 'list-decided-by',
    text: `with latest as (
        select request_id, max(at) as at
        from (select request_id, at from decision where person_id in ${everybodyOf('$1')}
              order by at desc, id desc limit $2 * 2) d
        group by request_id)
      select ${requestColumns} from latest l join ${requestTables} on r.id = l.request_id
      order by l.at desc, r.id desc limit $2`,
    values: [person, limit],
  })
  return rows.map(toRecord)
}

/** What the agents asked for that a person owns now: so many of each at most are looked at, whatever they asked before. */
export async function listAskedBy(
  pool: pg.Pool,
  { person, limit }: Parameters<Requests['askedBy']>[0],
): ReturnType<Requests['askedBy']> {
  const { rows } = await pool.query<RequestRow>({
    name: 'list-asked-by',
    text: `with latest as (
        select x.id, x.created_at
        from (select distinct w.agent_id from agent_owner w where w.until is null and (w.person_id = $1
              or exists (select 1 from (${membersNow('w.group_name')}) g where g.person_id = $1))) o
        cross join lateral (
          select q.id, q.created_at from request q where q.agent_id = o.agent_id
          order by q.created_at desc, q.id desc limit $2) x
        order by x.created_at desc, x.id desc limit $2)
      select ${requestColumns} from latest l join ${requestTables} on r.id = l.id
      order by l.created_at desc, r.id desc`,
    values: [person, limit],
  })
  return rows.map(toRecord)
}
