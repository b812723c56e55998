import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { EventView } from '../../src/contract/event.ts'
import type { Refusal } from '../harness/api.ts'
import { rowsOf } from '../harness/rows.ts'
import { type Ground, newGround, type RunningService, startHere } from '../harness/service.ts'

interface Page {
  data: EventView[]
  next_cursor: string | null
}

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

function log(query = '') {
  return service.api.call<Page & Refusal>('GET', `/v1/events${query}`, {
    token: service.api.adminToken,
  })
}

describe('the audit log', () => {
  it('gives every event once, newest first, page by page, while new ones arrive', async () => {
    for (let count = 0; count < 4; count += 1) await service.api.propose()
    const rows = await rowsOf<{ id: string }>(
      ground.database.owner,
      'select id from event order by position desc',
    )
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: { body: Page } = await log(`?limit=7${cursor && `&cursor=${cursor}`}`)
      seen.push(...page.body.data.map(({ id }) => id))
      cursor = page.body.next_cursor
      await service.api.propose({ action: 'db.read', payload: 1 })
    }

    expect(seen).toEqual(rows.map(({ id }) => id))
  })

  it('is filtered by type, actor, request and time', async () => {
    const request = await service.api.propose()
    await service.api.decide(await service.api.person('cy@example.com'), request, 'deny')
    const path = `/v1/requests/${request.id}/events`
    const { data: story } = (await service.api.call<Page>('GET', path)).body
    const [first, , recorded] = story
    const from = encodeURIComponent(first?.at ?? '')
    const idsOf = async (query: string) => (await log(query)).body.data.map(({ id }) => id)

    expect((await idsOf(`?request=${request.id}`)).sort()).toEqual(story.map(({ id }) => id).sort())
    expect(await idsOf(`?request=${request.id}&type=decision.recorded`)).toEqual([recorded?.id])
    expect(await idsOf(`?actor=${recorded?.actor.id}&since=${from}`)).toContain(recorded?.id)
    expect(await idsOf(`?until=${from}`)).not.toContain(first?.id)
    expect(await idsOf('?type=sign_in.ended')).toEqual([])
  })

  it.each([
    'limit=0',
    'limit=201',
    'limit=many',
    'cursor=garbage',
    'cursor=-1',
    'cursor=99999999999999999999',
    'cursor=',
    'since=yesterday',
    'until=0000-01-01T00:00:00Z',
    'type=no.such.type',
    'actor=%00',
    'request=req_1',
    'shiny=1',
  ])('refuses the query %s', async (query) => {
    const { status, body } = await log(`?${query}`)

    expect([status, body.code]).toEqual([400, 'invalid_request'])
  })
})
