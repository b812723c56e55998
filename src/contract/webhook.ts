import { z } from 'zod'
import { AgentId, DeliveryId, EndpointId, RequestId } from './ids.ts'
import { pageCountDefault, pageCountMax, urlCharsMax } from './limits.ts'
import { RequestObject } from './request.ts'
import { Instant } from './words.ts'

export const WebhookType = z.enum([
  'request.approved',
  'request.denied',
  'request.expired',
  'request.cancelled',
])
export type WebhookType = z.infer<typeof WebhookType>

/** What a receiver is told. The request stands there without its grant, which the agent fetches with its own key. */
export const WebhookEvent = z
  .strictObject({ type: WebhookType, timestamp: Instant, data: RequestObject })
  .meta({ id: 'WebhookEvent' })
export type WebhookEvent = z.infer<typeof WebhookEvent>

/** The body of `POST /v1/agents/{id}/webhook`. What may be reached is the delivery's to say. */
export const EndpointBody = z
  .strictObject({ url: z.url({ protocol: /^https?$/ }).max(urlCharsMax) })
  .meta({ id: 'WebhookEndpointBody' })
export type EndpointBody = z.infer<typeof EndpointBody>

/** Why an endpoint gets nothing any more: an administrator said so, or the receiver did, with 410. */
export const DisabledReason = z.enum(['operator', 'gone'])
export type DisabledReason = z.infer<typeof DisabledReason>

/** An endpoint as it is listed: the secret was shown once. */
export const EndpointView = z
  .strictObject({
    id: EndpointId,
    url: z.string(),
    public_key: z.string(),
    created_at: Instant,
    /** Until when the secret before this one signs as well. */
    previous_secret_until: Instant.nullable(),
    disabled_at: Instant.nullable(),
    disabled_reason: DisabledReason.nullable(),
  })
  .meta({ id: 'WebhookEndpoint' })
export type EndpointView = z.infer<typeof EndpointView>

export const EndpointList = z
  .strictObject({ data: z.array(EndpointView) })
  .meta({ id: 'WebhookEndpointList' })

/** A secret, shown this once: of a new endpoint, or after a rotation. */
export const EndpointSecret = z
  .strictObject({
    id: EndpointId,
    url: z.string(),
    secret: z.string(),
    public_key: z.string(),
  })
  .meta({ id: 'WebhookEndpointSecret' })
export type EndpointSecret = z.infer<typeof EndpointSecret>

export const DeliveryStatus = z.enum(['pending', 'delivered', 'failed'])
export type DeliveryStatus = z.infer<typeof DeliveryStatus>

/** One verdict on its way to one endpoint. `id` is the `webhook-id` of every try. */
export const DeliveryView = z
  .strictObject({
    id: DeliveryId,
    endpoint: EndpointId,
    agent: AgentId,
    request: RequestId,
    type: WebhookType,
    url: z.string(),
    status: DeliveryStatus,
    attempts: z.int(),
    /** How the last try ended: the receiver's status, or why there was no answer. */
    last_status: z.int().nullable(),
    last_error: z.string().nullable(),
    next_attempt_at: Instant.nullable(),
    delivered_at: Instant.nullable(),
    created_at: Instant,
  })
  .meta({ id: 'WebhookDelivery' })
export type DeliveryView = z.infer<typeof DeliveryView>

/** Where a page ended: the last one's birth in milliseconds, and its id. */
const DeliveryCursor = z.templateLiteral([z.string().regex(/^\d{1,15}$/), '-', DeliveryId])

/** The query of `GET /v1/webhook-deliveries`. */
export const DeliveryQuery = z.strictObject({
  status: DeliveryStatus.optional(),
  agent: AgentId.optional(),
  request: RequestId.optional(),
  limit: z.coerce.number().int().min(1).max(pageCountMax).default(pageCountDefault),
  cursor: DeliveryCursor.optional(),
})
export type DeliveryQuery = z.infer<typeof DeliveryQuery>

export const DeliveryPage = z
  .strictObject({ data: z.array(DeliveryView), next_cursor: z.string().nullable() })
  .meta({ id: 'WebhookDeliveryPage' })
export type DeliveryPage = z.infer<typeof DeliveryPage>
