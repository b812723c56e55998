import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { RequestObject } from '../../src/contract/request.ts'
import type { Answer, Api, Refusal } from '../harness/api.ts'
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

const action = { action: 'mail.send', payload: 1 }

/** How many callers a service holds just now, from its own gauge. */
async function waitersAt(url: string): Promise<number> {
  const response = await fetch(new URL('/metrics', url))
  const [, count] = /^countersign_waiters (\d+)$/m.exec(await response.text()) ?? []
  return Number(count)
}

/** Parks a caller and comes back when it is parked; the answer is still to come. */
async function park<Result>(
  { url }: RunningService,
  call: () => Promise<Result>,
): Promise<{ answer: Promise<Result> }> {
  const before = await waitersAt(url)
  const answer = call()
  await until(async () => (await waitersAt(url)) > before)
  return { answer }
}

async function deny(api: Api, request: RequestObject): Promise<Answer<RequestObject>> {
  return api.decide(await api.person('cy@example.com'), request, 'deny')
}

function read(api: Api, { id }: RequestObject, query: string, token: string = api.agentKey) {
  return api.call<RequestObject & Refusal>('GET', `/v1/requests/${id}${query}`, { token })
}

describe('a waiting caller', () => {
  it('is answered by a decision in the same process', async () => {
    const request = await one.api.propose(action)
    const { answer } = await park(one, () => one.api.read(request.id, 60))

    const denied = await deny(one.api, request)

    expect(await answer).toEqual(denied.body)
  })

  it('is answered by a decision in another process', async () => {
    const request = await one.api.propose(action)
    const { answer } = await park(one, () => one.api.read(request.id, 60))

    const denied = await deny(other.api, request)

    expect(await answer).toEqual(denied.body)
  })

  it('is answered by a cancellation and by the clock', async () => {
    const cancelled = await one.api.propose(action)
    const expired = await one.api.propose({ ...action, expires_in: 1 })
    const first = await park(one, () => one.api.read(cancelled.id, 60))
    const second = one.api.read(expired.id, 60)

    await one.api.call('POST', `/v1/requests/${cancelled.id}/cancel`)

    expect((await first.answer).status).toBe('cancelled')
    expect((await second).verdict).toMatchObject({ by: 'clock', decisions: [] })
  })

  it('is answered though the listener of its process was cut off', async () => {
    const request = await one.api.propose(action)
    const { answer } = await park(one, () => one.api.read(request.id, 60))

    await rowsOf(
      ground.database.owner,
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'countersign-listen' and datname = current_database()`,
    )
    await deny(other.api, request)

    expect((await answer).status).toBe('denied')
  })

  it('may be one of many on one request', async () => {
    const request = await one.api.propose(action)
    const cy = await one.api.person('cy@example.com')
    const callers = [one.api.agentKey, one.api.adminToken, cy]
    const answers = Array.from({ length: 60 }, (_, index) =>
      read(one.api, request, '?wait=60', callers[index % callers.length]),
    )
    await until(async () => (await waitersAt(one.url)) === answers.length)

    await deny(one.api, request)

    const statuses = (await Promise.all(answers)).map(({ body }) => body.status)
    expect(new Set(statuses)).toEqual(new Set(['denied']))
    expect(await waitersAt(one.url)).toBe(0)
  })

  it('whose key was revoked meanwhile gets no verdict', async () => {
    const agent = await one.api.agent('revoked-meanwhile')
    const proposed = await one.api.call<RequestObject>('POST', '/v1/requests', {
      token: agent.key,
      body: action,
    })
    const agentPath = `/v1/agents/${agent.id}`
    const admin = { token: one.api.adminToken }
    const found = await one.api.call<{ keys: { id: string }[] }>('GET', agentPath, admin)
    const { answer } = await park(one, () => read(one.api, proposed.body, '?wait=60', agent.key))

    await one.api.call('DELETE', `${agentPath}/keys/${found.body.keys[0]?.id}`, admin)
    await deny(one.api, proposed.body)

    expect(await answer).toMatchObject({ status: 401, body: { code: 'unauthenticated' } })
  })

  it('whose agent was disabled meanwhile gets no verdict', async () => {
    const agent = await one.api.agent('disabled-meanwhile')
    const proposed = await one.api.call<RequestObject>('POST', '/v1/requests', {
      token: agent.key,
      body: action,
    })
    const { answer } = await park(one, () => read(one.api, proposed.body, '?wait=60', agent.key))

    await one.api.call('PATCH', `/v1/agents/${agent.id}`, {
      token: one.api.adminToken,
      body: { disabled: true },
    })
    await deny(one.api, proposed.body)

    expect(await answer).toMatchObject({ status: 403, body: { code: 'forbidden' } })
  })

  it('who hangs up is forgotten', async () => {
    const request = await one.api.propose(action)
    const hangUp = new AbortController()
    const { answer } = await park(one, () =>
      one.api.call('GET', `/v1/requests/${request.id}?wait=60`, { signal: hangUp.signal }),
    )

    hangUp.abort()

    await expect(answer).rejects.toThrow()
    await until(async () => (await waitersAt(one.url)) === 0)
  })

  it('is answered with the request as it is when the service stops', async () => {
    const third = await startHere(ground, { PUBLIC_URL: one.url })
    const request = await third.api.propose(action)
    const { answer } = await park(third, () => third.api.read(request.id, 60))

    await third.stop()

    expect(await answer).toEqual(request)
  })
})

describe('wait', () => {
  it('answers at once where the request is settled', async () => {
    const request = await one.api.propose(action)
    const denied = await deny(one.api, request)

    const { status, body } = await read(one.api, request, '?wait=60')

    expect([status, body]).toEqual([200, denied.body])
  })

  it.each(['', '?wait=0', '?wait=1'])('answers a pending request with 200: %j', async (query) => {
    const request = await one.api.propose(action)

    const { status, body } = await read(one.api, request, query)

    expect([status, body]).toEqual([200, request])
  })

  it.each(['?wait=61', '?wait=-1', '?wait=soon', '?wait=1&wait=2', '?wait=Infinity', '?await=1'])(
    'is refused as %j',
    async (query) => {
      const { status, body } = await read(one.api, await one.api.propose(action), query)

      expect([status, body.code]).toEqual([400, 'invalid_request'])
    },
  )

  it('does not hold whoever asks for what is not theirs', async () => {
    const request = await one.api.propose(action)
    const stranger = await one.api.agent('stranger')

    const { status } = await read(one.api, request, '?wait=60', stranger.key)

    expect(status).toBe(404)
  })
})

describe('Prefer: wait', () => {
  const prefer = (value: string, body: unknown = action) =>
    one.api.call<RequestObject>('POST', '/v1/requests', { body, headers: { Prefer: value } })

  it('holds the answer to a proposal until its verdict, and says so', async () => {
    const { answer } = await park(one, () => prefer('respond-async, wait=60'))
    const { body } = await one.api.call<{ data: RequestObject[] }>('GET', '/v1/requests?limit=1')
    const [proposed] = body.data
    if (proposed === undefined) throw new Error('the proposal is not listed')

    await deny(other.api, proposed)

    const { status, headers, body: settled } = await answer
    expect([status, settled.status]).toEqual([201, 'denied'])
    expect(headers.get('preference-applied')).toBe('wait=60')
    expect(headers.get('location')).toBe(`/v1/requests/${proposed.id}`)
  })

  it('answers a proposal that is still pending after it', async () => {
    const { status, headers, body } = await prefer('wait=1')

    expect([status, body.status]).toEqual([201, 'pending'])
    expect(headers.get('preference-applied')).toBe('wait=1')
  })

  it('does not hold what the policy settles', async () => {
    const { status, body } = await prefer('wait=60', { action: 'db.read', payload: 1 })

    expect([status, body.status]).toEqual([201, 'approved'])
  })

  it('that says something else is passed over', async () => {
    const { status, headers } = await prefer('return=minimal, waiting=60')

    expect([status, headers.get('preference-applied')]).toEqual([201, null])
  })
})
