import { runMigrations } from 'graphile-worker'
import type { Pool } from 'pg'
import type { StoreLog } from '../log.ts'
import { jobLogger } from './job-log.ts'

/** Two first starts at once would both make the schema, and one of them would fail. */
const jobMigrationLock = 72_707_371

/**
 * Makes or updates the schema of the job queue. Runs as the app's role, which then owns it. The pool
 * needs two free connections.
 */
export async function migrateJobs(pool: Pool, log: StoreLog = () => undefined): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [jobMigrationLock])
    await runMigrations({ pgPool: pool, logger: jobLogger(log) })
  } finally {
    const unlocked = client.query('select pg_advisory_unlock($1)', [jobMigrationLock])
    await unlocked.then(
      () => client.release(),
      (error: Error) => client.release(error),
    )
  }
}
