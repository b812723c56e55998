import type { AgentId, EndpointId } from '../contract/ids.ts'
import type { EndpointSecret, EndpointView } from '../contract/webhook.ts'
import {
  secretBytes,
  seedBytes,
  webhookKeyPair,
  webhookSecret,
} from '../proof/sign/sign-webhook.ts'
import { administrativeActor } from './administrate.ts'
import { endpointEvent } from './endpoint-event.ts'
import type {
  Administrator,
  Agents,
  CheckWebhookUrl,
  NewId,
  RandomBytes,
  WebhookEndpoints,
} from './ports.ts'

export interface EndpointDeps {
  newId: NewId
  randomBytes: RandomBytes
  agents: Pick<Agents, 'read'>
  webhooks: WebhookEndpoints
  checkWebhookUrl: CheckWebhookUrl
  now: () => Promise<Date>
}

export type EndpointCreated =
  | { ok: true; endpoint: EndpointSecret }
  | { ok: false; code: 'not_found' | 'webhook_refused' | 'unavailable'; detail: string }

/** Every verdict of an agent goes to each of its endpoints, so there are few. */
const endpointsCountMax = 10

/** How long the secret before the new one signs beside it. */
const overlapMs = 24 * 60 * 60 * 1_000

/** Registers where an agent's verdicts are sent. The secret is shown this once. */
export async function addEndpoint(
  deps: EndpointDeps,
  by: Administrator,
  agent: AgentId,
  url: string,
): Promise<EndpointCreated> {
  if ((await deps.agents.read(agent)) === null) {
    return { ok: false, code: 'not_found', detail: 'There is no such agent.' }
  }
  if (!deps.webhooks.canSeal) {
    return {
      ok: false,
      code: 'unavailable',
      detail: 'Set SECRET_KEY first: webhook secrets are kept sealed under it, and none is set.',
    }
  }
  const enabled = (await deps.webhooks.list(agent)).filter((each) => each.disabled_at === null)
  const refusal =
    enabled.length < endpointsCountMax
      ? await deps.checkWebhookUrl(url)
      : `An agent has at most ${endpointsCountMax} endpoints.`
  if (refusal !== null) return { ok: false, code: 'webhook_refused', detail: refusal }

  const id = deps.newId('whk')
  const secret = webhookSecret(deps.randomBytes(secretBytes))
  const pair = webhookKeyPair(deps.randomBytes(seedBytes))
  const at = await deps.now()
  const event = { agent, endpoint: id, at, ...administrativeActor(by) }
  await deps.webhooks.add(
    { id, agent, url, secret, ...pair },
    endpointEvent(deps.newId, 'agent.webhook_created', event),
  )
  return { ok: true, endpoint: { id, url, secret, public_key: pair.publicKey } }
}

/** The endpoints of an agent, without their secrets. Null for an unknown agent. */
export async function listEndpoints(
  deps: EndpointDeps,
  agent: AgentId,
): Promise<EndpointView[] | null> {
  return (await deps.agents.read(agent)) === null ? null : deps.webhooks.list(agent)
}

/** Gives an endpoint a new secret, shown this once. The old one signs beside it for a day. Null where there is none. */
export async function rotateSecret(
  deps: EndpointDeps,
  by: Administrator,
  agent: AgentId,
  id: EndpointId,
): Promise<EndpointSecret | null> {
  const at = await deps.now()
  const secret = webhookSecret(deps.randomBytes(secretBytes))
  const event = { agent, endpoint: id, at, ...administrativeActor(by), code: 'rotated' }
  const found = await deps.webhooks.rotate(
    { id, agent, secret, previousUntil: new Date(at.getTime() + overlapMs) },
    endpointEvent(deps.newId, 'agent.webhook_changed', event),
  )
  return found === null ? null : { id, url: found.url, secret, public_key: found.publicKey }
}

/** Sends nothing more to an endpoint. It stays in the list; to have it back it is registered anew. False where there is none. */
export async function disableEndpoint(
  deps: EndpointDeps,
  by: Administrator,
  agent: AgentId,
  id: EndpointId,
): Promise<boolean> {
  const at = await deps.now()
  const event = { agent, endpoint: id, at, ...administrativeActor(by), code: 'disabled' }
  return deps.webhooks.disable(
    { id, agent, at, reason: 'operator' },
    endpointEvent(deps.newId, 'agent.webhook_changed', event),
  )
}
