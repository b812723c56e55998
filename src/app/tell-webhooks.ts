import type { RequestId } from '../contract/ids.ts'
import { type EndpointView, WebhookType } from '../contract/webhook.ts'
import { endpointFor } from './endpoint-for.ts'
import type { NewId, Requests, WebhookDeliveries, WebhookEndpoints } from './ports.ts'

export interface TellWebhooksDeps {
  newId: NewId
  requests: Pick<Requests, 'read'>
  webhooks: Pick<WebhookEndpoints, 'list'>
  deliveries: Pick<WebhookDeliveries, 'begin'>
}

/**
 * Begins one delivery of a verdict for each endpoint that hears it: the one that the request named, else every one of its
 * agent. Doing it again begins nothing twice.
 */
export async function tellWebhooks(deps: TellWebhooksDeps, id: RequestId): Promise<void> {
  const request = await deps.requests.read(id)
  if (request === null || request.status === 'pending') return
  const endpoints = await deps.webhooks.list(request.agent.id)
  const hearing = hearers(request.webhookUrl, endpoints)
  if (hearing.length === 0) return
  await deps.deliveries.begin({
    request: id,
    type: typeOf(request.status),
    to: hearing.map(({ id: endpoint }) => ({ id: deps.newId('whd'), endpoint })),
  })
}

function hearers(url: string | null, endpoints: EndpointView[]): EndpointView[] {
  if (url === null) return endpoints.filter(({ disabled_at }) => disabled_at === null)
  const endpoint = endpointFor(url, endpoints)
  return endpoint === null ? [] : [endpoint]
}

function typeOf(status: string): WebhookType {
  return WebhookType.parse(`request.${status}`)
}
