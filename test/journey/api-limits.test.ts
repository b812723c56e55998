import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { RequestObject } from '../../src/contract/request.ts'
import type { Refusal } from '../harness/api.ts'
import { type Ground, newGround, type RunningService, startHere } from '../harness/service.ts'

const perMinute = 3
const pendingCountMax = 2
const free = { action: 'db.read', payload: 1 }
const asked = { action: 'mail.send', payload: 1 }

let ground: Ground
let service: RunningService
let agentsCount = 0

beforeAll(async () => {
  ground = await newGround()
  service = await startHere(ground, {
    AGENT_RATE_LIMIT: String(perMinute),
    AGENT_PENDING_LIMIT: String(pendingCountMax),
  })
})

afterAll(async () => {
  await service.stop()
  await ground.close()
})

/** A fresh agent with a budget of its own. */
async function newcomer() {
  agentsCount += 1
  const { key: token } = await service.api.agent(`newcomer-${agentsCount}`)
  const propose = (body: unknown, key?: string) =>
    service.api.call<RequestObject & Refusal>('POST', '/v1/requests', {
      token,
      body,
      headers: key === undefined ? {} : { 'Idempotency-Key': key },
    })
  const spend = async () => {
    for (let count = 0; count < perMinute; count += 1) await propose(free)
  }
  const cancel = (id: string) => service.api.call('POST', `/v1/requests/${id}/cancel`, { token })
  return { propose, spend, cancel }
}

describe('the rate limit of an agent', () => {
  it('is told with every proposal, and what is left of it', async () => {
    const { propose } = await newcomer()

    const first = await propose(free)
    const second = await propose({ ...free, shiny: 1 })

    expect([first.status, second.status]).toEqual([201, 400])
    expect(first.headers.get('ratelimit-policy')).toBe('"agent";q=3;w=60')
    expect(first.headers.get('ratelimit')).toMatch(/^"agent";r=2;t=\d+$/)
    expect(second.headers.get('ratelimit')).toMatch(/^"agent";r=1;t=\d+$/)
    expect(first.headers.get('retry-after')).toBeNull()
  })

  it('refuses what goes over it, and says when to come back', async () => {
    const { propose, spend } = await newcomer()
    await spend()

    const { status, headers, body } = await propose(free)

    expect([status, body.code]).toEqual([429, 'rate_limited'])
    expect(headers.get('ratelimit')).toMatch(/^"agent";r=0;t=\d+$/)
    expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
    expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(60)
  })

  it('is nobody else’s', async () => {
    const { spend } = await newcomer()
    await spend()
    const other = await newcomer()

    expect((await other.propose(free)).status).toBe(201)
  })

  it('does not count replays, nor stop them', async () => {
    const { propose, spend } = await newcomer()
    const first = await propose(free, 'once')
    const replays = [await propose(free, 'once'), await propose(free, 'once')]
    await spend()

    const late = await propose(free, 'once')

    expect([...replays, late].map(({ status }) => status)).toEqual([200, 200, 200])
    expect(late.body.id).toBe(first.body.id)
    expect(late.headers.get('ratelimit')).toBeNull()
  })

  it.each([
    ['after strict JSON', '{"action":1,"action":2}', undefined, 'invalid_json'],
    ['after idempotency', { ...free, summary: 'x' }, 'used', 'idempotency_key_reused'],
    ['before the schema', { shiny: 1 }, 'fresh', 'rate_limited'],
  ])('is checked %s', async (_, body, key, code) => {
    const { propose, spend } = await newcomer()
    await propose(free, 'used')
    await spend()

    expect((await propose(body, key)).body.code).toBe(code)
  })
})

describe('too many pending requests', () => {
  it('are refused until one of them is settled', async () => {
    const { propose, cancel } = await newcomer()
    const first = await propose(asked)
    await propose(asked)

    const refused = await propose(asked)

    expect([refused.status, refused.body.code]).toEqual([429, 'too_many_pending'])
    expect((await cancel(first.body.id)).status).toBe(200)
  })

  it('are counted by agent, and leave out what is settled', async () => {
    const { propose, cancel } = await newcomer()
    const first = await propose(asked)
    await cancel(first.body.id)
    const second = await propose(asked)
    const third = await propose(asked)
    const other = await newcomer()

    expect([second.status, third.status]).toEqual([201, 201])
    expect((await other.propose(asked)).status).toBe(201)
  })
})
