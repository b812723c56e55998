import type { Administrator } from '../app/ports.ts'
import { redeliver } from '../app/redeliver.ts'
import {
  addEndpoint,
  disableEndpoint,
  listEndpoints,
  rotateSecret,
} from '../app/webhook-endpoints.ts'
import type { AgentId, DeliveryId } from '../contract/ids.ts'
import type { DeliveryQuery } from '../contract/webhook.ts'
import type { DropFirst, Wiring } from './wire.ts'

/** The verbs behind webhooks and their deliveries. */
export function webhookVerbs({ deps, authentication }: Wiring) {
  return {
    authentication,
    add: (...given: DropFirst<Parameters<typeof addEndpoint>>) => addEndpoint(deps, ...given),
    list: (agent: AgentId) => listEndpoints(deps, agent),
    rotate: (...given: DropFirst<Parameters<typeof rotateSecret>>) => rotateSecret(deps, ...given),
    disable: (...given: DropFirst<Parameters<typeof disableEndpoint>>) =>
      disableEndpoint(deps, ...given),
    deliveries: async (query: DeliveryQuery) => {
      const { deliveries, nextCursor } = await deps.deliveries.list(query)
      return { data: deliveries, next_cursor: nextCursor }
    },
    redeliver: (by: Administrator, delivery: DeliveryId) => redeliver(deps, by, delivery),
  }
}
