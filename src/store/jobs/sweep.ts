import type { Pool } from 'pg'

/** Younger locks are left alone: their worker may still be taking its advisory lock. */
const lockedForAtLeast = '5 seconds'

/**
 * The advisory lock in the name of a worker. Whoever runs the worker holds it in one session for as
 * long as the worker may run jobs.
 */
export const workerLockKey = `hashtextextended('countersign-worker:' || $1, 0)`

const workerLockKeyOfRow = workerLockKey.replace('$1', 'worker')

/** Materialised, so that a lock is tried once for each worker and for no other row. */
const unlockStatement = `
with holding as materialized (
  select locked_by as worker from graphile_worker._private_jobs
  where locked_at < now() - interval '${lockedForAtLeast}'
  union
  select locked_by from graphile_worker._private_job_queues
  where locked_at < now() - interval '${lockedForAtLeast}'
), dead as materialized (
  select worker from holding
  where worker is not null and pg_try_advisory_xact_lock(${workerLockKeyOfRow})
), workers as materialized (
  select array_agg(worker) as ids, count(*)::int as count from dead
)
select count, graphile_worker.force_unlock_workers(ids) from workers where count > 0`

/**
 * A job whose key was taken by a newer one while it ran is never run again (graphile-worker, "Replacing/updating jobs"):
 * it goes when it completes. Where its process died instead it would stay for ever and look as if it had failed.
 */
const REMOVE_SUPERSEDED = `
delete from graphile_worker._private_jobs
where key is null and locked_at is null and attempts >= max_attempts and last_error is null`

/**
 * Frees the jobs and queues of workers whose process is gone: those whose advisory lock nobody holds.
 * Must not run in the session that holds such locks, which would always get them.
 *
 * @returns how many dead workers held something.
 */
export async function unlockDeadWorkers(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(unlockStatement)
  const count = rows[0]?.count ?? 0
  if (count > 0) await pool.query(REMOVE_SUPERSEDED)
  return count
}
