import { EventEmitter } from 'node:events'
import { type Runner, run, type TaskList, type WorkerEvents } from 'graphile-worker'
import type { Pool } from 'pg'
import type { Connection } from '../connection.ts'
import { type DedicatedClient, openDedicatedClient } from '../dedicated-client.ts'
import type { StoreLog } from '../log.ts'
import { describeFailure, jobLogger } from './job-log.ts'
import { workerLockKey } from './sweep.ts'

const pollEveryMs = 1_000
const stopLimitMs = 15_000

/** Work on a job, given its payload. It may run more than once for one job, so it is idempotent. */
export type Task = (payload: unknown) => Promise<void>

/** A job that has just failed for good. */
export interface JobFailure {
  id: string
  task: string
  attempts: number
  payload: unknown
  error: unknown
}

export interface RoundOptions {
  pool: Pool
  connection: Connection
  tasks: Record<string, Task>
  concurrency: number
  log: StoreLog
  onFailed: (failure: JobFailure) => void
}

/** One life of the runner: it ends for good when it is stopped or can no longer be trusted. */
export interface Round {
  /** Settles with the reason why the round should be ended. Never rejects. */
  over: Promise<string>
  /** Lets running jobs finish, within a limit, then gives the workers' locks up. */
  end(): Promise<void>
}

/**
 * Starts workers, each with its advisory lock on one connection. The round is over when that
 * connection is lost, because others may then free our jobs, and when a worker could not fetch or
 * give back a job: the library lets such a worker go, or leaves a job locked in its name.
 *
 * @throws where the database cannot be reached.
 */
export async function startRound(options: RoundOptions): Promise<Round> {
  const locks = await openDedicatedClient(options.connection, 'countersign-jobs')
  const events: WorkerEvents = new EventEmitter()
  const workers: string[] = []
  events.on('worker:create', ({ worker }) => workers.push(worker.workerId))
  const trouble = watchForTrouble(events, locks)
  reportFailures(events, options)

  let runner: Runner
  try {
    runner = await runWorkers(options, events)
  } catch (error) {
    await locks.close()
    throw error
  }
  runner.promise.catch(() => undefined)
  const end = () => endRound(runner, locks, options.log)
  try {
    for (const worker of workers) await holdLock(locks, worker)
  } catch (error) {
    await end()
    throw error
  }
  return { over: trouble, end }
}

function runWorkers(options: RoundOptions, events: WorkerEvents): Promise<Runner> {
  return run({
    pgPool: options.pool,
    taskList: toTaskList(options.tasks),
    concurrency: options.concurrency,
    pollInterval: pollEveryMs,
    noHandleSignals: true,
    parsedCronItems: [],
    logger: jobLogger(options.log),
    events,
  })
}

/** The library reads meaning into what a task returns, so nothing is returned. */
function toTaskList(tasks: Record<string, Task>): TaskList {
  const entries = Object.entries(tasks).map(([name, task]) => [
    name,
    async (payload: unknown): Promise<void> => {
      await task(payload)
    },
  ])
  return Object.fromEntries(entries)
}

async function holdLock(locks: DedicatedClient, worker: string): Promise<void> {
  await locks.query(`select pg_advisory_lock(${workerLockKey})`, [worker])
}

function watchForTrouble(events: WorkerEvents, locks: DedicatedClient): Promise<string> {
  const inRunner = new Promise<string>((resolve) => {
    events.on('worker:getJob:error', ({ error }) => resolve(describeFailure(error)))
    events.on('worker:fatalError', ({ error }) => resolve(describeFailure(error)))
    events.on('stop', () => resolve('the runner stopped'))
  })
  return Promise.race([locks.lost, inRunner])
}

function reportFailures(events: WorkerEvents, { log, onFailed }: RoundOptions): void {
  events.on('job:error', ({ job, error }) => {
    log('warn', 'jobs: a try failed', {
      task: job.task_identifier,
      job: String(job.id),
      attempt: job.attempts,
      attemptsMax: job.max_attempts,
      error: describeFailure(error),
    })
  })
  events.on('job:failed', ({ job, error }) => {
    const failure = { id: String(job.id), task: job.task_identifier, attempts: job.attempts }
    log('error', 'jobs: failed for good', failure)
    onFailed({ ...failure, payload: job.payload, error })
  })
}

async function endRound(runner: Runner, locks: DedicatedClient, log: StoreLog): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, stopLimitMs, 'late')
  })
  const stopped = runner.stop().catch((error: Error) => {
    log('debug', 'jobs: the runner had stopped already', { error: error.message })
  })
  if ((await Promise.race([stopped, limit])) === 'late') {
    log('warn', 'jobs: running jobs did not finish in time and are left to be run again')
  }
  clearTimeout(timer)
  await locks.close()
}
