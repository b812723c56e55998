import type { AgentId, DeliveryId, EndpointId, RequestId } from '../contract/ids.ts'
import type { Actor, EventDraft, NewId } from './ports.ts'
import { draftEvent } from './record-event.ts'

/** What was done to an endpoint, and by whom. Its address may hold a secret, so it stands in no event. */
export function endpointEvent(
  newId: NewId,
  type: 'agent.webhook_created' | 'agent.webhook_changed',
  given: {
    agent: AgentId
    endpoint: EndpointId
    at: Date
    actor: Actor
    code: string | null
    request?: RequestId
    delivery?: DeliveryId
  },
): EventDraft {
  const { agent, endpoint, at, actor, code, request = null, delivery } = given
  const more = { agent, endpoint, ...(delivery === undefined ? {} : { delivery }) }
  return draftEvent(newId, { type, at, actor, code, request, more })
}
