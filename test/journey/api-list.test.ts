import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { RequestObject } from '../../src/contract/request.ts'
import type { Refusal } from '../harness/api.ts'
import { rowsOf } from '../harness/rows.ts'
import { type Ground, newGround, type RunningService, startHere } from '../harness/service.ts'

interface Page {
  data: RequestObject[]
  next_cursor: string | null
}

let ground: Ground
let service: RunningService
let other: { id: string; key: string }
let named: Record<'own' | 'foreign' | 'restart' | 'read' | 'pinned' | 'denied', RequestObject>

beforeAll(async () => {
  ground = await newGround()
  service = await startHere(ground)
  const { api } = service
  other = await api.agent('other', { owners: ['ana@example.com'] })
  const own = await api.propose({ action: 'mail.send', payload: 1 })
  const foreign = await api.call<RequestObject>('POST', '/v1/requests', {
    token: other.key,
    body: { action: 'mail.send', payload: 2, on_behalf_of: 'Zoe@Example.com' },
  })
  const restart = await api.propose({ action: 'service.restart', payload: 3, environment: 'dev' })
  const read = await api.propose({ action: 'db.read', payload: 4 })
  const pinned = await api
    .propose({ action: 'db%read', payload: 5 })
    .then(() =>
      api.propose({ action: 'data.export', payload: 5, resource: 'postgres://prod/customers' }),
    )
  const toDeny = await api.propose({ action: 'mail.read', payload: 6 })
  const denied = await api.decide(await api.person('cy@example.com'), toDeny, 'deny')
  named = { own, foreign: foreign.body, restart, read, pinned, denied: denied.body }
})

afterAll(async () => {
  await service.stop()
  await ground.close()
})

async function list(query: string, token = service.api.adminToken): Promise<Page> {
  const { body } = await service.api.call<Page>('GET', `/v1/requests${query}`, { token })
  return body
}

/** Which of the arranged requests a list holds, by their names, oldest first. */
async function namesOf(query: string, token?: string): Promise<string[]> {
  const { data } = await list(query, token)
  const ids = data.map(({ id }) => id)
  return Object.entries(named)
    .filter(([, { id }]) => ids.includes(id))
    .map(([name]) => name)
}

const everyName = ['own', 'foreign', 'restart', 'read', 'pinned', 'denied']

describe('a list holds', () => {
  it('for the admin everything, newest first, as each reads by itself', async () => {
    const { data, next_cursor } = await list('')

    expect(data[0]).toEqual(named.denied)
    expect(data.map(({ created_at }) => created_at)).toEqual(
      data
        .map(({ created_at }) => created_at)
        .sort()
        .reverse(),
    )
    expect(await namesOf('')).toEqual(everyName)
    expect(next_cursor).toBeNull()
  })

  it('for an agent its own, whatever it asks for', async () => {
    const key = service.api.agentKey

    expect(await namesOf('', key)).toEqual(everyName.filter((name) => name !== 'foreign'))
    expect(await namesOf(`?agent=${other.id}`, key)).toEqual([])
    expect(await namesOf('', other.key)).toEqual(['foreign'])
  })

  it.each([
    ['cy@example.com', ['own', 'foreign', 'pinned', 'denied']],
    ['bo@example.com', ['pinned']],
    ['olga@example.com', ['restart']],
    ['eve@example.com', []],
  ])('for %s what they may review', async (email, names) => {
    expect(await namesOf('', await service.api.person(email))).toEqual(names)
  })
})

describe('a list is filtered by', () => {
  it.each([
    ['status=pending', ['own', 'foreign', 'restart', 'pinned']],
    ['status=approved', ['read']],
    ['status=denied', ['denied']],
    ['status=expired', []],
    ['action=mail.send', ['own', 'foreign']],
    ['action=mail.*', ['own', 'foreign', 'denied']],
    ['action=*read', ['read', 'denied']],
    ['action=*', everyName],
    ['action=db_read', []],
    ['action=mail', []],
    ['environment=dev', ['restart']],
    ['environment=production', ['pinned']],
    ['person=ZOE@example.com', ['foreign']],
    ['person=cy@example.com', ['denied']],
    ['person=nobody@example.com', []],
    ['status=pending&action=mail.*&person=zoe@example.com', ['foreign']],
  ])('%s', async (query, names) => {
    expect(await namesOf(`?${query}`)).toEqual(names)
  })

  it('agent, and by the time of the proposal', async () => {
    const at = encodeURIComponent(named.restart.created_at)

    expect(await namesOf(`?agent=${other.id}`)).toEqual(['foreign'])
    expect(await namesOf(`?created_after=${at}`)).toEqual(['read', 'pinned', 'denied'])
    expect(await namesOf(`?created_before=${at}`)).toEqual(['own', 'foreign'])
  })

  it.each([
    'status=open',
    'status=',
    'status=pending&status=denied',
    'agent=other',
    'action=',
    'action=Mail.send',
    'action=%00',
    'environment=Production',
    'person=nobody',
    'person=a%00@example.com',
    'created_after=yesterday',
    'created_after=2026-13-01T00:00:00Z',
    'created_before=0000-01-01T00:00:00Z',
    'limit=0',
    'limit=201',
    'limit=-1',
    'limit=1.5',
    'limit=all',
    'cursor=',
    'cursor=garbage',
    'cursor=1-req_1',
    'cursor=%00',
    'cursor=MjAyNi0xMS0yMVQwOTo0Nzo1OC4wMzdaIHJlcV8x',
    'shiny=1',
  ])('nothing that the contract does not know: %s', async (query) => {
    const { status, body } = await service.api.call<Refusal>('GET', `/v1/requests?${query}`)

    expect([status, body.code]).toEqual([400, 'invalid_request'])
  })
})

describe('page by page', () => {
  it('every request is seen once, though many are of one moment and new ones arrive', async () => {
    for (let count = 0; count < 12; count += 1) await service.api.propose()
    await rowsOf(ground.database.owner, `update request set created_at = now() where action = $1`, [
      'data.export',
    ])
    const rows = await rowsOf<{ id: string }>(
      ground.database.owner,
      'select id from request order by created_at desc, id desc',
    )

    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: Page = await list(`?limit=5${cursor && `&cursor=${encodeURIComponent(cursor)}`}`)
      seen.push(...page.data.map(({ id }) => id))
      cursor = page.next_cursor
      await service.api.propose({ action: 'db.read', payload: 1 })
    }

    expect(seen).toEqual(rows.map(({ id }) => id))
  })

  it('a page has 50 requests where nothing else is asked, and at most 200', async () => {
    await Promise.all(
      Array.from({ length: 55 }, () => service.api.propose({ action: 'db.read', payload: 1 })),
    )

    const [usual, most] = [await list(''), await list('?limit=200')]

    expect(usual.data).toHaveLength(50)
    expect(usual.next_cursor).not.toBeNull()
    expect(most.data.length).toBeGreaterThan(60)
    expect(most.next_cursor).toBeNull()
  })
})
