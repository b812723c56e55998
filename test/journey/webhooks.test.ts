import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { AgentView } from '../../src/contract/agent.ts'
import type { EventView } from '../../src/contract/event.ts'
import type { RequestObject } from '../../src/contract/request.ts'
import type { EndpointSecret, EndpointView } from '../../src/contract/webhook.ts'
import { verifyWebhook } from '../../src/proof/verify/verify-webhook.ts'
import { type Api, exportAction } from '../harness/api.ts'
import { openReceiver, type Receiver } from '../harness/receiver.ts'
import { type Ground, newGround, type RunningService, startHere } from '../harness/service.ts'
import { until } from '../harness/until.ts'
import { deliveriesOf, deliveryOf, isAuthentic, passTime, register } from '../harness/webhooks.ts'

const settings = { WEBHOOK_ALLOW: '127.0.0.1' }
/** More than there are workers for webhooks. */
const hangingCount = 9

let ground: Ground
let service: RunningService
let api: Api
let receiver: Receiver
let agent: AgentView & { key: string }
let hook: EndpointSecret
let count = 0

beforeAll(async () => {
  ground = await newGround()
  service = await startHere(ground, settings)
  api = service.api
})

afterAll(async () => {
  await service.stop()
  await ground.close()
})

beforeEach(async () => {
  receiver = await openReceiver()
  count += 1
  agent = await api.agent(`hooked-${count}`)
  hook = (await register(api, agent.id, `${receiver.url}/hooks`)).body
})

afterEach(() => receiver.close())

async function propose(more: object = {}): Promise<RequestObject & { code?: string }> {
  const { body } = await api.call<RequestObject & { code?: string }>('POST', '/v1/requests', {
    token: agent.key,
    body: { ...exportAction, ...more },
  })
  return body
}

async function settle(more: object = {}): Promise<RequestObject> {
  const request = await propose(more)
  const { body } = await api.decide(await api.person('cy@example.com'), request, 'deny')
  return body
}

/** Has a verdict without any person: the agent withdraws what it proposed. */
async function withdraw(token: string): Promise<RequestObject> {
  const { body } = await api.call<RequestObject>('POST', '/v1/requests', {
    token,
    body: exportAction,
  })
  await api.call('POST', `/v1/requests/${body.id}/cancel`, { token, body: {} })
  return body
}

async function disable(owner: string, endpoint: string): Promise<void> {
  const address = `/v1/agents/${owner}/webhook/${endpoint}`
  await api.call('DELETE', address, { token: api.adminToken })
}

async function changesOf(endpoint: string): Promise<(string | null)[]> {
  const { body } = await api.call<{ data: EventView[] }>(
    'GET',
    '/v1/events?type=agent.webhook_changed&limit=200',
    { token: api.adminToken },
  )
  return body.data.filter((event) => event['endpoint'] === endpoint).map(({ code }) => code)
}

async function endpoints(): Promise<EndpointView[]> {
  const { body } = await api.call<{ data: EndpointView[] }>(
    'GET',
    `/v1/agents/${agent.id}/webhook`,
    { token: api.adminToken },
  )
  return body.data
}

const isDelivered = ({ status }: { status: string }) => status === 'delivered'

describe('a verdict', () => {
  it('is told to the agent’s endpoint, signed, with the request and without the grant', async () => {
    const request = await settle()

    const delivery = await deliveryOf(api, request.id, isDelivered)
    const [call] = receiver.calls
    expect(receiver.calls).toHaveLength(1)
    expect(call?.path).toBe('/hooks')
    expect(call?.headers).toMatchObject({
      'webhook-id': delivery.id,
      'content-type': 'application/json',
    })
    expect(call?.event).toMatchObject({
      type: 'request.denied',
      timestamp: request.decided_at,
      data: { id: request.id, status: 'denied', digest: request.digest, verdict: { grant: null } },
    })
    if (call === undefined) return
    expect(isAuthentic(hook.secret, call)).toBe(true)
    for (const key of [hook.secret, hook.public_key]) {
      expect((await verifyWebhook(call.headers, call.body, key)).data.id).toBe(request.id)
    }
    expect(delivery).toMatchObject({ attempts: 1, last_status: 204, url: `${receiver.url}/hooks` })
  })

  it('is told where people approved it, the agent withdrew it, or its time was over', async () => {
    const tokens = [await api.person('bo@example.com'), await api.person('cy@example.com')]
    const approved = await propose()
    for (const token of tokens) await api.decide(token, approved, 'approve')
    const cancelled = await propose()
    await api.call('POST', `/v1/requests/${cancelled.id}/cancel`, { token: agent.key, body: {} })
    await propose({ expires_in: 1 })

    await until(() => receiver.calls.length === 3)

    expect(receiver.calls.map(({ event }) => event.type).sort()).toEqual([
      'request.approved',
      'request.cancelled',
      'request.expired',
    ])
    for (const { event } of receiver.calls) expect(event.data.verdict?.grant ?? null).toBeNull()
  })

  it('that the policy gave at once is in the answer, and nothing is sent', async () => {
    await propose({ action: 'db.read' })
    const request = await settle()

    await deliveryOf(api, request.id, isDelivered)

    expect(receiver.calls.map(({ event }) => event.data.id)).toEqual([request.id])
    expect(await deliveriesOf(api, `agent=${agent.id}`)).toHaveLength(1)
  })

  it('goes to every endpoint of its agent, and to those of no other', async () => {
    await register(api, agent.id, `${receiver.url}/second`)
    const stranger = await api.agent(`stranger-${count}`)
    await register(api, stranger.id, `${receiver.url}/stranger`)

    await settle()
    await until(() => receiver.calls.length === 2)

    expect(receiver.calls.map(({ path }) => path).sort()).toEqual(['/hooks', '/second'])
    expect(new Set(receiver.calls.map(({ headers }) => headers['webhook-id'])).size).toBe(2)
  })

  it('goes to the address that the request named, on the origin of an endpoint, and there alone', async () => {
    await register(api, agent.id, `${receiver.url}/second`)
    const request = await settle({ webhook: { url: `${receiver.url}/runs/881?token=x` } })

    const delivery = await deliveryOf(api, request.id, isDelivered)

    expect(receiver.calls.map(({ path }) => path)).toEqual(['/runs/881?token=x'])
    expect(delivery.endpoint).toBe(hook.id)
  })

  it('goes to no address on another origin', async () => {
    const elsewhere = [
      `http://127.0.0.1:${receiver.port + 1}/hooks`,
      `https://127.0.0.1:${receiver.port}/hooks`,
      `http://user@127.0.0.1:${receiver.port}/hooks`,
      `http://localhost:${receiver.port}/hooks`,
    ]

    const answers = await Promise.all(elsewhere.map((url) => propose({ webhook: { url } })))

    expect(answers.map(({ code }) => code)).toEqual(elsewhere.map(() => 'webhook_not_registered'))
  })
})

describe('a receiver', () => {
  it('that fails is tried again under the same id, with a new time and a new signature', async () => {
    receiver.answer((response) => response.writeHead(receiver.calls.length < 3 ? 503 : 200).end())
    const request = await settle()

    await deliveryOf(api, request.id, ({ attempts }) => attempts === 1)
    await passTime(ground)
    await deliveryOf(api, request.id, ({ attempts }) => attempts === 2)
    await passTime(ground)
    await deliveryOf(api, request.id, isDelivered)

    const ids = receiver.calls.map(({ headers }) => headers['webhook-id'])
    expect(new Set(ids).size).toBe(1)
    expect(receiver.calls).toHaveLength(3)
    expect(receiver.calls.every((call) => isAuthentic(hook.secret, call))).toBe(true)
  })

  it('that redirects is not followed, and has failed', async () => {
    const other = await openReceiver()
    receiver.answer((response) => response.writeHead(307, { location: `${other.url}/in` }).end())
    const request = await settle()

    const delivery = await deliveryOf(api, request.id, ({ attempts }) => attempts === 1)

    expect(delivery).toMatchObject({ status: 'pending', last_status: 307 })
    expect(other.calls).toEqual([])
    await other.close()
  })

  it('that asks for patience is given it', async () => {
    receiver.answer((response) => response.writeHead(429, { 'retry-after': '7200' }).end())
    const request = await settle()

    const delivery = await deliveryOf(api, request.id, ({ attempts }) => attempts === 1)

    const waitMs = Date.parse(String(delivery.next_attempt_at)) - Date.now()
    expect(waitMs).toBeGreaterThan(7_100_000)
    expect(waitMs).toBeLessThan(7_300_000)
  })

  it('that answers 410 is called no more, and that is recorded', async () => {
    receiver.answer((response) => response.writeHead(410).end())
    const request = await settle()

    const gone = await deliveryOf(api, request.id, ({ status }) => status === 'failed')
    await settle()

    expect(gone).toMatchObject({ last_status: 410, next_attempt_at: null })
    expect(await endpoints()).toMatchObject([{ id: hook.id, disabled_reason: 'gone' }])
    expect(await changesOf(hook.id)).toEqual(['gone'])
    expect(await deliveriesOf(api, `agent=${agent.id}`)).toHaveLength(1)
    expect(receiver.calls).toHaveLength(1)
  })

  it('that answers 410 for the address of one request keeps its endpoint', async () => {
    receiver.answer((response) => response.writeHead(410).end())
    const request = await settle({ webhook: { url: `${receiver.url}/runs/881` } })

    await deliveryOf(api, request.id, ({ status }) => status === 'failed')

    expect(await endpoints()).toMatchObject([{ id: hook.id, disabled_at: null }])
  })

  it('that hangs holds up no other', async () => {
    let open = 0
    let openMax = 0
    receiver.answer((response) => {
      open += 1
      openMax = Math.max(openMax, open)
      response.on('close', () => {
        open -= 1
      })
    })
    const other = await openReceiver()
    const quick = await api.agent(`quick-${count}`)
    await register(api, quick.id, other.url)
    for (let index = 0; index < 12; index += 1) await settle()
    await until(() => receiver.calls.length > 0)

    const { body: request } = await api.call<RequestObject>('POST', '/v1/requests', {
      token: quick.key,
      body: exportAction,
    })
    await api.decide(await api.person('cy@example.com'), request, 'deny')
    await deliveryOf(api, request.id, isDelivered)

    expect(openMax).toBe(1)
    await disable(agent.id, hook.id)
    await other.close()
  })

  it('that hangs holds up no other for longer than one try, however many of them there are', async () => {
    receiver.answer(() => undefined)
    const hanging = await Promise.all(
      Array.from({ length: hangingCount }, async (_, index) => {
        const { id, key } = await api.agent(`hanging-${index}`)
        const { body } = await register(api, id, receiver.url)
        return { id, key, hook: body.id }
      }),
    )
    for (const { key } of hanging) {
      for (let index = 0; index < 6; index += 1) await withdraw(key)
    }
    await until(() => receiver.calls.length >= 8)
    const other = await openReceiver()
    const quick = await api.agent('quick-among-many')
    await register(api, quick.id, other.url)

    const request = await withdraw(quick.key)

    await deliveryOf(api, request.id, isDelivered)
    for (const { id, hook: each } of hanging) await disable(id, each)
    await other.close()
  })
})

describe('an administrator', () => {
  it('sends a verdict again while a try is under way, and its end changes nothing of that', async () => {
    const open: (() => void)[] = []
    receiver.answer((response) => open.push(() => response.writeHead(410).end()))
    const request = await settle({ webhook: { url: `${receiver.url}/runs/881` } })
    await until(() => receiver.calls.length === 1)
    const { id } = await deliveryOf(api, request.id, () => true)

    await api.call('POST', `/v1/webhook-deliveries/${id}/redeliver`, { token: api.adminToken })
    receiver.answer((response) => response.writeHead(204).end())
    open[0]?.()

    await deliveryOf(api, request.id, isDelivered)
    expect(receiver.calls).toHaveLength(2)
  })

  it('changes the secret: for a day both sign, and the list shows neither', async () => {
    const { body: fresh } = await api.call<EndpointSecret>(
      'POST',
      `/v1/agents/${agent.id}/webhook/${hook.id}/rotate`,
      { token: api.adminToken },
    )
    const request = await settle()
    await deliveryOf(api, request.id, isDelivered)

    const [call] = receiver.calls
    expect(fresh.secret).not.toBe(hook.secret)
    expect(fresh.public_key).toBe(hook.public_key)
    for (const secret of [fresh.secret, hook.secret]) {
      expect(call !== undefined && isAuthentic(secret, call)).toBe(true)
    }
    const [listed] = await endpoints()
    expect(JSON.stringify(listed)).not.toContain('whsec_')
    expect(Date.parse(String(listed?.previous_secret_until)) - Date.now()).toBeGreaterThan(
      86_000_000,
    )
    expect(await changesOf(hook.id)).toEqual(['rotated'])
  })

  it('sends a verdict again, under its old id', async () => {
    const request = await settle()
    const { id } = await deliveryOf(api, request.id, isDelivered)

    const { status } = await api.call('POST', `/v1/webhook-deliveries/${id}/redeliver`, {
      token: api.adminToken,
    })
    await until(() => receiver.calls.length === 2)

    expect(status).toBe(202)
    expect(receiver.calls.map(({ headers }) => headers['webhook-id'])).toEqual([id, id])
    await deliveryOf(api, request.id, ({ attempts }) => attempts === 2)
    expect(await changesOf(hook.id)).toEqual(['redelivered'])
  })

  it('switches an endpoint off: nothing more is sent, and nothing can be sent again', async () => {
    const request = await settle()
    const { id } = await deliveryOf(api, request.id, isDelivered)
    const address = `/v1/agents/${agent.id}/webhook/${hook.id}`
    const token = api.adminToken

    expect((await api.call('DELETE', address, { token })).status).toBe(204)
    expect((await api.call('DELETE', address, { token })).status).toBe(204)
    await settle()

    const again = await api.call('POST', `/v1/webhook-deliveries/${id}/redeliver`, { token })
    expect(again).toMatchObject({ status: 422, body: { code: 'webhook_not_registered' } })
    expect((await api.call('POST', `${address}/rotate`, { token })).status).toBe(404)
    expect(receiver.calls).toHaveLength(1)
    expect(await changesOf(hook.id)).toEqual(['disabled'])
  })

  it('reads deliveries in pages, by status, agent and request', async () => {
    const requests = [await settle(), await settle(), await settle()]
    for (const { id } of requests) await deliveryOf(api, id, isDelivered)
    const first = await api.call<{ data: { id: string }[]; next_cursor: string }>(
      'GET',
      `/v1/webhook-deliveries?agent=${agent.id}&status=delivered&limit=2`,
      { token: api.adminToken },
    )
    const rest = await deliveriesOf(
      api,
      `agent=${agent.id}&limit=2&cursor=${first.body.next_cursor}`,
    )

    const all = [...first.body.data, ...rest].map(({ id }) => id)
    expect(new Set(all).size).toBe(3)
    expect(rest).toHaveLength(1)
    expect(await deliveriesOf(api, `agent=${agent.id}&status=failed`)).toEqual([])
  })

  it.each([
    ['http to a public host', 'http://93.184.216.34/hooks'],
    ['loopback under another spelling of IPv6', 'https://[::ffff:127.0.0.2]/'],
    ['the metadata service', 'https://169.254.169.254/latest'],
    ['a password in the address', 'http://user:pass@127.0.0.1/hooks'],
    ['a port of another service', 'https://93.184.216.34:22/'],
  ])('is refused %s', async (_, url) => {
    const { status, body } = await register(api, agent.id, url)

    expect([status, body.code]).toEqual([422, 'webhook_refused'])
  })

  it('alone may do any of this', async () => {
    const statuses = await Promise.all(
      [
        ['POST', `/v1/agents/${agent.id}/webhook`],
        ['GET', `/v1/agents/${agent.id}/webhook`],
        ['POST', `/v1/agents/${agent.id}/webhook/${hook.id}/rotate`],
        ['DELETE', `/v1/agents/${agent.id}/webhook/${hook.id}`],
        ['GET', '/v1/webhook-deliveries'],
        ['POST', '/v1/webhook-deliveries/whd_01k9xv2m4te8wb1q0zr7y5h3ad/redeliver'],
      ].map(async ([method = '', address = '']) => {
        const { status } = await api.call(method, address, { token: agent.key })
        return status
      }),
    )

    expect(new Set(statuses)).toEqual(new Set([403]))
  })
})

it('a verdict that was not heard before a restart is told after it', async () => {
  receiver.answer((response) => response.writeHead(500).end())
  const request = await settle()
  await deliveryOf(api, request.id, ({ attempts }) => attempts === 1)
  await service.stop()
  receiver.answer((response) => response.writeHead(200).end())
  service = await startHere(ground, settings)
  api = service.api
  await passTime(ground)

  await deliveryOf(api, request.id, isDelivered)

  expect(new Set(receiver.calls.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
})
