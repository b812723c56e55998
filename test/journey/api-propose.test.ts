import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import canonicalize from 'canonicalize'
import type { RequestObject } from '../../src/contract/request.ts'
import type { Refusal } from '../harness/api.ts'
import { journeyPolicy } from '../harness/policy.ts'
import { type Ground, newGround, type RunningService, startHere } from '../harness/service.ts'

const labelRules = `
  - name: tagged
    match: { action: "file.read", labels: [pii] }
    then: allow
  - name: flagged
    match: { action: "db.read", labels: [sensitive] }
    then: review
    review: { needs: [ { group: security, count: 1 } ], expires_in: 5m }
`

let ground: Ground
let service: RunningService

beforeAll(async () => {
  ground = await newGround(journeyPolicy({ rules: labelRules }))
  service = await startHere(ground)
})

afterAll(async () => {
  await service.stop()
  await ground.close()
})

async function propose(body: unknown) {
  return service.api.call<RequestObject & Refusal>('POST', '/v1/requests', { body })
}

const minimal = { action: 'mail.send', payload: null }

/** The digest as API.md defines it, computed past the product. */
function digestOf(request: RequestObject, sent: object): string {
  const absent = { environment: null, on_behalf_of: null, resource: null }
  const bound = { ...absent, ...sent, agent: request.agent.id, v: 1 }
  const text = canonicalize(bound) ?? ''
  return `sha256:${createHash('sha256').update(text).digest('hex')}`
}

describe('a proposal', () => {
  it('is answered with 201, its address and the request object, member by member', async () => {
    const { status, headers, body } = await propose({
      action: 'data.export',
      resource: 'postgres://prod/customers',
      environment: 'production',
      payload: { table: 'customers', rows: 10412 },
      summary: 'Export rows',
      reason: 'Weekly retraining',
      labels: ['pii'],
      classification: { '/table': 'internal' },
      on_behalf_of: 'zoe@example.com',
      origin: { session: 'run-881', model: 'model-x', trace_url: 'https://traces.example.com/1' },
      links: [{ title: 'Pipeline run', url: 'https://ci.example.com/7' }],
      expires_in: 900,
    })

    expect(status).toBe(201)
    expect(headers.get('location')).toBe(`/v1/requests/${body.id}`)
    expect(body).toEqual({
      id: expect.stringMatching(/^req_[0-7][0-9a-hjkmnp-tv-z]{25}$/),
      status: 'pending',
      action: 'data.export',
      resource: 'postgres://prod/customers',
      environment: 'production',
      summary: 'Export rows',
      reason: 'Weekly retraining',
      labels: ['pii'],
      on_behalf_of: 'zoe@example.com',
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      agent: { id: expect.stringMatching(/^agt_/), name: 'sample-agent' },
      label_sources: { pii: ['agent', 'postgres://prod/customers*'] },
      environment_source: 'agent',
      warnings: [],
      policy: {
        version: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
        effect: 'review',
        rules: ['exports'],
        errors: [],
      },
      needs: [
        { group: 'data-owners', count: 1, have: 0 },
        { group: 'security', count: 1, have: 0 },
      ],
      cards: [],
      created_at: expect.any(String),
      expires_at: new Date(Date.parse(body.created_at) + 900_000).toISOString(),
      decided_at: null,
      verdict: null,
      grant_status: null,
      outcome: null,
      url: `${service.url}/requests/${body.id}`,
    })
  })

  it('reads afterwards exactly as it was answered', async () => {
    const { body } = await propose({ ...minimal, on_behalf_of: 'Yan@Example.com', labels: ['x'] })

    expect(await service.api.read(body.id)).toEqual(body)
  })

  it.each([
    { ...minimal },
    { ...minimal, payload: { b: [1.5, 1e-7, -0, 'é\u2028"\\'], a: { '\u20ac': 1, $: null } } },
    { ...minimal, on_behalf_of: 'Yan@Example.com', resource: 'https://EXAMPLE.com/%7Ea' },
    { action: 'data.export', payload: [], resource: 'postgres://prod/customers' },
  ])('has the digest of the RFC 8785 text of what was sent: %j', async (sent) => {
    const { body } = await propose(sent)

    expect(body.digest).toBe(digestOf(body, sent))
  })

  it('has the same digest in another spelling', async () => {
    const one = await propose('{"action":"mail.send","payload":{"n":1,"s":"A/b"}}')
    const other = await propose('{ "payload" : {"s":"\\u0041\\/b","n":1.0}, "action":"mail.send"}')

    expect(other.body.digest).toBe(one.body.digest)
  })

  it.each([null, false, 0, '', [], {}, 'x', 9007199254740991, -9007199254740991])(
    'may carry any JSON value as its payload: %j',
    async (payload) => {
      const { status, body } = await propose({ ...minimal, payload })
      const read = await service.api.call('GET', `/v1/requests/${body.id}/payload`)

      expect(status).toBe(201)
      expect(read.body).toEqual({ payload, hidden: [] })
    },
  )

  it('keeps hostile text to the character', async () => {
    const hostile =
      'a\0b\u202e\u200b\u{e0041}<!channel> \\u0000 \ud83d\ude00 \'"; drop table request; --'
    const { body } = await propose({
      ...minimal,
      payload: { [hostile]: [hostile] },
      summary: hostile,
      reason: hostile,
    })
    const cy = await service.api.person('cy@example.com')
    const denied = await service.api.decide(cy, body, 'deny', hostile)
    const payload = await service.api.call('GET', `/v1/requests/${body.id}/payload`)
    const asPerson = await service.api.call('GET', `/v1/requests/${body.id}/payload`, { token: cy })

    expect([body.summary, body.reason]).toEqual([hostile, hostile])
    expect(denied.body.verdict?.decisions[0]?.comment).toBe(hostile)
    expect(await service.api.read(body.id)).toEqual(denied.body)
    expect(payload.body['payload']).toEqual({ [hostile]: [hostile] })
    expect(asPerson.body['payload']).toEqual({ [hostile]: [hostile] })
  })

  it('keeps hostile text of a cancellation to the character', async () => {
    const { body } = await propose(minimal)
    const reason = 'no\0\u202emore'

    const cancelled = await service.api.call<RequestObject>(
      'POST',
      `/v1/requests/${body.id}/cancel`,
      { body: { reason } },
    )

    expect(cancelled.body.verdict).toMatchObject({ by: 'agent', reason })
    expect(await service.api.read(body.id)).toEqual(cancelled.body)
  })
})

describe('what the policy says of a proposal', () => {
  it('is shortened by expires_in and never lengthened', async () => {
    const shorter = await propose({ ...minimal, expires_in: 60 })
    const longer = await propose({ ...minimal, expires_in: 86_400 })

    const seconds = ({ created_at, expires_at }: RequestObject) =>
      (Date.parse(expires_at ?? '') - Date.parse(created_at)) / 1000
    expect([seconds(shorter.body), seconds(longer.body)]).toEqual([60, 3600])
  })

  it('refuses an environment that the resource contradicts', async () => {
    const { status, body } = await propose({
      ...minimal,
      resource: 'postgres://prod/orders',
      environment: 'staging',
    })

    expect([status, body.code, body.errors?.[0]?.pointer]).toEqual([
      422,
      'environment_mismatch',
      '/environment',
    ])
  })

  it('gives the environment that the resource pins, outside the digest', async () => {
    const sent = { ...minimal, resource: 'postgres://prod/orders' }
    const { body } = await propose(sent)

    expect([body.environment, body.environment_source]).toEqual(['production', 'resource'])
    expect(body.digest).toBe(digestOf(body, sent))
  })

  it('is not loosened by a label that the agent claims', async () => {
    const claimed = await propose({ action: 'file.read', payload: 1, labels: ['pii'] })
    const known = await propose({
      action: 'file.read',
      payload: 1,
      resource: 'postgres://prod/customers',
    })

    expect([claimed.body.status, claimed.body.label_sources]).toEqual([
      'pending',
      { pii: ['agent'] },
    ])
    expect([known.body.status, known.body.labels]).toEqual(['approved', ['pii']])
  })

  it('is tightened by a label that the agent claims', async () => {
    const plain = await propose({ action: 'db.read', payload: 1 })
    const claimed = await propose({ action: 'db.read', payload: 1, labels: ['sensitive'] })

    expect(plain.body.policy).toMatchObject({ effect: 'allow', rules: ['reads'] })
    expect(claimed.body.policy).toMatchObject({ effect: 'review', rules: ['flagged'] })
  })

  it('bars the person that the action is for, even one whom nobody knew, in any spelling', async () => {
    const { body } = await propose({ ...minimal, on_behalf_of: 'New.Person@Example.com' })

    const answer = await service.api.call<Refusal>('POST', `/v1/requests/${body.id}/decisions`, {
      token: await service.api.person('new.person@example.com'),
      body: { decision: 'approve', digest: body.digest },
    })

    expect(body.on_behalf_of).toBe('New.Person@Example.com')
    expect([answer.status, answer.body.code]).toEqual([403, 'self_approval'])
  })
})
