import { administrativeActor } from './administrate.ts'
import type { Administrator, Events, NewId } from './ports.ts'
import { draftEvent } from './record-event.ts'

export interface RetryDeps {
  newId: NewId
  events: Pick<Events, 'append'>
  now: () => Promise<Date>
  /** False where no job of this id failed for good. */
  retry: (job: string) => Promise<boolean>
}

/** Runs a job again that failed for good. It may have happened unrecorded where the record fails, never the reverse. */
export async function retryJob(deps: RetryDeps, by: Administrator, job: string): Promise<boolean> {
  if (!(await deps.retry(job))) return false
  const at = await deps.now()
  await deps.events.append(
    draftEvent(deps.newId, { type: 'job.retried', at, ...administrativeActor(by), more: { job } }),
  )
  return true
}
