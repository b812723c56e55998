import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import canonicalize from 'canonicalize'
import type { EventView } from '../../src/contract/event.ts'
import type { RequestObject } from '../../src/contract/request.ts'
import { rowsOf } from '../harness/rows.ts'
import { type Ground, newGround, type RunningService, startHere } from '../harness/service.ts'

let ground: Ground
let service: RunningService

beforeAll(async () => {
  ground = await newGround()
  service = await startHere(ground)
})

afterAll(async () => {
  await service.stop()
  await ground.close()
})

interface Page {
  data: EventView[]
}

async function story(request: RequestObject, token = service.api.agentKey): Promise<EventView[]> {
  const { body } = await service.api.call<Page>('GET', `/v1/requests/${request.id}/events`, {
    token,
  })
  return body.data
}

async function stored(): Promise<string[]> {
  const rows = await rowsOf<{ body: string }>(
    ground.database.owner,
    'select body from event order by position',
  )
  return rows.map(({ body }) => body)
}

const secrets = {
  summary: 'tell-nobody-summary',
  reason: 'tell-nobody-reason',
  payload: 'tell-nobody-payload',
  comment: 'tell-nobody-comment',
  resource: 'https://tell-nobody.example.com/resource',
  action: 'tellnobody.action',
  onBehalfOf: 'Zoe@Example.com',
}

const secretive = {
  action: secrets.action,
  resource: secrets.resource,
  payload: { key: secrets.payload },
  summary: secrets.summary,
  reason: secrets.reason,
  on_behalf_of: secrets.onBehalfOf,
}

async function decide(email: string, request: RequestObject, word: 'approve' | 'deny') {
  const token = await service.api.person(email)
  return service.api.decide(token, request, word, secrets.comment)
}

describe('the story of a request', () => {
  it('has every step in its order, with who did it', async () => {
    const request = await service.api.propose()
    await decide('dana@example.com', request, 'approve')
    await decide('bo@example.com', request, 'approve')
    await decide('cy@example.com', request, 'approve')
    await decide('ana@example.com', request, 'deny')

    const events = await story(request)

    expect(events.map(({ type, code, actor }) => [type, code, actor.kind, actor.name])).toEqual([
      ['request.proposed', null, 'agent', 'sample-agent'],
      ['request.evaluated', 'review', 'policy', null],
      ['decision.refused', 'self_approval', 'person', 'dana@example.com'],
      ['decision.recorded', 'approve', 'person', 'bo@example.com'],
      ['decision.recorded', 'approve', 'person', 'cy@example.com'],
      ['request.approved', null, 'person', 'cy@example.com'],
      ['decision.refused', 'already_decided', 'person', 'ana@example.com'],
    ])
    expect(new Set(events.map((event) => event.request))).toEqual(new Set([request.id]))
  })

  it.each([
    ['db.read', ['request.proposed', 'request.evaluated', 'request.approved'], 'allow'],
    ['db.drop', ['request.proposed', 'request.evaluated', 'request.denied'], 'deny'],
  ])('that the policy settles is complete at once: %s', async (action, types, effect) => {
    const events = await story(await service.api.propose({ action, payload: 1 }))

    expect(events.map(({ type }) => type)).toEqual(types)
    expect(events[1]?.code).toBe(effect)
    expect(events[2]?.actor.kind).toBe('policy')
  })

  it('tells a cancellation by the agent', async () => {
    const request = await service.api.propose()
    const cancel = () => service.api.call('POST', `/v1/requests/${request.id}/cancel`)
    const answers = [await cancel(), await cancel()]

    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    expect((await story(request)).map(({ type }) => type)).toEqual([
      'request.proposed',
      'request.evaluated',
      'request.cancelled',
    ])
  })

  it('is the same for its agent, an approver and the admin', async () => {
    const request = await service.api.propose()
    const cy = await service.api.person('cy@example.com')

    expect(await story(request, cy)).toEqual(await story(request))
    expect(await story(request, service.api.adminToken)).toEqual(await story(request))
  })
})

describe('a stored event', () => {
  it('holds no e-mail, name, free text, payload or digest', async () => {
    const request = await service.api.propose(secretive)
    await decide('dana@example.com', request, 'approve')
    await decide('cy@example.com', request, 'deny')
    await service.api
      .propose(secretive)
      .then(({ id }) =>
        service.api.call('POST', `/v1/requests/${id}/cancel`, { body: { reason: secrets.reason } }),
      )

    const everything = (await stored()).join('\n').toLowerCase()
    const forbidden = [...Object.values(secrets), 'tell-nobody', '@', 'example.com', 'sample-agent']

    expect(everything).toContain(request.id)
    expect(forbidden.filter((word) => everything.includes(word.toLowerCase()))).toEqual([])
    expect(everything).not.toContain(request.digest.slice('sha256:'.length))
  })

  it('is canonical JSON, and its columns say what it says', async () => {
    await service.api.propose()
    const rows = await rowsOf<Record<'id' | 'type' | 'request_id' | 'body', string> & { at: Date }>(
      ground.database.owner,
      'select * from event',
    )

    for (const { id, type, at, request_id, body } of rows) {
      const event: EventView = JSON.parse(body)
      expect(canonicalize(event)).toBe(body)
      expect({ id, type, at: at.toISOString(), request: request_id }).toEqual({
        id: event.id,
        type: event.type,
        at: event.at,
        request: event.request,
      })
    }
  })

  it('commits to the action, the comment and the reason so that their salt proves them', async () => {
    const denied = await service.api.propose(secretive)
    await decide('cy@example.com', denied, 'deny')
    const cancelled = await service.api.propose(secretive)
    await service.api.call('POST', `/v1/requests/${cancelled.id}/cancel`, {
      body: { reason: secrets.reason },
    })
    const { summary: _summary, reason: _reason, ...action } = { ...secretive, environment: null }

    expect(await commitments(denied)).toEqual({
      action: await proof(denied, 'action', action),
      comment: await proof(denied, 'comment', secrets.comment),
    })
    expect(await commitments(cancelled)).toEqual({
      action: await proof(cancelled, 'action', action),
      reason: await proof(cancelled, 'cancel_reason', secrets.reason),
    })
  })

  it.each(['app', 'owner'] as const)('can be neither changed nor removed, by %s', async (role) => {
    await service.api.propose()
    const before = await stored()
    const address = ground.database[role]

    for (const statement of [
      `update event set body = '{}'`,
      'delete from event',
      'truncate event',
      'drop table event',
    ].slice(0, role === 'app' ? 4 : 3)) {
      await expect(rowsOf(address, statement)).rejects.toThrow(
        role === 'app' ? /permission denied|must be owner/ : /append-only/,
      )
    }

    expect(await stored()).toEqual(before)
  })
})

async function commitments(request: RequestObject): Promise<Record<string, string>> {
  const events = await story(request)
  return Object.assign({}, ...events.map((event) => event['commitments'] ?? {}))
}

/** HMAC-SHA-256 of the canonical JSON, under a key derived per field from the request's salt (DESIGN.md, "Data"). */
async function proof({ id }: RequestObject, field: string, value: unknown): Promise<string> {
  const rows = await rowsOf<{ salt: Buffer }>(
    ground.database.owner,
    'select salt from request_payload where request_id = $1',
    [id],
  )
  const salt = rows[0]?.salt ?? Buffer.alloc(0)
  const key = createHmac('sha256', salt).update(`countersign/commitment/v1/${field}`).digest()
  return createHmac('sha256', key)
    .update(String(canonicalize(value)))
    .digest('hex')
}
