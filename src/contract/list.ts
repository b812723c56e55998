import { z } from 'zod'
import { EventType } from './event.ts'
import { AgentId, RequestId } from './ids.ts'
import {
  actionCharsMax,
  actorCharsMax,
  pageCountDefault,
  pageCountMax,
  waitSecondsMax,
} from './limits.ts'
import { RequestObject } from './request.ts'
import { Email, Instant, isStorable, RequestStatus, Slug } from './words.ts'

/** Where a page of requests ended: the last one's birth in milliseconds, and its id. Callers hand it back as it is. */
const RequestCursor = z.templateLiteral([z.string().regex(/^\d{1,15}$/), '-', RequestId])
const EventCursor = z.string().regex(/^\d{1,15}$/)
/** The database's calendar has no year 0. */
const Moment = Instant.refine((text) => !text.startsWith('0000'), 'must not be in the year 0')
const Limit = z.coerce.number().int().min(1).max(pageCountMax).default(pageCountDefault)

/** The query of `GET /v1/requests`. */
export const ListQuery = z.strictObject({
  status: RequestStatus.optional(),
  agent: AgentId.optional(),
  action: z
    .string()
    .max(actionCharsMax)
    .regex(/^[a-z0-9_.*-]+$/, 'must be an action, in which * stands for any characters')
    .optional(),
  environment: Slug.optional(),
  person: Email.optional(),
  created_after: Moment.optional(),
  created_before: Moment.optional(),
  limit: Limit,
  cursor: RequestCursor.optional(),
})
export type ListQuery = z.infer<typeof ListQuery>

/** The query of `GET /v1/requests/{id}`. */
export const WaitQuery = z.strictObject({
  wait: z.coerce.number().min(0).max(waitSecondsMax).optional(),
})

/** The query of `GET /v1/events`. */
export const EventQuery = z.strictObject({
  type: EventType.optional(),
  actor: z.string().max(actorCharsMax).refine(isStorable, 'must not contain U+0000').optional(),
  request: RequestId.optional(),
  since: Moment.optional(),
  until: Moment.optional(),
  limit: Limit,
  cursor: EventCursor.optional(),
})
export type EventQuery = z.infer<typeof EventQuery>

export const RequestPage = z
  .strictObject({ data: z.array(RequestObject), next_cursor: z.string().nullable() })
  .meta({ id: 'RequestPage' })
