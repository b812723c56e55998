import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { RequestObject } from '../../src/contract/request.ts'
import { type Api, exportAction } from '../harness/api.ts'
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

/** How many verdicts there are. In full it is `WEBHOOK_VERDICTS=10000`. */
const verdictsCount = Number(process.env['WEBHOOK_VERDICTS'] ?? 60)
const killEveryMs = Number(process.env['WEBHOOK_KILL_EVERY_MS'] ?? 3_000)
const limitMs = 60_000 + verdictsCount * 800

/** Of each second this much the receiver is down: it takes what comes and answers nothing, or with an error. */
const downShare = 0.3

const settings = {
  WEBHOOK_ALLOW: '127.0.0.1',
  AGENT_PENDING_LIMIT: '1000000',
  AGENT_RATE_LIMIT: '10000000',
}

let ground: Ground
let sender: ServiceProcess
let receiver: Receiver
let port: number
let secret: string
let key: string

beforeAll(async () => {
  ground = await newGround()
  port = await freePort()
  sender = await startProcess(ground, settings, port)
  receiver = await openReceiver()
  const agent = await sender.api.agent('chaos')
  key = agent.key
  secret = (await register(sender.api, agent.id, receiver.url)).body.secret
}, 60_000)

afterAll(async () => {
  await sender.kill()
  await receiver.close()
  await ground.close()
})

it(
  `none of ${verdictsCount} verdicts is lost while the receiver is down and the sender is killed, and every signature is right`,
  async () => {
    const startedAt = Date.now()
    const heard = new Set<string>()
    let refused = 0
    receiver.answer((response, call) => {
      const isDown = ((Date.now() - startedAt) % 1_000) / 1_000 < downShare
      if (!isDown) {
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
    let lastKill = Date.now()
    while (!(await isOver(told))) {
      await passTime(ground)
      if (Date.now() - lastKill > killEveryMs) {
        await sender.kill()
        sender = await startProcess(ground, settings, port)
        lastKill = Date.now()
        kills += 1
      }
      await pause(100)
    }
    await work

    expect(kills).toBeGreaterThan(0)
    expect(refused).toBeGreaterThan(0)
    expect(told.filter((id) => !heard.has(id))).toEqual([])
    const forged = receiver.calls.filter((call) => !isAuthentic(secret, call))
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
  const clients = Array.from({ length: 4 }, async (_, client) => {
    for (let index = client; index < verdictsCount; index += 4) {
      told.push(await settleOnce(sender.api, `chaos-${index}`))
    }
  })
  await Promise.all(clients)
}

async function settleOnce(api: Api, name: string): Promise<string> {
  let id = ''
  await until(async () => {
    try {
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
