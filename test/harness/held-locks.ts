import pg from 'pg'
import type { DatabaseAddress } from '../../src/store/connection.ts'
import { until } from './until.ts'

/** A transaction that is open for as long as a test wants, so that others meet what it holds. */
export interface HeldLocks {
  /** Waits until so many statements of this database wait for a lock. */
  waiting(count: number): Promise<void>
  release(): Promise<void>
}

export async function holdLocks(
  address: DatabaseAddress,
  statement: string,
  values: unknown[] = [],
): Promise<HeldLocks> {
  const [holder, watcher] = [new pg.Client({ ...address }), new pg.Client({ ...address })]
  for (const client of [holder, watcher]) {
    client.on('error', () => undefined)
    await client.connect()
  }
  await holder.query('begin')
  await holder.query(statement, values)
  return {
    waiting: (count) =>
      until(async () => {
        const { rows } = await watcher.query<{ waiting: number }>(
          `select count(*)::int as waiting from pg_stat_activity
           where datname = current_database() and wait_event_type = 'Lock'`,
        )
        return (rows[0]?.waiting ?? 0) >= count
      }),
    release: async () => {
      await holder.query('rollback')
      await Promise.all([holder.end(), watcher.end()])
    },
  }
}
