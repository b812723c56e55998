import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { AgentView, KeyView, NewKey } from '../../src/contract/agent.ts'
import type { EventView } from '../../src/contract/event.ts'
import type { Answer, Refusal } from '../harness/api.ts'
import { type Ground, newGround, type RunningService, startHere } from '../harness/service.ts'
import { until } from '../harness/until.ts'

type Shown = AgentView & { keys: KeyView[] } & Refusal

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

function admin<Body = Refusal>(
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer<Body>> {
  const given = body === undefined ? {} : { body }
  return service.api.call<Body>(method, path, { token: service.api.adminToken, ...given })
}

async function shown(id: string): Promise<Shown> {
  return (await admin<Shown>('GET', `/v1/agents/${id}`)).body
}

async function statusWith(key: string): Promise<number> {
  return (await service.api.call('GET', '/v1/requests', { token: key })).status
}

async function eventsOf(id: string): Promise<EventView[]> {
  const { body } = await admin<{ data: EventView[] }>('GET', '/v1/events?limit=200')
  return body.data.filter((event) => event['agent'] === id).reverse()
}

const unknownAgent = 'agt_01k9xv2m4te8wb1q0zr7y5h3ad'
const unknownKey = 'key_01k9xv2m4te8wb1q0zr7y5h3ad'
const owners = ['dana@example.com']

describe('an agent', () => {
  it('is registered with its owners and a key, which is shown this once', async () => {
    const { status, headers, body } = await admin<AgentView & { key: string }>(
      'POST',
      '/v1/agents',
      { name: 'etl-bot', owners: ['Ana@Example.com', 'bo@example.com', 'ana@example.com'] },
    )

    expect(status).toBe(201)
    expect(headers.get('location')).toBe(`/v1/agents/${body.id}`)
    expect(body).toEqual({
      id: expect.stringMatching(/^agt_/),
      name: 'etl-bot',
      kind: 'agent',
      owners: ['ana@example.com', 'bo@example.com'],
      disabled: false,
      created_at: expect.any(String),
      key: expect.stringMatching(/^csa_[0-9a-f]{48}$/),
    })
    const { key, ...rest } = body
    expect(await shown(body.id)).toEqual({
      ...rest,
      keys: [
        {
          id: expect.stringMatching(/^key_/),
          made_by: 'admin token',
          created_at: expect.any(String),
          last_used_at: null,
          expires_at: null,
          revoked_at: null,
        },
      ],
      trusts: [],
    })
    const list = await admin<{ data: AgentView[] }>('GET', '/v1/agents')
    expect(list.body.data).toContainEqual(rest)
    expect(JSON.stringify(list.body)).not.toContain(key)
    expect((await eventsOf(body.id)).map(({ type, actor }) => [type, actor.kind])).toEqual([
      ['agent.created', 'operator'],
      ['agent.key_created', 'operator'],
    ])
  })

  it('that executes has a key of its own kind', async () => {
    const { key, kind } = await service.api.agent('runner', { kind: 'executor' })

    expect([kind, key.slice(0, 4)]).toEqual(['executor', 'cse_'])
  })

  it('has a name that nobody else has, even at the same moment', async () => {
    const answers = await Promise.all(
      [1, 2, 3].map(() => admin('POST', '/v1/agents', { name: 'twin', owners })),
    )

    const codes = answers.map(({ status, body }) => [status, body.code]).sort()
    expect(codes).toEqual([
      [201, undefined],
      [409, 'agent_name_taken'],
      [409, 'agent_name_taken'],
    ])
  })

  it.each([
    ['/owners', { name: 'a', owners: [] }],
    ['/owners', { name: 'a' }],
    ['/owners/1', { name: 'a', owners: ['dana@example.com', 'nobody'] }],
    ['/name', { owners }],
    ['/name', { name: '', owners }],
    ['/name', { name: '@channel', owners }],
    ['/name', { name: 'a b', owners }],
    ['/name', { name: 'a'.repeat(65), owners }],
    ['/kind', { name: 'a', owners, kind: 'person' }],
    ['/key', { name: 'a', owners, key: 'csa_x' }],
  ])('is refused with a pointer at %s: %j', async (pointer, body) => {
    const answer = await admin('POST', '/v1/agents', body)

    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request'])
    expect(answer.body.errors?.map((fault) => fault.pointer)).toContain(pointer)
  })

  it('changes owners on the record, and keeps one at least', async () => {
    const { id } = await service.api.agent('changing')

    const changed = await admin<AgentView>('PATCH', `/v1/agents/${id}`, {
      owners: ['Cy@example.com', 'ana@example.com'],
    })
    const refused = await admin('PATCH', `/v1/agents/${id}`, { owners: [] })

    expect(changed.body.owners.sort()).toEqual(['ana@example.com', 'cy@example.com'])
    expect([refused.status, refused.body.errors?.[0]?.pointer]).toEqual([400, '/owners'])
    expect((await shown(id)).owners.sort()).toEqual(['ana@example.com', 'cy@example.com'])
    const [, , event] = await eventsOf(id)
    expect(event).toMatchObject({
      type: 'agent.changed',
      owners: [expect.stringMatching(/^per_/), expect.stringMatching(/^per_/)],
    })
  })

  it('does nothing while it is disabled, and goes on afterwards', async () => {
    const { id, key } = await service.api.agent('resting')
    const set = (disabled: boolean) => admin<AgentView>('PATCH', `/v1/agents/${id}`, { disabled })

    const off = await set(true)
    const whileOff = await statusWith(key)
    const on = await set(false)

    expect([off.body.disabled, whileOff]).toEqual([true, 403])
    expect([on.body.disabled, await statusWith(key)]).toEqual([false, 200])
    const changes = (await eventsOf(id)).filter(({ type }) => type === 'agent.changed')
    expect(changes.map((event) => event['disabled'])).toEqual([true, false])
  })

  it.each([
    ['GET', `/v1/agents/${unknownAgent}`, undefined],
    ['PATCH', `/v1/agents/${unknownAgent}`, { disabled: true }],
    ['POST', `/v1/agents/${unknownAgent}/keys`, {}],
    ['DELETE', `/v1/agents/${unknownAgent}/keys/${unknownKey}`, undefined],
    ['GET', '/v1/agents/etl-bot', undefined],
    ['GET', `/v1/agents/${unknownKey}`, undefined],
  ])('is not found where there is none: %s %s', async (method, path, body) => {
    const answer = await admin(method, path, body)

    expect([answer.status, answer.body.code]).toEqual([404, 'not_found'])
  })
})

describe('a key', () => {
  it('stands beside the others until it is revoked, at once and for good', async () => {
    const { id, key } = await service.api.agent('rotating')
    const added = await admin<NewKey>('POST', `/v1/agents/${id}/keys`)
    const [first] = (await shown(id)).keys
    const both = [await statusWith(key), await statusWith(added.body.key)]

    const revoke = () => admin('DELETE', `/v1/agents/${id}/keys/${first?.id}`)
    const answers = [await revoke(), await revoke()]

    expect(added.body).toEqual({ id: added.body.id, key: added.body.key, expires_at: null })
    expect(added.status).toBe(201)
    expect(both).toEqual([200, 200])
    expect(answers.map(({ status, body }) => [status, body])).toEqual([
      [204, null],
      [204, null],
    ])
    expect([await statusWith(key), await statusWith(added.body.key)]).toEqual([401, 200])
    const revocations = (await eventsOf(id)).filter(({ type }) => type === 'agent.key_revoked')
    expect(revocations.map((event) => event['key'])).toEqual([first?.id])
  })

  it('ends by itself where it was given an end', async () => {
    const { id } = await service.api.agent('short-lived')
    const { body } = await admin<NewKey>('POST', `/v1/agents/${id}/keys`, { expires_in: 1 })

    await until(async () => (await statusWith(body.key)) === 401)

    expect(Date.parse(body.expires_at ?? '')).toBeLessThanOrEqual(Date.now())
  })

  it('shows when it was last used', async () => {
    const { id, key } = await service.api.agent('watched')
    const before = (await shown(id)).keys[0]?.last_used_at
    await statusWith(key)

    const after = (await shown(id)).keys[0]?.last_used_at

    expect(before).toBeNull()
    expect(after).toEqual(expect.any(String))
  })

  it('of another agent is not found under this one', async () => {
    const one = await service.api.agent('one')
    const other = await service.api.agent('other')
    const [key] = (await shown(other.id)).keys

    const { status } = await admin('DELETE', `/v1/agents/${one.id}/keys/${key?.id}`)

    expect(status).toBe(404)
    expect(await statusWith(other.key)).toBe(200)
  })
})
