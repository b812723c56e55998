import { z } from 'zod'
import { EventId, RequestId } from './ids.ts'
import { Instant } from './words.ts'

export const EventType = z.enum([
  'request.proposed',
  'request.evaluated',
  'request.approved',
  'request.denied',
  'request.expired',
  'request.escalated',
  'request.cancelled',
  'card.posted',
  'card.failed',
  'card.updated',
  'decision.recorded',
  'decision.refused',
  'grant.consumed',
  'grant.refused',
  'grant.revoked',
  'outcome.reported',
  'policy.activated',
  'policy.refused',
  'agent.created',
  'agent.changed',
  'agent.key_created',
  'agent.key_revoked',
  'agent.trust_created',
  'agent.trust_removed',
  'agent.webhook_created',
  'agent.webhook_changed',
  'person.identity_linked',
  'person.identity_removed',
  'person.identity_restored',
  'person.disabled',
  'person.enabled',
  'person.merged',
  'person.group_changed',
  'person.emails_changed',
  'directory.user_changed',
  'directory.group_changed',
  'person.token_created',
  'person.token_revoked',
  'sign_in.succeeded',
  'sign_in.refused',
  'sign_in.ended',
  'job.retried',
  'surface.refused',
  'surface.installed',
  'surface.removed',
])
export type EventType = z.infer<typeof EventType>

export const ActorKind = z.enum([
  'person',
  'identity',
  'agent',
  'policy',
  'clock',
  'system',
  'operator',
])
export type ActorKind = z.infer<typeof ActorKind>

/** Who did it. The name is filled in at reading, for those who may see it; the record holds ids. */
const ActorView = z.strictObject({
  kind: ActorKind,
  id: z.string().nullable(),
  name: z.string().nullable(),
})

/** One entry of the audit log, as the API shows it. Other members depend on the type. */
export const EventView = z
  .looseObject({
    id: EventId,
    type: EventType,
    at: Instant,
    request: RequestId.nullable(),
    actor: ActorView,
    surface: z.string().nullable(),
    code: z.string().nullable(),
  })
  .meta({ id: 'Event' })
export type EventView = z.infer<typeof EventView>

export const EventList = z.strictObject({ data: z.array(EventView) }).meta({ id: 'EventList' })

export const EventPage = z
  .strictObject({ data: z.array(EventView), next_cursor: z.string().nullable() })
  .meta({ id: 'EventPage' })
