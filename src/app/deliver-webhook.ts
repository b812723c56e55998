import type { DeliveryId } from '../contract/ids.ts'
import type { WebhookEvent } from '../contract/webhook.ts'
import type { RequestRecord } from '../core/record.ts'
import { ruleOnTry, type WebhookAnswer, type WebhookRuling } from '../core/webhook-try.ts'
import { signWebhook } from '../proof/sign/sign-webhook.ts'
import { endpointEvent } from './endpoint-event.ts'
import type {
  DeliveryTry,
  DueDelivery,
  NewId,
  Policies,
  PolicyLibrary,
  Requests,
  SendWebhook,
  WebhookDeliveries,
} from './ports.ts'
import { system } from './record-event.ts'
import { viewRequest } from './view-request.ts'

export interface DeliverDeps {
  newId: NewId
  requests: Pick<Requests, 'read'>
  deliveries: Pick<WebhookDeliveries, 'read' | 'record'>
  policies: PolicyLibrary
  policyRecords: Pick<Policies, 'inForce'>
  publicUrl: string
  send: SendWebhook
  /** Between 0 and 1, so that what failed together is not tried together again. */
  random: () => number
}

/** How one try ended, for figures and the log. */
export interface DeliverResult {
  delivery: DueDelivery
  answer: WebhookAnswer
  ruling: WebhookRuling
}

/**
 * One try of one delivery. What the receiver is told is made of the record at each try, under the same id; how the try
 * ended and the job of the next one are written together. Null where this try is not due: another one was faster.
 */
export async function deliverWebhook(
  deps: DeliverDeps,
  id: DeliveryId,
  attempt: number,
): Promise<DeliverResult | null> {
  const delivery = await deps.deliveries.read(id)
  if (delivery === null || delivery.status !== 'pending' || delivery.attempts !== attempt) {
    return null
  }
  const request = await deps.requests.read(delivery.request)
  if (request === null) throw new Error('the request of a delivery cannot be read')
  const url = addressOf(delivery, request)
  const answer = await tryOnce(deps, delivery, { request, url })
  const ruling = ruleOnTry(answer, attempt - delivery.roundStart, deps.random())
  const tried = tryOf(deps, delivery, { answer, ruling, url })
  return (await deps.deliveries.record(tried)) ? { delivery, answer, ruling } : null
}

/** The address that the request named, where it still is on the endpoint's origin and was not erased. */
function addressOf({ endpoint }: DueDelivery, { webhookUrl }: RequestRecord): string {
  const isThere = webhookUrl !== null && new URL(webhookUrl).origin === new URL(endpoint.url).origin
  return isThere ? webhookUrl : endpoint.url
}

async function tryOnce(
  deps: DeliverDeps,
  { id, type, now, endpoint }: DueDelivery,
  { request, url }: { request: RequestRecord; url: string },
): Promise<WebhookAnswer> {
  if (endpoint.disabled) return { kind: 'failed', fault: 'endpoint_disabled' }
  if (endpoint.keys === null) return { kind: 'failed', fault: 'secret_unreadable' }
  const event: WebhookEvent = {
    type,
    timestamp: (request.decidedAt ?? now).toISOString(),
    data: await viewOf(deps, request),
  }
  const body = JSON.stringify(event)
  const timestampSeconds = Math.floor(now.getTime() / 1_000)
  const headers = signWebhook({ id, timestampSeconds, body }, endpoint.keys)
  return deps.send({ url, headers, body })
}

/** The webhook tells; the grant is fetched by the agent with its own key, and is in no view but the agent's. */
async function viewOf(deps: DeliverDeps, request: RequestRecord): Promise<WebhookEvent['data']> {
  const inForce = await deps.policyRecords.inForce()
  if (inForce === null) throw new Error('no policy is in force')
  return viewRequest(deps, request, inForce.version)
}

function tryOf(
  deps: DeliverDeps,
  { id, attempts, dueAt, agent, endpoint, now }: DueDelivery,
  { answer, ruling, url }: { answer: WebhookAnswer; ruling: WebhookRuling; url: string },
): DeliveryTry {
  // An address that was made for one request may go with it; the endpoint itself is another matter.
  const isEndpointGone = ruling.kind === 'given_up' && ruling.gone && url === endpoint.url
  const event = { agent, endpoint: endpoint.id, at: now, actor: system, code: 'gone' }
  return {
    id,
    attempts,
    dueAt,
    status: statusOf[ruling.kind],
    lastStatus: answer.kind === 'answered' ? answer.status : null,
    lastError: answer.kind === 'failed' ? answer.fault : null,
    nextAfterMs: ruling.kind === 'again' ? ruling.afterMs : null,
    gone: isEndpointGone ? endpointEvent(deps.newId, 'agent.webhook_changed', event) : null,
  }
}

const statusOf = { delivered: 'delivered', again: 'pending', given_up: 'failed' } as const
