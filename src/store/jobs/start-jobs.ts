import { setTimeout as sleep } from 'node:timers/promises'
import { makeWorkerUtils } from 'graphile-worker'
import { type FailedJob, listFailedJobs, retryFailedJob } from './failed-jobs.ts'
import { describeFailure, jobLogger } from './job-log.ts'
import { type Round, type RoundOptions, startRound } from './round.ts'
import { unlockDeadWorkers } from './sweep.ts'

const sweepEveryMs = 2_000
const cleanEveryMs = 24 * 60 * 60 * 1_000
const restartPauseMinMs = 100
const restartPauseMaxMs = 2_000

export interface JobsOptions extends RoundOptions {
  /** Workers for tasks that may be slow, so that no other task waits for them. */
  beside?: Pick<RoundOptions, 'tasks' | 'concurrency'>[]
}

export interface Jobs {
  /** Whether workers run and their locks are held. */
  healthy(): boolean
  /** The jobs that failed for good. */
  failed(): Promise<FailedJob[]>
  /** Runs one of those again. False where there is no such failed job. */
  retry(id: string): Promise<boolean>
  /** Takes no more jobs, lets the running ones finish (15 seconds at most), and returns. */
  stop(): Promise<void>
}

/**
 * Runs jobs until stopped. A round that loses its connection is first stopped and only then followed
 * by a fresh one. Beside it, every two seconds the jobs of dead processes are freed, whoever they
 * belonged to, and once a day the names of queues that nobody uses are removed.
 */
export function startJobs(options: JobsOptions): Jobs {
  const stopping = new AbortController()
  const lanes: RoundOptions[] = [
    options,
    ...(options.beside ?? []).map((lane) => ({ ...options, ...lane })),
  ]
  const working = new Set<RoundOptions>()

  async function runRound(lane: RoundOptions): Promise<string> {
    let round: Round | undefined
    try {
      round = await startRound(lane)
      working.add(lane)
      return await Promise.race([round.over, aborted(stopping.signal)])
    } finally {
      working.delete(lane)
      await round?.end()
    }
  }

  const running = Promise.all([
    ...lanes.map((lane) => keepRunning(() => runRound(lane), lane, stopping.signal)),
    repeat(sweepEveryMs, () => sweep(options), options, stopping.signal),
    repeat(cleanEveryMs, () => cleanQueues(options), options, stopping.signal),
  ])

  return {
    healthy: () => working.size === lanes.length,
    failed: () => listFailedJobs(options.pool),
    retry: (id) => retryFailedJob(options.pool, id),
    stop: async () => {
      stopping.abort()
      await running
    },
  }
}

async function keepRunning(
  runRound: () => Promise<string>,
  { log }: RoundOptions,
  signal: AbortSignal,
): Promise<void> {
  let pauseMs = restartPauseMinMs
  while (!signal.aborted) {
    const startedAt = Date.now()
    const reason = await runRound().catch(describeFailure)
    if (signal.aborted) return
    log('warn', 'jobs: the workers are started afresh', { reason })
    const lasted = Date.now() - startedAt > restartPauseMaxMs
    pauseMs = lasted ? restartPauseMinMs : Math.min(pauseMs * 2, restartPauseMaxMs)
    await pause(pauseMs * (1 + Math.random()), signal)
  }
}

async function sweep({ pool, log }: RoundOptions): Promise<void> {
  const workers = await unlockDeadWorkers(pool)
  if (workers > 0) log('info', 'jobs: freed what dead workers held', { workers })
}

async function cleanQueues({ pool, log }: RoundOptions): Promise<void> {
  const tools = await makeWorkerUtils({ pgPool: pool, logger: jobLogger(log) })
  try {
    await tools.cleanup({ tasks: ['GC_JOB_QUEUES'] })
  } finally {
    await tools.release()
  }
}

/** Does a thing now and then every so often. One that fails is logged and done again in its time. */
async function repeat(
  everyMs: number,
  work: () => Promise<void>,
  { log }: RoundOptions,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await work().catch((error) => {
      log('warn', 'jobs: a chore failed', { error: describeFailure(error) })
    })
    await pause(everyMs, signal)
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined)
}

function aborted(signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve('stopped')
    signal.addEventListener('abort', () => resolve('stopped'), { once: true })
  })
}
