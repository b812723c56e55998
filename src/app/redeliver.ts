import type { DeliveryId } from '../contract/ids.ts'
import type { DeliveryView } from '../contract/webhook.ts'
import { endpointEvent } from './endpoint-event.ts'
import type { NewId, WebhookDeliveries } from './ports.ts'
import { operator } from './record-event.ts'

export interface RedeliverDeps {
  newId: NewId
  now: () => Promise<Date>
  deliveries: Pick<WebhookDeliveries, 'sendAgain'>
}

/** Sends a verdict again, whatever became of it, under its old `webhook-id`: whoever has seen it knows it. */
export async function redeliver(
  { deliveries, newId, now }: RedeliverDeps,
  delivery: DeliveryId,
): Promise<DeliveryView | 'endpoint_disabled' | null> {
  const at = await now()
  return deliveries.sendAgain(delivery, ({ agent, endpoint, request }) =>
    endpointEvent(newId, 'agent.webhook_changed', {
      agent,
      endpoint,
      request,
      delivery,
      at,
      actor: operator,
      code: 'redelivered',
    }),
  )
}
