import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { digest, requestId } from '../../../fakes/cards.ts'
import { type FakeVerbs, fakeVerbs, pageView } from '../../../fakes/console-verbs.ts'
import { type Served, serveConsole } from './serve.ts'

let fake: FakeVerbs
let served: Served
let session: { cookie: string; csrf: string }

beforeEach(async () => {
  fake = fakeVerbs()
  fake.put(pageView())
  session = fake.signIn('ana@example.com')
  served = await serveConsole(fake.verbs)
})

afterEach(async () => served.close())

const path = `/requests/${requestId}/decisions`

function approve(headers: Record<string, string>, csrf = session.csrf) {
  return served.call(path, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      cookie: `countersign_session=${session.cookie}`,
      ...headers,
    },
    body: new URLSearchParams({ csrf, digest, decision: 'approve' }).toString(),
  })
}

describe('forms', () => {
  it('takes a form from its own origin with the token of the session', async () => {
    const answer = await approve({ origin: served.origin })

    expect(answer.status).toBe(303)
    expect(fake.clicks).toHaveLength(1)
  })

  it.each([
    ['another site', { origin: 'https://evil.example' }],
    ['a hidden origin', { origin: 'null' }],
    ['no origin', {}],
    ['no origin, from another site', { 'sec-fetch-site': 'cross-site' }],
    ['no origin, from a sibling host', { 'sec-fetch-site': 'same-site' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:1' }],
  ])('refuses a form from %s', async (_name, headers) => {
    const answer = await approve(headers)

    expect(answer.status).toBe(403)
    expect(fake.clicks).toEqual([])
    expect(served.logged).toEqual(['console refused a foreign form'])
  })

  it('takes a form without an Origin where the browser says that it is its own', async () => {
    const answer = await approve({ 'sec-fetch-site': 'same-origin' })

    expect(answer.status).toBe(303)
  })

  it('takes a form from the other name of this machine in development', async () => {
    const host = served.origin.replace('http://127.0.0.1', 'localhost')

    const answer = await approve({ host, origin: `http://${host}` })

    expect(answer.status).toBe(303)
  })

  it.each(['', 'csrf-of-somebody-else', 'csrf-1x'])('refuses the token %j', async (csrf) => {
    const answer = await approve({ origin: served.origin }, csrf)

    expect(answer.status).toBe(403)
    expect(fake.clicks).toEqual([])
  })

  it('refuses the token of another session', async () => {
    const other = fake.signIn('bo@example.com')

    const answer = await approve({ origin: served.origin }, other.csrf)

    expect(answer.status).toBe(403)
  })

  it.each(['/console/sign-in', '/console/sign-out', '/console/sample'])(
    'holds %s to the same rules',
    async (form) => {
      const withoutToken = await served.post(form, { email: 'bo@example.com' }, session.cookie)
      const foreign = await served.call(form, {
        method: 'POST',
        headers: {
          origin: 'https://evil.example',
          cookie: `countersign_session=${session.cookie}`,
        },
      })

      expect(withoutToken.status).toBe(403)
      expect(foreign.status).toBe(403)
    },
  )

  it('refuses a form that is larger than a comment can be', async () => {
    const comment = 'x'.repeat(100_000)

    const answer = await served.post(path, { comment, csrf: session.csrf }, session.cookie)

    expect(answer.status).toBe(413)
    expect(answer.body).toContain('This was too long')
  })

  it('refuses a field that comes twice', async () => {
    const answer = await served.call(path, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        origin: served.origin,
        cookie: `countersign_session=${session.cookie}`,
      },
      body: `csrf=${session.csrf}&digest=${digest}&decision=deny&decision=approve`,
    })

    expect(answer.status).toBe(400)
    expect(fake.clicks).toEqual([])
  })
})

describe('where the console answers', () => {
  it.each([
    ['another host name', { host: 'evil.example' }],
    ['a host that begins like this machine', { host: '127.0.0.1.evil.example' }],
    ['a tunnel', { 'x-forwarded-for': '203.0.113.9' }],
    ['a proxy', { forwarded: 'for=203.0.113.9' }],
  ])('refuses %s in development', async (_name, headers) => {
    const answer = await served.call('/requests', {
      headers: { ...headers, cookie: `countersign_session=${session.cookie}` },
    })

    expect(answer.status).toBe(403)
    expect(answer.body).not.toContain('etl-bot')
  })

  it('offers no development where the public address is not this machine', async () => {
    const publicUrl = new URL('https://countersign.example.com')
    const open = await serveConsole(fake.verbs, { publicUrl })

    const signIn = await open.get('/console/sign-in', session.cookie)
    const sample = await open.post('/console/sample', { csrf: session.csrf }, session.cookie)
    await open.close()

    expect(signIn.body).toContain('is not set up here')
    expect(sample.status).toBe(404)
  })
})
