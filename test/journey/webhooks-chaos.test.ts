import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { RequestObject } from '../../src/contract/request.ts'
import { exportAction } from '../harness/api.ts'
import { openReceiver, type Receiver } from '../harness/receiver.ts'
import { rowsOf } from '../harness/rows.ts'
import {
  freePort,
  type Ground,
  newGround,
  type ServiceProcess,
  startProcess,
} from '../harness/service.ts'
import { until } from '../harness/until.ts'
import { isAuthentic, passTime, register } from '../harness/webhooks.ts'

/** `WEBHOOK_VERDICTS=10000 WEBHOOK_KILLS=20` is the whole of it; docs/webhooks.md says what that gave. */
const verdictsCount = Number(process.env['WEBHOOK_VERDICTS'] ?? 60)
const killsCount = Number(process.env['WEBHOOK_KILLS'] ?? 3)
const limitMs = 180_000 + verdictsCount * 200

/** Each has an endpoint of its own, so that as many deliveries are under way when the sender dies. */
const agentsCount = 8
/** Of each hundred calls the receiver refuses the first thirty, by an error or by hanging up. */
const callsPerRound = 100
const refusedPerRound = 30

const settings = {
  WEBHOOK_ALLOW: '127.0.0.1',
  AGENT_PENDING_LIMIT: '1000000',
  AGENT_RATE_LIMIT: '10000000',
}

let ground: Ground
let sender: ServiceProcess
let receiver: Receiver
let port: number
let agents: { key: string; secret: string }[]

beforeAll(async () => {
  ground = await newGround()
  port = await freePort()
  sender = await startProcess(ground, settings, port)
  receiver = await openReceiver()
  agents = []
  for (let index = 0; index < agentsCount; index += 1) {
    const { id, key } = await sender.api.agent(`chaos-${index}`)
    agents.push({ key, secret: (await register(sender.api, id, receiver.url)).body.secret })
  }
})

afterAll(async () => {
  await sender.kill()
  await receiver.close()
  await ground.close()
})

it(
  `none of ${verdictsCount} verdicts is lost while the receiver is down and the sender is killed, and every signature is right`,
  async () => {
    const heard = new Set<string>()
    let callsCount = 0
    let refused = 0
    const forged: unknown[] = []
    receiver.answer((response, call) => {
      callsCount += 1
      // Looked at on arrival, since a signature is good for minutes.
      if (!agents.some(({ secret }) => isAuthentic(secret, call))) forged.push(call.headers)
      if (callsCount % callsPerRound >= refusedPerRound) {
        heard.add(call.event.data.id)
        response.writeHead(204).end()
        return
      }
      refused += 1
      if (refused % 2 === 0) response.destroy()
      else response.writeHead(503).end()
    })
    const told: string[] = []
    const work = settleAll(told)
    let kills = 0
    while (!(await isOver(told))) {
      await passTime(ground)
      if (kills < killsCount && heard.size >= ((kills + 1) * verdictsCount) / (killsCount + 1)) {
        await sender.kill()
        sender = await startProcess(ground, settings, port)
        kills += 1
      }
      await pause(100)
    }
    await work

    expect(kills).toBe(killsCount)
    expect(refused).toBeGreaterThan(0)
    expect(told.filter((id) => !heard.has(id))).toEqual([])
    expect(forged).toEqual([])
    // One id for one verdict, however often it was told.
    const idsOf = new Map(
      receiver.calls.map(({ event, headers }) => [event.data.id, String(headers['webhook-id'])]),
    )
    const pairs = new Set(
      receiver.calls.map(({ event, headers }) => `${event.data.id} ${headers['webhook-id']}`),
    )
    expect(pairs.size).toBe(idsOf.size)
  },
  limitMs,
)

/** Over when every verdict was acknowledged, and none of them waits to be told. */
async function isOver(told: string[]): Promise<boolean> {
  if (told.length < verdictsCount) return false
  const rows = await rowsOf<{ delivered: number }>(
    ground.database.app,
    `select count(*)::int as delivered from webhook_delivery where status = 'delivered'`,
  )
  return (rows[0]?.delivered ?? 0) >= verdictsCount
}

/** Proposes and settles until there are as many verdicts as wanted; what the dying service left unanswered is asked again. */
async function settleAll(told: string[]): Promise<void> {
  const clients = agents.map(async ({ key }, client) => {
    for (let index = client; index < verdictsCount; index += agentsCount) {
      told.push(await settleOnce(key, `chaos-${index}`))
    }
  })
  await Promise.all(clients)
}

async function settleOnce(key: string, name: string): Promise<string> {
  let id = ''
  await until(async () => {
    try {
      const { api } = sender
      const { body } = await api.call<RequestObject>('POST', '/v1/requests', {
        token: key,
        body: exportAction,
        headers: { 'idempotency-key': name },
      })
      const cancelled = await api.call('POST', `/v1/requests/${body.id}/cancel`, {
        token: key,
        body: {},
      })
      id = body.id
      return cancelled.status === 200
    } catch {
      return false
    }
  }, limitMs)
  return id
}
