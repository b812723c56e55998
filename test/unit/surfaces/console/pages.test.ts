import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { RequestId } from '../../../../src/contract/ids.ts'
import { requestId } from '../../../fakes/cards.ts'
import { type FakeVerbs, fakeVerbs, pageView } from '../../../fakes/console-verbs.ts'
import { type Served, serveConsole } from './serve.ts'

let fake: FakeVerbs
let served: Served
let cookie: string

beforeEach(async () => {
  fake = fakeVerbs()
  cookie = fake.signIn('ana@example.com').cookie
  served = await serveConsole(fake.verbs)
})

afterEach(async () => served.close())

const hostile = '"><script>alert(1)</script><img src=x onerror=alert(1)>\u202e\u200b'
const otherId: RequestId = 'req_01k9xv2m4te8wb1q0zr7y5h3ah'

function hostileView() {
  return pageView({
    card: {
      action: hostile,
      environment: hostile,
      agent: hostile,
      resource: hostile,
      onBehalfOf: hostile,
      words: { summary: hostile, reason: hostile },
      rules: [hostile],
      labels: [{ label: hostile, sources: [hostile] }],
      needs: [{ group: hostile, count: 2, have: 1, by: [{ name: hostile, at: new Date() }] }],
      warnings: [hostile],
    },
    payload: {
      kind: 'object',
      members: [{ key: hostile, value: { kind: 'string', value: `${hostile}\n${hostile}` } }],
    },
    links: [{ title: hostile, url: 'javascript:alert(1)', host: 'good.example' }],
    may: { whyNot: hostile },
  })
}

describe('every page', () => {
  const pages = [
    '/requests',
    `/requests/${requestId}`,
    `/requests/${requestId}/live`,
    '/requests/nothing',
    '/console/sign-in',
    '/console/nothing',
  ]

  it.each(pages)('%s has no inline script or style, and forbids them', async (path) => {
    fake.put(hostileView())

    const { body, headers } = await served.get(path, cookie)

    expect(body).toMatch(/^<!doctype html><html lang="en">/)
    expect(body).not.toMatch(/<style|<[a-z][^>"]*(?:"[^"]*"[^>"]*)*\s(?:style|on\w+)=/i)
    expect(body.match(/<script/g)).toHaveLength(1)
    expect(body).toMatch(/<script type="module" src="\/console\/assets\/console\.js\?v=\w{12}">/)
    expect(headers['content-security-policy']).toBe(
      "default-src 'none';style-src 'self';script-src 'self';img-src 'self' data:;connect-src 'self';form-action 'self';base-uri 'none';frame-ancestors 'none'",
    )
    expect(headers['x-frame-options']).toBe('DENY')
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['referrer-policy']).toBe('same-origin')
    expect(headers['cache-control']).toBe('no-store')
    expect(headers['x-powered-by']).toBeUndefined()
  })

  it.each(pages)('%s shows hostile text inert', async (path) => {
    fake.put(hostileView())

    const { body } = await served.get(path, cookie)

    expect(body).not.toContain('<img')
    expect(body).not.toContain('javascript:')
    expect(body).not.toMatch(/[\u202e\u200b]/)
  })
})

describe('the queue', () => {
  it('has the nearest deadline first and those without one last', async () => {
    const later = new Date('2026-11-21T15:00:00Z')
    fake.put(pageView({ card: { expiresAt: null, action: 'third.action' } }))
    fake.put(pageView({ card: { request: otherId, expiresAt: later, action: 'second.action' } }))
    fake.put(
      pageView({ card: { request: 'req_01k9xv2m4te8wb1q0zr7y5h3ak', action: 'first.action' } }),
    )

    const { body } = await served.get('/requests', cookie)

    const actions = [...body.matchAll(/(\w+)\.action/g)].map(([, word]) => word)
    expect(actions).toEqual(['first', 'second', 'third'])
  })

  it('keeps itself fresh, also without script', async () => {
    const { body } = await served.get('/requests', cookie)

    expect(body).toContain('data-poll="/requests"')
    expect(body).toContain('<noscript><meta http-equiv="refresh" content="15"/></noscript>')
  })

  it('says while empty what will appear, and offers a sample that leads to its page', async () => {
    const empty = await served.get('/requests', cookie)
    const csrf = /name="csrf" value="([^"]+)"/.exec(empty.body)?.[1] ?? ''

    const answer = await served.post('/console/sample', { csrf }, cookie)

    expect(empty.body).toContain('it appears here')
    expect(empty.body).toContain('Propose a sample action')
    expect(answer.headers['location']).toBe(`/requests/${requestId}`)
  })
})

describe('a request’s page', () => {
  it('has everything that the card has, in its order', async () => {
    fake.put(pageView())

    const { body } = await served.get(`/requests/${requestId}`, cookie)

    const order = [
      'data.export',
      'postgres://prod/customers',
      'for <bdi',
      'expires <time',
      '9f2c 41aa 07de',
      's3://analytics-eu/customers.parquet',
      'hidden (secret, 40 characters)',
      'In the agent’s own words',
      'Weekly churn model retraining',
      'pii-export',
      'Who is still needed',
      'Your decision',
      'sha256:9f2c41aa07de',
      'Card could not be posted',
    ].map((words) => body.indexOf(words))
    expect(order).not.toContain(-1)
    expect(order).toEqual([...order].sort((left, right) => left - right))
  })

  it('makes links that say their host and give nothing away', async () => {
    fake.put(
      pageView({
        links: [{ title: 'good.example', url: 'https://evil.example/x', host: 'good.example' }],
      }),
    )

    const { body } = await served.get(`/requests/${requestId}`, cookie)

    expect(body).toContain('rel="noopener noreferrer nofollow"')
    expect(body).toMatch(/class="host"><bdi class="said">evil\.example/)
  })

  it('says times so that a browser can say them in its own zone', async () => {
    fake.put(pageView())

    const { body } = await served.get(`/requests/${requestId}`, cookie)

    expect(body).toContain(
      '<time datetime="2026-11-21T14:32:00.000Z" data-as="until">21 Nov 2026, 14:32 UTC</time>',
    )
  })

  it.each(['req_01k9xv2m4te8wb1q0zr7y5h3zz', 'nonsense', '%00', '..%2f..'])(
    'is not found for %s',
    async (id) => {
      const { status } = await served.get(`/requests/${id}`, cookie)

      expect(status).toBe(404)
    },
  )
})

describe('addresses and methods', () => {
  it.each(['/', '/console'])('leads from %s to the queue', async (path) => {
    const { status, headers } = await served.get(path)

    expect([status, headers['location']]).toEqual([303, '/requests'])
  })

  it('answers HEAD like GET, without the page', async () => {
    const { status, body } = await served.call('/requests', {
      method: 'HEAD',
      headers: { cookie: `countersign_session=${cookie}` },
    })

    expect([status, body]).toEqual([200, ''])
  })

  it.each([
    ['PUT', '/requests', 'GET, HEAD'],
    ['DELETE', `/requests/${requestId}`, 'GET, HEAD'],
    ['GET', '/console/sample', 'POST'],
    ['GET', '/console/sign-out', 'POST'],
    ['PUT', '/console/sign-in', 'GET, HEAD, POST'],
  ])('answers %s %s with what is allowed', async (method, path, allow) => {
    const { status, headers } = await served.call(path, { method })

    expect([status, headers['allow']]).toEqual([405, allow])
  })

  it('leads from a decision’s address, loaded again, to its request', async () => {
    const { headers } = await served.get(`/requests/${requestId}/decisions`, cookie)

    expect(headers['location']).toBe(`/requests/${requestId}`)
  })

  it.each(['/v1/requests', '/slack/events', '/requestsx', '/consolex'])(
    'leaves %s to others',
    async (path) => {
      const { status, headers } = await served.call(path, { method: 'POST' })

      expect(status).toBe(418)
      expect(headers['content-security-policy']).toBeUndefined()
    },
  )
})

describe('assets', () => {
  it.each([
    ['css', 'text/css; charset=utf-8'],
    ['js', 'text/javascript; charset=utf-8'],
  ])('console.%s is kept for a year under the address that pages use', async (kind, type) => {
    const page = await served.get('/console/sign-in')
    const href = new RegExp(`/console/assets/console\\.${kind}\\?v=\\w+`).exec(page.body)?.[0] ?? ''

    const current = await served.get(href)
    const other = await served.get(href.replace(/v=.*/, 'v=older'))

    expect([current.status, current.headers['content-type']]).toEqual([200, type])
    expect(current.headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect(other.headers['cache-control']).toBe('no-cache')
    expect(current.body.length).toBeGreaterThan(100)
  })

  it('has no other file', async () => {
    const { status } = await served.get('/console/assets/..%2frouter.ts')

    expect(status).toBe(404)
  })
})
