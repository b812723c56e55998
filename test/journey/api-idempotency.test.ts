import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { RequestObject } from '../../src/contract/request.ts'
import type { Api, Refusal } from '../harness/api.ts'
import { rowsOf } from '../harness/rows.ts'
import { type Ground, newGround, type RunningService, startHere } from '../harness/service.ts'
import { until } from '../harness/until.ts'

let ground: Ground
let one: RunningService
let other: RunningService

beforeAll(async () => {
  ground = await newGround()
  one = await startHere(ground)
  other = await startHere(ground, { PUBLIC_URL: one.url })
})

afterAll(async () => {
  await other.stop()
  await one.stop()
  await ground.close()
})

const action = { action: 'mail.send', payload: { a: 1, b: ['x'] } }

function propose(api: Api, key: string, body: unknown = action, token: string = api.agentKey) {
  return api.call<RequestObject & Refusal>('POST', '/v1/requests', {
    token,
    body,
    headers: { 'Idempotency-Key': key },
  })
}

async function requestsCount(): Promise<number> {
  const rows = await rowsOf(ground.database.owner, 'select 1 from request')
  return rows.length
}

describe('the same key', () => {
  it('with the same JSON answers with the request as it is now', async () => {
    const first = await propose(one.api, 'once')
    const cy = await one.api.person('cy@example.com')
    const denied = await one.api.decide(cy, first.body, 'deny', 'no')

    const again = await propose(other.api, 'once')

    expect([first.status, first.headers.get('idempotent-replayed')]).toEqual([201, null])
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([200, 'true'])
    expect(again.headers.get('location')).toBe(`/v1/requests/${first.body.id}`)
    expect(again.body).toEqual(denied.body)
  })

  it.each([
    ['{"payload":{"b":["x"],"a":1},"action":"mail.send"}'],
    [' {\n"action" : "mail.send", "payload":{"a":1.0,"b":["\\u0078"]} }\n'],
    ['{"action":"mail.send","payload":{"a":10e-1,"b":["x"]}}'],
  ])('with the same JSON in another spelling is the same request: %s', async (spelled) => {
    const key = `spelled ${spelled.length}`
    const first = await propose(one.api, key)

    const again = await propose(one.api, key, spelled)

    expect([again.status, again.body.id]).toEqual([200, first.body.id])
  })

  it.each([
    { ...action, payload: { a: 1, b: ['y'] } },
    { ...action, payload: { a: '1', b: ['x'] } },
    { ...action, summary: 'x' },
    { ...action, shiny: 1 },
    [],
  ])('with another body is refused: %j', async (body) => {
    const key = `reused ${JSON.stringify(body)}`
    await propose(one.api, key)
    const before = await requestsCount()

    const again = await propose(one.api, key, body)

    expect([again.status, again.body.code]).toEqual([422, 'idempotency_key_reused'])
    expect(await requestsCount()).toBe(before)
  })

  it('of another agent is another key', async () => {
    const stranger = await one.api.agent('stranger')
    const first = await propose(one.api, 'shared')

    const answer = await propose(one.api, 'shared', { ...action, summary: 'x' }, stranger.key)

    expect(answer.status).toBe(201)
    expect(answer.body.id).not.toBe(first.body.id)
  })

  it('of another key of the same agent is the same key', async () => {
    const first = await propose(one.api, 'two keys')
    const added = await one.api.call<{ key: string }>(
      'POST',
      `/v1/agents/${first.body.agent.id}/keys`,
      { token: one.api.adminToken, body: {} },
    )

    const again = await propose(one.api, 'two keys', action, added.body.key)

    expect([again.status, again.body.id]).toEqual([200, first.body.id])
  })

  it('of a refused proposal is free for a better one', async () => {
    const refused = await propose(one.api, 'mended', { ...action, shiny: 1 })
    const mended = await propose(one.api, 'mended')

    expect([refused.status, mended.status]).toEqual([400, 201])
  })

  it('fifty times at once at two services makes one request', async () => {
    const before = await requestsCount()

    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        propose(index % 2 === 0 ? one.api : other.api, 'at once'),
      ),
    )

    expect(await requestsCount()).toBe(before + 1)
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(49)
  })
})

describe('a key', () => {
  it.each([
    ['', 400],
    ['k', 201],
    ['k'.repeat(255), 201],
    ['k'.repeat(256), 400],
    ['ungewöhnlich: {"a b"}', 201],
  ])('has 1 to 255 characters: %j', async (key, status) => {
    const answer = await propose(one.api, key)

    expect(answer.status).toBe(status)
    if (status === 400) expect(answer.body.code).toBe('invalid_request')
  })

  it('is forgotten a day after the request was settled, and no earlier', async () => {
    const [young, old, pending] = await Promise.all(
      ['young', 'old', 'pending'].map((key) => propose(one.api, key)),
    )
    const cy = await one.api.person('cy@example.com')
    for (const answer of [young, old]) {
      if (answer !== undefined) await one.api.decide(cy, answer.body, 'deny')
    }
    await rowsOf(
      ground.database.owner,
      `update request set decided_at = now() - interval '25 hours' where id = $1`,
      [old?.body.id],
    )

    const third = await startHere(ground)
    await until(async () => {
      const kept = `select 1 from request where id = $1 and idempotency_key_hash is null`
      return (await rowsOf(ground.database.owner, kept, [old?.body.id])).length === 1
    })
    const answers = await Promise.all(
      ['young', 'old', 'pending'].map((key) => propose(third.api, key)),
    )
    await third.stop()

    expect(answers.map(({ status }) => status)).toEqual([200, 201, 200])
    expect([answers[0]?.body.id, answers[2]?.body.id]).toEqual([young?.body.id, pending?.body.id])
  })
})

describe('the order of checks', () => {
  it('is strict JSON before the key', async () => {
    await propose(one.api, 'ordered')

    const answer = await propose(one.api, 'ordered', '{"action":1,"action":2}')
    const both = await propose(one.api, 'k'.repeat(256), '{')

    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_json'])
    expect([both.status, both.body.code]).toEqual([400, 'invalid_json'])
  })
})
