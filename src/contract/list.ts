import { z } from 'zod'
import { AgentId } from './ids.ts'
import { actionCharsMax, pageCountDefault, pageCountMax, waitSecondsMax } from './limits.ts'
import { RequestObject } from './request.ts'
import { Email, Instant, RequestStatus, Slug } from './words.ts'

const Cursor = z.string().max(200)
const Limit = z.coerce.number().int().min(1).max(pageCountMax).default(pageCountDefault)

/** The query of `GET /v1/requests`. */
export const ListQuery = z.strictObject({
  status: RequestStatus.optional(),
  agent: AgentId.optional(),
  action: z.string().min(1).max(actionCharsMax).optional(),
  environment: Slug.optional(),
  person: Email.optional(),
  created_after: Instant.optional(),
  created_before: Instant.optional(),
  limit: Limit,
  cursor: Cursor.optional(),
})
export type ListQuery = z.infer<typeof ListQuery>

/** The query of `GET /v1/requests/{id}`. */
export const WaitQuery = z.strictObject({
  wait: z.coerce.number().min(0).max(waitSecondsMax).optional(),
})

/** The query of `GET /v1/events`. */
export const EventQuery = z.strictObject({
  type: z.string().max(64).optional(),
  actor: z.string().max(64).optional(),
  request: z.string().max(64).optional(),
  since: Instant.optional(),
  until: Instant.optional(),
  limit: Limit,
  cursor: Cursor.optional(),
})
export type EventQuery = z.infer<typeof EventQuery>

export const RequestPage = z
  .strictObject({ data: z.array(RequestObject), next_cursor: z.string().nullable() })
  .meta({ id: 'RequestPage' })
