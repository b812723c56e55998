import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import pg from 'pg'
import type { RequestObject } from '../../src/contract/request.ts'
import type { Answer, Refusal } from '../harness/api.ts'
import { grantOf } from '../harness/approval.ts'
import { journeyPolicy } from '../harness/policy.ts'
import {
  freePort,
  type Ground,
  newGround,
  type ServiceProcess,
  startProcess,
} from '../harness/service.ts'

/** `CONSUME_RACES=100000` is the whole of it; docs/grants.md says what that gave. */
const racesCount = Number(process.env['CONSUME_RACES'] ?? 1_000)
const racersCount = 50
const clientsCount = 8
const crashesCount = Number(process.env['GRANT_CRASHES'] ?? 2)
/** One address for all, as behind a load balancer: a grant is for one Countersign. */
const shared = { PUBLIC_URL: 'http://127.0.0.1:3000', AGENT_RATE_LIMIT: '1000000' }

let ground: Ground
let services: ServiceProcess[]
let database: pg.Client
let ports: number[]

beforeAll(async () => {
  ground = await newGround(
    journeyPolicy({
      rules: `
  - name: jobs
    match: { action: "job.run" }
    then: allow
    execute_within: 1h`,
    }),
  )
  ports = [await freePort(), await freePort()]
  services = []
  for (const port of ports) services.push(await startProcess(ground, shared, port))
  database = new pg.Client({ ...ground.database.owner })
  await database.connect()
})

afterAll(async () => {
  await database.end()
  await Promise.all(services.map((service) => service.stop()))
  await ground.close()
})

function nth<Thing>(things: Thing[], index: number): Thing {
  const thing = things[index % things.length]
  if (thing === undefined) throw new Error('there is nothing to choose from')
  return thing
}

const job = (number: number) => ({ action: 'job.run', payload: { number } })

function consume(at: number, grant: string, number: number) {
  return nth(services, at).api.call<Refusal>('POST', '/v1/grants/consume', {
    body: { grant, ...job(number) },
  })
}

async function usesOf(requests: RequestObject[]): Promise<Map<string, number>> {
  const { rows } = await database.query<{ request_id: string; uses: number }>(
    `select request_id, count(*)::int as uses from event
     where type = 'grant.consumed' and request_id = any($1) group by request_id`,
    [requests.map(({ id }) => id)],
  )
  return new Map(rows.map(({ request_id, uses }) => [request_id, uses]))
}

/** For machines that are slow and busy. */
const limitMs = 180_000 + racesCount * 30

it(
  `${racesCount} consumptions that race over two processes have one winner for each grant`,
  async () => {
    const requests: RequestObject[] = []
    for (let number = 0; number < racesCount / racersCount; number += 1) {
      const request = await nth(services, number).api.propose(job(number))
      requests.push(request)
      const again = await nth(services, number + 1).api.read(request.id)
      const grants = [grantOf(request), grantOf(again)]
      const answers = await Promise.all(
        Array.from({ length: racersCount }, (_, racer) =>
          consume(racer, nth(grants, racer), number),
        ),
      )
      const refused = answers.filter(({ body }) => body.code === 'grant_already_used')
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
      expect(refused).toHaveLength(racersCount - 1)
    }
    const uses = await usesOf(requests)
    expect(requests.map(({ id }) => uses.get(id))).toEqual(requests.map(() => 1))
  },
  limitMs,
)

it.each(Array.from({ length: crashesCount }, (_, index) => [index + 1]))(
  'kill -9 number %i loses no grant, and lets none be used twice',
  async (crash) => {
    const requests = new Map<number, RequestObject>()
    const told = new Map<number, Answer<Refusal>[]>()
    let isOver = false
    const useOne = async (client: number, name: number) => {
      const request = await nth(services, client).api.propose(job(name))
      if (request.status !== 'approved') return
      requests.set(name, request)
      const racers = [0, 1].map((at) => consume(at, grantOf(request), name).catch(() => null))
      for (const answer of await Promise.all(racers)) {
        if (answer !== null) told.set(name, [...(told.get(name) ?? []), answer])
      }
    }
    const work = async (client: number) => {
      for (let number = client; !isOver; number += clientsCount) {
        await useOne(client, crash * 1_000_000 + number)
      }
    }
    const clients = Array.from({ length: clientsCount }, (_, client) =>
      work(client).catch(() => undefined),
    )
    while (told.size < 20 * crash) await pause(5)
    await nth(services, 0).kill()
    isOver = true
    await Promise.all(clients)
    services[0] = await startProcess(ground, shared, ports[0])

    const uses = await usesOf([...requests.values()])
    for (const [name, { id }] of requests) {
      const wins = (told.get(name) ?? []).filter(({ status }) => status === 200)
      const found = await nth(services, 1).api.read(id)
      expect(wins.length).toBeLessThanOrEqual(uses.get(id) ?? 0)
      expect(uses.get(id) ?? 0).toBe(found.grant_status === 'used' ? 1 : 0)
      if (found.grant_status === 'used') continue
      expect((await consume(0, grantOf(found), name)).status).toBe(200)
    }
  },
)
