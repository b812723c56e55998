import type { DeliveryId } from '../contract/ids.ts'
import type { DeliveryView } from '../contract/webhook.ts'
import { administrativeActor } from './administrate.ts'
import { endpointEvent } from './endpoint-event.ts'
import type { Administrator, NewId, WebhookDeliveries } from './ports.ts'

export interface RedeliverDeps {
  newId: NewId
  now: () => Promise<Date>
  deliveries: Pick<WebhookDeliveries, 'sendAgain'>
}

/** Sends a verdict again, whatever became of it, under its old `webhook-id`: whoever has seen it knows it. */
export async function redeliver(
  { deliveries, newId, now }: RedeliverDeps,
  by: Administrator,
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
      ...administrativeActor(by),
      code: 'redelivered',
    }),
  )
}
