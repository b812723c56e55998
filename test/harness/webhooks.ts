import { Webhook } from 'standardwebhooks'
import type { DeliveryView, EndpointSecret } from '../../src/contract/webhook.ts'
import type { Answer, Api, Refusal } from './api.ts'
import { rowsOf } from './rows.ts'
import type { Ground } from './service.ts'
import { until } from './until.ts'

type Registered = EndpointSecret & Refusal

/** Registers an endpoint as the admin does. */
export function register(api: Api, agent: string, url: string): Promise<Answer<Registered>> {
  return api.call<Registered>('POST', `/v1/agents/${agent}/webhook`, {
    token: api.adminToken,
    body: { url },
  })
}

export async function deliveriesOf(api: Api, query: string): Promise<DeliveryView[]> {
  const { body } = await api.call<{ data: DeliveryView[] }>(
    'GET',
    `/v1/webhook-deliveries?${query}`,
    { token: api.adminToken },
  )
  return body.data
}

/** The one delivery of a request, once it is as it should be. */
export async function deliveryOf(
  api: Api,
  request: string,
  isReady: (delivery: DeliveryView) => boolean,
): Promise<DeliveryView> {
  let found: DeliveryView | undefined
  await until(async () => {
    found = (await deliveriesOf(api, `request=${request}`))[0]
    return found !== undefined && isReady(found)
  })
  if (found === undefined) throw new Error('there is no delivery')
  return found
}

/** Lets the waits of every delivery be over. */
export async function passTime(ground: Ground): Promise<void> {
  await rowsOf(
    ground.database.app,
    `update graphile_worker._private_jobs j set run_at = now() from graphile_worker._private_tasks t
     where t.id = j.task_id and t.identifier = 'deliver_webhook' and j.run_at > now() and j.locked_at is null`,
  )
}

/** Whether the package of Standard Webhooks takes a call for authentic. */
export function isAuthentic(
  secret: string,
  call: { headers: Record<string, unknown>; body: string },
): boolean {
  const headers = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => [
    name,
    String(call.headers[name]),
  ])
  try {
    new Webhook(secret).verify(call.body, Object.fromEntries(headers))
    return true
  } catch {
    return false
  }
}
