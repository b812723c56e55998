import type { Pool } from 'pg'

const listedMax = 500

/** A job that used up its tries. It stays until somebody runs it again or removes it. */
export interface FailedJob {
  id: string
  task: string
  attempts: number
  /** The message of the last error: for an operator's eyes, not for a log. */
  lastError: string | null
  failedAt: Date
}

/** The newest {@link listedMax} jobs that failed for good. */
export async function listFailedJobs(pool: Pool): Promise<FailedJob[]> {
  const { rows } = await pool.query<FailedJob>(
    `select id::text as id, task_identifier as task, attempts::int as attempts,
            last_error as "lastError", updated_at as "failedAt"
     from graphile_worker.jobs
     where attempts >= max_attempts and locked_at is null
     order by updated_at desc, id desc limit $1`,
    [listedMax],
  )
  return rows
}

/**
 * Runs a failed job again, now and with all its tries. In SQL, because the library's own
 * `rescheduleJobs` takes an attempts count of 0 for "leave as it is" (0.16.6, `options.attempts || null`).
 *
 * @returns false where there is no such failed job.
 */
export async function retryFailedJob(pool: Pool, id: string): Promise<boolean> {
  if (!/^\d{1,18}$/.test(id)) return false
  const { rowCount } = await pool.query(
    `select from graphile_worker.jobs failed,
       graphile_worker.reschedule_jobs(array[failed.id], run_at => now(), attempts => 0)
     where failed.id = $1 and failed.attempts >= failed.max_attempts and failed.locked_at is null`,
    [id],
  )
  return (rowCount ?? 0) > 0
}
