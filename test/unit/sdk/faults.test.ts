import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { Countersign, Frozen, Unavailable } from '../../../src/sdk/index.ts'
import {
  type ApiServer,
  approved,
  hangUp,
  html,
  loseAnswer,
  problem,
  startApiServer,
} from '../../fakes/api-server.ts'

let service: ApiServer
let countersign: Countersign
const action = { action: 'data.export', payload: { rows: 1 } }
const thrownBy = (call: Promise<unknown>) => call.then(() => null).catch((error) => error)

beforeEach(async () => {
  service = await startApiServer()
  countersign = new Countersign({ url: service.url, token: 'csa_key' })
})

afterEach(async () => {
  jest.useRealTimers()
  await service.close()
})

/** The clock stands still until a test moves it, so that no machine is too slow. */
function stopClock(): void {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] })
}

/** A service that takes calls and never answers. */
const silent: typeof fetch = (_url, init) =>
  new Promise((_resolve, reject) => {
    const { signal } = init ?? {}
    signal?.addEventListener('abort', () => reject(signal.reason))
  })

describe('a call goes on through', () => {
  it.each([
    ['a closed connection', hangUp],
    ['a lost answer', loseAnswer],
    ['a proxy that answers HTML and 502', html(502)],
    ['a proxy that answers HTML and 200', html(200)],
    ['a proxy that answers HTML and 404', html(404)],
    ['an answer of 500', problem(500, 'internal_error')],
    ['an answer of 503', problem(503, 'unavailable')],
    ['an answer of 429', problem(429, 'rate_limited')],
  ])('%s', async (_name, trouble) => {
    service.troubles = [trouble]

    const request = await countersign.propose(action)

    expect(service.requests.map(({ id }) => id)).toEqual([request.id])
    expect(service.heard).toHaveLength(2)
    expect(service.heard[1]?.text).toBe(service.heard[0]?.text)
  })
})

describe('Retry-After', () => {
  const anHour = { 'retry-after': '3600' }

  it('is waited for, in seconds', async () => {
    service.troubles = [problem(429, 'rate_limited', { 'retry-after': '1' })]
    const from = Date.now()

    await countersign.propose(action)

    expect(Date.now() - from).toBeGreaterThanOrEqual(990)
  })

  it('is waited for, as a date', async () => {
    const date = new Date(Date.now() + 2_000).toUTCString()
    service.troubles = [problem(429, 'rate_limited', { 'retry-after': date })]

    await countersign.propose(action)

    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(date) - 10)
  })

  it('beyond the time of the call ends it at once', async () => {
    stopClock()
    const body = JSON.stringify({ status: 429, code: 'rate_limited', detail: 'because' })
    const busy = new Countersign({
      url: service.url,
      token: 'csa_key',
      fetch: async () => new Response(body, { status: 429, headers: anHour }),
    })

    const error = await thrownBy(busy.propose(action, { timeoutMs: 5_000 }))

    expect(error.code).toBe('rate_limited')
    expect(jest.getTimerCount()).toBe(0)
  })
})

describe('a call ends at once', () => {
  it('when too many requests are pending: only people can change that', async () => {
    service.troubles = [problem(429, 'too_many_pending')]

    expect((await thrownBy(countersign.propose(action))).code).toBe('too_many_pending')
  })

  it('at a redirect, which is not followed, and says where it led', async () => {
    service.troubles = [html(301, { location: 'https://elsewhere.example.com/v1/requests' })]

    const error = await thrownBy(countersign.propose(action))

    expect(error).toBeInstanceOf(Unavailable)
    expect(String(error.cause)).toContain('https://elsewhere.example.com/v1/requests')
    expect(service.heard).toHaveLength(1)
  })

  it('at a fault, where a second call might do a second thing', async () => {
    service.troubles = [hangUp]

    expect(await thrownBy(countersign.call('POST', 'v1/agents', { body: {} }))).toBeInstanceOf(
      Unavailable,
    )
    expect(service.heard).toHaveLength(1)
  })

  it('when it is aborted between two tries', async () => {
    const stop = new AbortController()
    service.troubles = [problem(429, 'rate_limited', { 'retry-after': '20' })]
    const call = thrownBy(countersign.propose(action, { signal: stop.signal }))
    await service.arrived('POST', /requests/)

    stop.abort(new Error('enough'))

    expect((await call).message).toBe('enough')
  })
})

describe('a try', () => {
  it('that is never answered ends with the time of its call', async () => {
    stopClock()
    const alone = new Countersign({ url: service.url, token: 'csa_key', fetch: silent })
    const thrown = thrownBy(alone.waitForVerdict('req_1', { timeoutMs: 1 }))

    // The last try is given a second, however little is left.
    await jest.advanceTimersByTimeAsync(1_100)

    expect(await thrown).toBeInstanceOf(Unavailable)
  })
})

describe('a wait', () => {
  it('shows each look at a pending request, and ends with the verdict', async () => {
    const request = await countersign.propose(action)
    const looks: string[] = []
    service.troubles = [
      (response) => response.end(JSON.stringify({ ...request, status: 'pending' })),
    ]

    const call = countersign.waitForVerdict(request.id, {
      pollSeconds: 3,
      onPending: ({ status }) => looks.push(status),
    })
    await service.arrived('GET', /wait=3/)
    service.settle(request.id, approved(request))

    expect((await call).status).toBe('approved')
    expect(looks).toEqual(['pending'])
  })
})

describe('every other call', () => {
  it('goes where the contract says', async () => {
    const request = await countersign.propose(action)
    await countersign.read(request.id)
    await thrownBy(countersign.list({ status: 'pending', limit: 5 }))
    await countersign.cancel(request.id, 'no need any more')
    await countersign.decide(request.id, { decision: 'approve', digest: request.digest })
    await countersign.revoke(request.id)

    const { id } = request
    expect(service.heard.map(({ method, path, body }) => [method, path, body]).slice(1)).toEqual([
      ['GET', `/v1/requests/${id}`, {}],
      ['GET', '/v1/requests?status=pending&limit=5', {}],
      ['POST', `/v1/requests/${id}/cancel`, { reason: 'no need any more' }],
      ['POST', `/v1/requests/${id}/decisions`, { decision: 'approve', digest: request.digest }],
      ['POST', `/v1/requests/${id}/revoke`, {}],
    ])
  })

  it('cannot be led to another path by an id', async () => {
    await thrownBy(countersign.read('../agents?x=1'))

    expect(service.heard[0]?.path).toBe('/v1/requests/..%2Fagents%3Fx%3D1')
  })

  it('throws Frozen where a grant was revoked, also without a guarded function', async () => {
    service.troubles = [problem(409, 'grant_revoked')]

    const error = await thrownBy(countersign.consume('grant', action))

    expect(error).toBeInstanceOf(Frozen)
    expect(error.request).toBeNull()
  })
})

describe('where and as whom', () => {
  it('is read from the environment where nothing else is said', async () => {
    process.env['COUNTERSIGN_URL'] = service.url
    process.env['COUNTERSIGN_TOKEN'] = 'csa_of_the_environment'

    await new Countersign().propose(action)
    delete process.env['COUNTERSIGN_URL']
    delete process.env['COUNTERSIGN_TOKEN']

    expect(service.heard[0]?.headers.authorization).toBe('Bearer csa_of_the_environment')
    expect(() => new Countersign()).toThrow('COUNTERSIGN_URL')
    expect(() => new Countersign({ url: service.url })).toThrow('COUNTERSIGN_TOKEN')
  })

  it('keeps the path under which a proxy has the service', async () => {
    const below = new Countersign({ url: `${service.url}/countersign`, token: 'csa_key' })

    await thrownBy(below.read('req_1'))

    expect(service.heard[0]?.path).toBe('/countersign/v1/requests/req_1')
  })
})
