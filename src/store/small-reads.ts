import type pg from 'pg'
import type { RequestId } from '../contract/ids.ts'

/** The database's clock, by which everything is judged. */
export async function databaseNow(pool: pg.Pool): Promise<Date> {
  const { rows } = await pool.query<{ now: Date }>({
    name: 'now',
    text: 'select clock_timestamp()::timestamptz(3) as now',
  })
  const row = rows[0]
  if (row === undefined) throw new Error('the database tells no time')
  return row.now
}

/** Which of these requests are settled by now. */
export async function settledAmong(pool: pg.Pool, requests: RequestId[]): Promise<RequestId[]> {
  const { rows } = await pool.query<{ id: RequestId }>({
    name: 'settled-among',
    text: `select id from request where id = any($1::text[]) and status <> 'pending'`,
    values: [requests],
  })
  return rows.map(({ id }) => id)
}
