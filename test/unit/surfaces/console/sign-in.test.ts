import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { requestId } from '../../../fakes/cards.ts'
import { type FakeVerbs, fakeVerbs, firstLink, pageView } from '../../../fakes/console-verbs.ts'
import { type Served, serveConsole } from './serve.ts'

let fake: FakeVerbs
let served: Served

beforeEach(async () => {
  fake = fakeVerbs()
  served = await serveConsole(fake.verbs)
})

afterEach(async () => served.close())

const linkPath = `/console/sign-in?link=${firstLink}`

function cookieOf(cookies: string[]): string {
  return /^[^=]+=([^;]*)/.exec(cookies[0] ?? '')?.[1] ?? ''
}

function tokenOf(html: string): string {
  return /name="csrf" value="([^"]+)"/.exec(html)?.[1] ?? ''
}

describe('the one-time link', () => {
  it('becomes a cookie and leads to an address without it', async () => {
    const answer = await served.get(linkPath)

    expect(answer.status).toBe(303)
    expect(answer.headers['location']).toBe('/console/sign-in')
    expect(answer.headers['referrer-policy']).toBe('no-referrer')
    expect(answer.cookies).toEqual(['countersign_session=cookie-1; Path=/; HttpOnly; SameSite=Lax'])
  })

  it('works once', async () => {
    await served.get(linkPath)

    const again = await served.get(linkPath)

    expect(again.status).toBe(403)
    expect(again.cookies).toEqual([])
    expect(again.body).toContain('has been used')
  })

  it('is not used up by a program that only asks for its headers', async () => {
    await served.call(linkPath, { method: 'HEAD' })

    const answer = await served.get(linkPath)

    expect(answer.status).toBe(303)
  })

  it('lets whoever is already in follow it again', async () => {
    const { cookie } = fake.signIn('ana@example.com')
    await served.get(linkPath)

    const again = await served.get(linkPath, cookie)

    expect(again.status).toBe(303)
    expect(again.cookies).toEqual([])
  })

  it('opens no page but the choice of a person', async () => {
    const cookie = cookieOf((await served.get(linkPath)).cookies)

    const queue = await served.get('/requests', cookie)

    expect(queue.status).toBe(303)
    expect(queue.headers['location']).toBe('/console/sign-in')
  })

  it('is not looked at in production', async () => {
    const production = fakeVerbs({ production: true })
    const open = await serveConsole(production.verbs)

    const answer = await open.get(linkPath)
    await open.close()

    expect(answer.status).toBe(200)
    expect(answer.cookies).toEqual([])
    expect(answer.body).toContain('is not set up here')
  })
})

describe('choosing a person', () => {
  it('shows everybody of the policy with their groups', async () => {
    const cookie = cookieOf((await served.get(linkPath)).cookies)

    const page = await served.get('/console/sign-in', cookie)

    expect(page.body).toContain('value="bo@example.com"')
    expect(page.body).toContain('data-owners, sre')
  })

  it('rotates the session and leads back to where the person wanted to be', async () => {
    fake.put(pageView())
    const first = cookieOf((await served.get(linkPath)).cookies)
    const back = `/requests/${requestId}`
    const csrf = tokenOf((await served.get('/console/sign-in', first)).body)

    const answer = await served.post(
      '/console/sign-in',
      { csrf, email: 'ana@example.com', return: back },
      first,
    )

    const second = cookieOf(answer.cookies)
    expect(answer.headers['location']).toBe(back)
    expect(second).not.toBe(first)
    expect((await served.get(back, second)).status).toBe(200)
    expect((await served.get(back, first)).status).toBe(303)
  })

  it.each([
    'https://evil.example/requests/',
    '//evil.example',
    '/\\evil.example',
    '/requests/../../evil',
    '/requests/req_1',
    'javascript:alert(1)',
    `/requests/${requestId}@evil.example`,
  ])('does not lead on to %s', async (wanted) => {
    const { cookie, csrf } = fake.signIn('bo@example.com')

    const answer = await served.post(
      '/console/sign-in',
      { csrf, email: 'ana@example.com', return: wanted },
      cookie,
    )

    expect(answer.headers['location']).toBe('/requests')
  })

  it('refuses an e-mail that the policy does not know, and shows it inert', async () => {
    const { cookie, csrf } = fake.signIn('bo@example.com')

    const answer = await served.post('/console/sign-in', { csrf, email: '<b>\u202e' }, cookie)

    expect(answer.status).toBe(422)
    expect(answer.body).toContain('&lt;b>')
    expect(answer.body).toContain('U+202E')
    expect(answer.body).not.toContain('\u202e')
  })
})

describe('the session', () => {
  it('is marked Secure and bound to its host behind TLS', async () => {
    const secure = await serveConsole(fake.verbs, { secureCookies: true })

    const answer = await secure.get(linkPath)
    await secure.close()

    expect(answer.cookies).toEqual([
      '__Host-countersign_session=cookie-1; Path=/; HttpOnly; Secure; SameSite=Lax',
    ])
    expect(answer.headers['strict-transport-security']).toContain('max-age=')
  })

  it('leads to the sign-in and from there back once it is over', async () => {
    const { cookie, csrf } = fake.signIn('ana@example.com')
    fake.endSessions()

    const page = await served.get(`/requests/${requestId}`, cookie)
    const form = await served.post(`/requests/${requestId}/decisions`, { csrf }, cookie)

    const signIn = `/console/sign-in?return=%2Frequests%2F${requestId}`
    expect([page.status, page.headers['location']]).toEqual([303, signIn])
    expect([form.status, form.headers['location']]).toEqual([303, signIn])
  })

  it('ends at signing out, in the browser and on the server', async () => {
    const { cookie, csrf } = fake.signIn('ana@example.com')

    const answer = await served.post('/console/sign-out', { csrf }, cookie)

    expect(answer.status).toBe(303)
    expect(answer.cookies[0]).toContain('countersign_session=; Path=/; Expires=Thu, 01 Jan 1970')
    expect((await served.get('/requests', cookie)).status).toBe(303)
  })
})
