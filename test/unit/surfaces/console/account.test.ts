import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { SignInVerbs } from '../../../../src/app/ports.ts'
import { type FakeVerbs, fakeVerbs } from '../../../fakes/console-verbs.ts'
import { type Served, serveConsole } from './serve.ts'

let fake: FakeVerbs
let served: Served
let cookie: string
let csrf: string
let begun: string[]

const signIn: SignInVerbs = {
  host: 'login.example.com',
  begin: async (returnTo) => {
    begun.push(returnTo)
    return { url: 'https://login.example.com/authorize?state=x', attempt: 'sealed' }
  },
  finish: async () => {
    throw new Error('the database is out')
  },
  endByProvider: async (token) => (token === 'good' ? 'ended' : 'refused'),
}

beforeAll(async () => {
  fake = fakeVerbs({ production: true })
  served = await serveConsole({ ...fake.verbs, signIn })
})

beforeEach(() => {
  begun = []
  const session = fake.signIn('ana@example.com')
  cookie = session.cookie
  csrf = session.csrf
})

afterAll(() => served.close())

describe('the account page', () => {
  it('is for whoever has signed in, and they come back to it', async () => {
    const answer = await served.get('/console/account')

    expect(answer.headers.location).toBe('/console/sign-in?return=%2Fconsole%2Faccount')
  })

  it('shows a token once, and never again', async () => {
    const made = await served.post(
      '/console/account/tokens',
      { csrf, name: 'ci', days: '30' },
      cookie,
    )
    const again = await served.get('/console/account', cookie)

    expect(made.status).toBe(201)
    expect(made.body).toContain('csp_shown-once')
    expect(made.headers['cache-control']).toBe('no-store')
    expect(again.body).toContain('ci')
    expect(again.body).not.toContain('csp_shown-once')
  })

  it.each([
    ['no name', { name: ' ', days: '30' }],
    ['a hidden character', { name: 'a\u202eb', days: '30' }],
    ['a time that is not offered', { name: 'x', days: '9999' }],
  ])('makes no token with %s', async (_name, fields) => {
    const answer = await served.post('/console/account/tokens', { csrf, ...fields }, cookie)

    expect(answer.status).toBe(400)
    expect(answer.body).not.toContain('csp_')
  })

  it.each([
    '/console/account/tokens',
    '/console/account/tokens/tok_01k9xv2m4te8wb1q0zr7y5h3c0/revoke',
    '/console/account/sessions',
  ])('takes nothing at %s without the token of the session', async (path) => {
    const answer = await served.post(path, { csrf: 'guessed', name: 'x', days: '30' }, cookie)

    expect(answer.status).toBe(403)
  })

  it('finds no token that is not there', async () => {
    const path = '/console/account/tokens/tok_01k9xv2m4te8wb1q0zr7y5h3cz/revoke'

    expect((await served.post(path, { csrf }, cookie)).status).toBe(404)
  })

  it('ends the other sessions', async () => {
    await served.post('/console/account/sessions', { csrf }, cookie)

    expect((await served.get('/console/account', cookie)).body).not.toContain('End all others')
  })
})

describe('signing in at a provider', () => {
  it('is offered by a link that keeps where one wanted to be', async () => {
    const page = await served.get('/console/sign-in?return=%2Fconsole%2Faccount')

    expect(page.body).toContain('login.example.com')
    expect(page.body).toContain('href="/console/sign-in/start?return=%2Fconsole%2Faccount"')
  })

  it('leaves an attempt in this browser, for no script and no other site', async () => {
    const answer = await served.get('/console/sign-in/start?return=//evil.example')

    expect(answer.status).toBe(303)
    expect(answer.headers.location).toBe('https://login.example.com/authorize?state=x')
    expect(answer.cookies).toEqual([
      expect.stringMatching(
        /^countersign_attempt=sealed; Max-Age=600; Path=\/; .*HttpOnly; SameSite=Lax$/,
      ),
    ])
    expect(begun).toEqual(['/requests'])
  })

  it('is not begun by a program that only looks at the link', async () => {
    await served.call('/console/sign-in/start', { method: 'HEAD' })

    expect(begun).toEqual([])
  })

  it('signs nobody in while the database is out', async () => {
    const answer = await served.get('/console/callback?code=x&state=y')

    expect(answer.status).toBeGreaterThanOrEqual(500)
    expect(answer.cookies).toEqual([])
  })

  it.each([
    ['good', 200],
    ['bad', 400],
    ['', 400],
  ])('is ended by the provider with the logout token "%s": %i', async (logoutToken, status) => {
    const answer = await served.call('/console/back-channel-logout', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `logout_token=${logoutToken}`,
    })

    expect(answer.status).toBe(status)
    expect(answer.headers['cache-control']).toBe('no-store')
  })

  it('does not exist where no provider is set', async () => {
    const without = await serveConsole(fakeVerbs({ production: true }).verbs)
    const answers = await Promise.all([
      without.get('/console/sign-in/start'),
      without.get('/console/callback?code=x'),
    ])
    await without.close()

    expect(answers.map(({ status }) => status)).toEqual([404, 404])
  })
})
