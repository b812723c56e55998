import { z } from 'zod'
import { ErrorCode, Fault } from './errors.ts'
import { RequestObject } from './request.ts'

/** RFC 9457 problem details, with a stable `code` and the pointers of what is wrong. */
export const Problem = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: ErrorCode,
    detail: z.string(),
    errors: z.array(Fault).optional(),
    request: RequestObject.optional(),
    url: z.string().optional(),
  })
  .meta({ id: 'Problem' })
export type Problem = z.infer<typeof Problem>
