/** Where verdicts are sent, and how each of them fares. */
import type { AgentId, DeliveryId, EndpointId, RequestId } from '../../contract/ids.ts'
import type {
  DeliveryQuery,
  DeliveryStatus,
  DeliveryView,
  DisabledReason,
  EndpointView,
  WebhookType,
} from '../../contract/webhook.ts'
import type { WebhookAnswer, WebhookFault } from '../../core/webhook-try.ts'
import type { WebhookKeys } from '../../proof/sign/sign-webhook.ts'
import type { EventDraft } from './event.ts'

export interface WebhookEndpoints {
  /** Whether secrets can be kept: without a key that seals none is. */
  canSeal: boolean
  add(
    endpoint: {
      id: EndpointId
      agent: AgentId
      url: string
      secret: string
      privateKey: string
      publicKey: string
    },
    event: EventDraft,
  ): Promise<void>
  /** The oldest first, those that are disabled too. */
  list(agent: AgentId): Promise<EndpointView[]>
  /** Null where the agent has no such endpoint that is not disabled. */
  rotate(
    change: { id: EndpointId; agent: AgentId; secret: string; previousUntil: Date },
    event: EventDraft,
  ): Promise<{ url: string; publicKey: string } | null>
  /** False where the agent has no such endpoint. One that is disabled already stays as it is, without an event. */
  disable(
    change: { id: EndpointId; agent: AgentId; at: Date; reason: DisabledReason },
    event: EventDraft,
  ): Promise<boolean>
}

/** A delivery as a try needs it. */
export interface DueDelivery {
  id: DeliveryId
  request: RequestId
  agent: AgentId
  type: WebhookType
  status: DeliveryStatus
  attempts: number
  roundStart: number
  /** Since when this try is due: sending again moves it, also while a try is under way. */
  dueAt: Date | null
  /** The database's clock. */
  now: Date
  endpoint: {
    id: EndpointId
    url: string
    disabled: boolean
    /** Null where they were sealed under a key that this process does not have. */
    keys: WebhookKeys | null
  }
}

/** What is written of a try, if none was written and none was asked for since `attempts` and `dueAt` were read. */
export interface DeliveryTry {
  id: DeliveryId
  attempts: number
  dueAt: Date | null
  status: DeliveryStatus
  lastStatus: number | null
  lastError: WebhookFault | null
  /** When the next try is due, by the database's clock; null where there is none. */
  nextAfterMs: number | null
  /** Where the receiver wants no more: the endpoint is disabled in the same statement. */
  gone: EventDraft | null
}

/** Where a delivery stands, for people. */
export interface DeliveryStanding {
  host: string
  status: DeliveryStatus
  attempts: number
  lastStatus: number | null
  lastError: string | null
  nextAttemptAt: Date | null
  deliveredAt: Date | null
}

export interface WebhookDeliveries {
  /** Writes deliveries with the job of their first try. What is there for a request and an endpoint stays as it is. */
  begin(deliveries: {
    request: RequestId
    type: WebhookType
    to: { id: DeliveryId; endpoint: EndpointId }[]
  }): Promise<void>
  read(id: DeliveryId): Promise<DueDelivery | null>
  /** False where another try was written, or asked for, in the meantime. */
  record(tried: DeliveryTry): Promise<boolean>
  list(query: DeliveryQuery): Promise<{ deliveries: DeliveryView[]; nextCursor: string | null }>
  ofRequest(request: RequestId): Promise<DeliveryStanding[]>
  /** Tries at once, and begins the schedule of retries anew. Null for an unknown delivery. */
  sendAgain(
    id: DeliveryId,
    event: (delivery: { agent: AgentId; endpoint: EndpointId; request: RequestId }) => EventDraft,
  ): Promise<DeliveryView | 'endpoint_disabled' | null>
}

/** One call to a receiver. It never throws for what a receiver does. */
export type SendWebhook = (call: {
  url: string
  headers: Record<string, string>
  body: string
}) => Promise<WebhookAnswer>

/** Why webhooks do not go to an address, as a sentence, or null where they may. */
export type CheckWebhookUrl = (url: string) => Promise<string | null>
