import { z } from 'zod'
import { Instant } from './words.ts'

/** The query of `GET /v1/jobs`. */
export const JobQuery = z.strictObject({ status: z.literal('failed').default('failed') })

/** A job that failed for good and can be run again. */
export const FailedJob = z
  .strictObject({
    id: z.string(),
    task: z.string(),
    attempts: z.int(),
    last_error: z.string().nullable(),
    failed_at: Instant,
  })
  .meta({ id: 'Job' })
export type FailedJob = z.infer<typeof FailedJob>

export const JobList = z.strictObject({ data: z.array(FailedJob) }).meta({ id: 'JobList' })
