import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import pg from 'pg'
import { openDedicatedClient } from '../../../../src/store/dedicated-client.ts'
import type { JobFailure, Task } from '../../../../src/store/jobs/round.ts'
import { type Jobs, startJobs } from '../../../../src/store/jobs/start-jobs.ts'
import { unlockDeadWorkers, workerLockKey } from '../../../../src/store/jobs/sweep.ts'
import { createPool } from '../../../../src/store/pool.ts'
import { type FreshDatabase, freshDatabase } from '../../../harness/database.ts'
import { firstLine } from '../first-line.ts'
import { until } from '../until.ts'

const holdJob = fileURLToPath(new URL('../../../harness/hold-job.mjs', import.meta.url))

let database: FreshDatabase
let pool: pg.Pool
let jobs: Jobs | null = null
let logged: string[] = []

beforeEach(async () => {
  database = await freshDatabase()
  pool = createPool(database.app)
  logged = []
})

afterEach(async () => {
  await jobs?.stop()
  jobs = null
  await pool.end()
  await database.drop()
})

function start(tasks: Record<string, Task>, onFailed: (failure: JobFailure) => void = () => {}) {
  jobs = startJobs({
    pool,
    connection: database.app,
    tasks,
    concurrency: 2,
    log: (level, message, facts) => logged.push(`${level} ${message} ${JSON.stringify(facts)}`),
    onFailed,
  })
  return jobs
}

async function add(task: string, payload: unknown, more = ''): Promise<string> {
  const { rows } = await pool.query(
    `select (graphile_worker.add_job($1, $2::json${more})).id::text as id`,
    [task, JSON.stringify(payload)],
  )
  return rows[0].id
}

async function lockJob(id: string, worker: string, age: string): Promise<void> {
  await pool.query(
    `update graphile_worker._private_jobs
     set locked_by = $2, locked_at = now() - $3::interval where id = $1`,
    [id, worker, age],
  )
}

async function lockHolder(id: string): Promise<string | null> {
  const { rows } = await pool.query('select locked_by from graphile_worker.jobs where id = $1', [
    id,
  ])
  return rows[0].locked_by
}

describe('startJobs', () => {
  it('runs a job that was committed with its change', async () => {
    const seen: unknown[] = []
    start({ greet: async (payload) => void seen.push(payload) })

    await add('greet', { name: 'Ada' })

    await until(() => seen.length === 1)
    expect(seen).toEqual([{ name: 'Ada' }])
  })

  it('a killed process gives its running job back within seconds', async () => {
    await add('linger', {})
    const child = spawn(process.execPath, [holdJob, JSON.stringify(database.app), 'linger'])
    expect(await firstLine(child)).toBe('taken')
    let taken = 0
    start({ linger: async () => void taken++ })

    child.kill('SIGKILL')

    await until(() => taken === 1)
  })

  it('a queue that a dead worker held goes on', async () => {
    await add('serial', { number: 1 }, `, queue_name => 'one'`)
    await pool.query(
      `update graphile_worker._private_job_queues
       set locked_by = 'worker-gone', locked_at = now() - interval '6 seconds'`,
    )
    let done = 0

    start({ serial: async () => void done++ })

    await until(() => done === 1)
  })

  it('a job that failed for good is told, listed, kept out of the log, and runs when retried', async () => {
    const failures: JobFailure[] = []
    let broken = true
    let done = 0
    const running = start(
      {
        fragile: async () => {
          if (broken) throw new Error('the secret is 42')
          done++
        },
      },
      (failure) => failures.push(failure),
    )

    const id = await add('fragile', { request: 'req_1' }, ', max_attempts => 1')
    await until(async () => (await running.failed()).length === 1)
    broken = false

    expect(failures).toMatchObject([{ id, task: 'fragile', payload: { request: 'req_1' } }])
    expect(await running.failed()).toMatchObject([
      { id, task: 'fragile', attempts: 1, lastError: 'the secret is 42' },
    ])
    expect(logged.join('\n')).toContain('failed for good')
    expect(logged.join('\n')).not.toMatch(/secret|req_1/)
    expect(await running.retry(id)).toBe(true)
    await until(() => done === 1)
    await until(async () => (await running.failed()).length === 0)
    expect(await running.retry(id)).toBe(false)
  })

  it('comes back with fresh workers after it lost the connection of its locks', async () => {
    let done = 0
    const running = start({ greet: async () => void done++ })
    await until(() => running.healthy())
    const owner = new pg.Client({ ...database.owner })
    await owner.connect()

    await owner.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'countersign-jobs' and datname = current_database()`,
    )
    await owner.end()
    await until(() => logged.some((line) => line.includes('started afresh')))

    await until(() => running.healthy())
    await add('greet', {})
    await until(() => done === 1)
  })

  it('lets a running job finish before it stops', async () => {
    let finish: () => void = () => undefined
    let begun = false
    const running = start({
      slow: () => {
        begun = true
        return new Promise<void>((resolve) => {
          finish = resolve
        })
      },
    })
    await add('slow', {})
    await until(() => begun)

    const stopped = running.stop()
    finish()
    await stopped

    const { rows } = await pool.query('select count(*) as left from graphile_worker.jobs')
    expect(rows).toEqual([{ left: 0 }])
  })
})

describe('unlockDeadWorkers', () => {
  it('leaves the jobs of a worker alone whose process lives', async () => {
    const id = await add('greet', {})
    await lockJob(id, 'worker-alive', '1 minute')
    const elsewhere = await openDedicatedClient(database.app, 'another-process')
    await elsewhere.query(`select pg_advisory_lock(${workerLockKey})`, ['worker-alive'])

    expect(await unlockDeadWorkers(pool)).toBe(0)
    expect(await lockHolder(id)).toBe('worker-alive')

    await elsewhere.close()
    await until(async () => (await unlockDeadWorkers(pool)) === 1)
    expect(await lockHolder(id)).toBeNull()
  })

  it('leaves a lock alone that is too young for its worker to have shown itself', async () => {
    const id = await add('greet', {})
    await lockJob(id, 'worker-new', '1 second')

    expect(await unlockDeadWorkers(pool)).toBe(0)
    expect(await lockHolder(id)).toBe('worker-new')
  })
})
