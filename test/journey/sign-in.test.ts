import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { IdentityView, PersonPage } from '../../src/contract/person.ts'
import { type RealProvider, startRealProvider } from '../fakes/oidc-people.ts'
import { type BareBrowser, bareBrowser } from '../harness/bare-browser.ts'
import { journeyPolicy } from '../harness/policy.ts'
import { rowsOf } from '../harness/rows.ts'
import {
  freePort,
  type Ground,
  newGround,
  type RunningService,
  startHere,
} from '../harness/service.ts'
import { oidcSettings, refusedSignIns, sessionCookie } from '../harness/sign-in.ts'
import { until } from '../harness/until.ts'

const redirectsMax = 20

let ground: Ground
let service: RunningService
let provider: RealProvider

beforeAll(async () => {
  provider = await startRealProvider()
  ground = await newGround(journeyPolicy({ groups: 'night-shift: { oidc_group: Night }' }))
  service = await startHere(ground, oidcSettings(provider.url))
  provider.serve(service.url)
  provider.people.set('ana', { email: 'Ana@example.com', email_verified: true })
  provider.people.set('bo', { email: 'bo@example.com', email_verified: true })
  provider.people.set('nobody', { email: 'nobody@example.com', email_verified: true })
  provider.people.set('silent', { email: 'cy@example.com' })
})

afterAll(async () => {
  await service.stop()
  await ground.close()
  await provider.close()
})

/** One person's browser at both places. */
interface Both {
  ours: BareBrowser
  theirs: BareBrowser
}

function newBoth(): Both {
  return { ours: bareBrowser(service.url), theirs: bareBrowser(provider.url) }
}

/** Follows every redirect and answers the provider's forms, until a page of ours comes. */
async function signIn({ ours, theirs }: Both, name: string, wanted = '/requests') {
  let at = new URL(`/console/sign-in/start?return=${encodeURIComponent(wanted)}`, service.url)
  for (let steps = 0; steps < redirectsMax; steps += 1) {
    const isOurs = at.origin === service.url
    let answer = await (isOurs ? ours : theirs).get(at.href)
    if (!isOurs && answer.status === 200) answer = await fillIn(theirs, await answer.text(), name)
    const next = answer.headers.get('location')
    if (next === null)
      return { status: answer.status, path: at.pathname + at.search, page: await answer.text() }
    at = new URL(next, at)
  }
  throw new Error('the sign-in never ended')
}

async function fillIn(theirs: BareBrowser, page: string, name: string): Promise<Response> {
  const [, action] = /action="([^"]+)"/.exec(page) ?? []
  const [, prompt] = /name="prompt" value="([^"]+)"/.exec(page) ?? []
  if (action === undefined || prompt === undefined) throw new Error(`no form in: ${page}`)
  return theirs.post(action, { prompt, login: name, password: 'any' })
}

async function csrfOf(ours: BareBrowser): Promise<string> {
  const page = await (await ours.get('/console/account')).text()
  return /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? ''
}

async function callOwn(ours: BareBrowser, method: string, path: string, body?: object) {
  const response = await fetch(new URL(path, service.url), {
    method,
    headers: {
      cookie: `${sessionCookie}=${ours.cookies.get(sessionCookie)}`,
      origin: service.url,
      'x-csrf-token': await csrfOf(ours),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, body: text === '' ? null : JSON.parse(text) }
}

describe('a person of the policy', () => {
  it('signs in at the provider and comes to the page that they wanted', async () => {
    const request = await service.api.propose()
    const both = newBoth()

    const shown = await signIn(both, 'ana', `/requests/${request.id}`)

    expect([shown.status, shown.path]).toEqual([200, `/requests/${request.id}`])
    expect(shown.page).toContain('ana@example.com')
  })

  it('gets a new session at every sign-in, and the old one ends', async () => {
    const both = newBoth()
    await signIn(both, 'ana')
    const old = both.ours.cookies.get(sessionCookie) ?? ''
    await signIn(both, 'ana')

    const thief = bareBrowser(service.url)
    thief.cookies.set(sessionCookie, old)
    expect(both.ours.cookies.get(sessionCookie)).not.toBe(old)
    expect((await thief.get('/requests')).status).toBe(303)
  })

  it('makes a token, decides with it through the API, and revokes it', async () => {
    const both = newBoth()
    await signIn(both, 'ana')
    const request = await service.api.propose()

    const made = await callOwn(both.ours, 'POST', '/v1/me/tokens', { name: 'ci', expires_in: 3600 })
    const decided = await service.api.decide(made.body.token, request, 'deny')
    const listed = await callOwn(both.ours, 'GET', '/v1/me/tokens')
    const revoked = await callOwn(both.ours, 'DELETE', `/v1/me/tokens/${made.body.id}`)
    const after = await service.api.call('GET', '/v1/requests', { token: made.body.token })

    expect([made.status, decided.status, revoked.status, after.status]).toEqual([
      201, 200, 204, 401,
    ])
    expect(decided.body.verdict?.decisions[0]).toMatchObject({
      person: 'ana@example.com',
      surface: 'api',
    })
    expect(listed.body.data).toEqual([
      {
        id: made.body.id,
        name: 'ci',
        created_at: expect.any(String),
        last_used_at: expect.any(String),
        expires_at: made.body.expires_at,
      },
    ])
  })

  it('signs out here and at the provider, whose session is then over', async () => {
    const both = newBoth()
    await signIn(both, 'ana')
    const other = newBoth()
    other.theirs = both.theirs
    await signIn(other, 'ana')

    const csrf = await csrfOf(both.ours)
    const page = await (await both.ours.post('/console/sign-out', { csrf })).text()
    const [, there = ''] = /href="([^"]+\/session\/end[^"]+)"/.exec(page) ?? []
    const asked = await (await both.theirs.get(there.replaceAll('&amp;', '&'))).text()
    const [, xsrf = ''] = /name="xsrf" value="([^"]+)"/.exec(asked) ?? []
    const ended = await both.theirs.post('/session/end/confirm', { xsrf, logout: 'yes' })

    expect((await both.ours.get('/requests')).status).toBe(303)
    expect(ended.headers.get('location')).toBe(`${service.url}/console/sign-in`)
    // The provider tells us behind the browser's back, in its own time.
    await until(async () => (await other.ours.get('/requests')).status === 303)
  })
})

describe('groups that the provider claims', () => {
  const groupsNow = () =>
    rowsOf<{ name: string }>(
      ground.database.app,
      `select name from person_group where until is null order by name`,
    )

  const groupEvents = async () => {
    const events = await rowsOf<{ body: string }>(
      ground.database.app,
      `select body from event where type = 'person.group_changed'`,
    )
    return events.length
  }

  it('make somebody known, and are replaced at each sign-in', async () => {
    provider.people.set('nia', {
      email: 'nia@example.com',
      email_verified: true,
      groups: ['Night', 'x'],
    })
    const first = await signIn(newBoth(), 'nia')
    const before = await groupsNow()
    provider.people.set('nia', {
      email: 'nia@example.com',
      email_verified: true,
      groups: ['night'],
    })
    await signIn(newBoth(), 'nia')

    expect(first.status).toBe(200)
    expect(before).toEqual([{ name: 'Night' }, { name: 'x' }])
    expect(await groupsNow()).toEqual([{ name: 'night' }])
  })

  it('are an event where they change, and none where they do not', async () => {
    const nia = { email: 'nia@example.com', email_verified: true }
    const changes = async (groups: string[]) => {
      const before = await groupEvents()
      provider.people.set('nia', { ...nia, groups })
      await signIn(newBoth(), 'nia')
      return (await groupEvents()) - before
    }
    await changes(['Night'])

    expect(await changes(['Night'])).toBe(0)
    expect(await changes(['Night', 'y'])).toBe(1)
    expect(await changes(['Night'])).toBe(1)
  })

  it('are no list where they are one text', async () => {
    const groups = 'Night' as unknown as string[]
    provider.people.set('one', { email: 'one@example.com', email_verified: true, groups })

    const shown = await signIn(newBoth(), 'one')

    expect(shown.status).toBe(403)
    expect(shown.page).toContain('You are nobody we know')
  })
})

describe('nobody is signed in', () => {
  it('whom the policy does not know, and the page says who they are', async () => {
    const both = newBoth()

    const shown = await signIn(both, 'nobody')

    expect(shown.status).toBe(403)
    expect(shown.page).toContain('nobody@example.com')
    expect(both.ours.cookies.has(sessionCookie)).toBe(false)
    expect((await refusedSignIns(service))[0]).toBe('nobody_known')
  })

  it('whose e-mail the provider does not vouch for', async () => {
    expect((await signIn(newBoth(), 'silent')).status).toBe(403)
    expect((await refusedSignIns(service))[0]).toBe('email_not_verified')
  })

  it('by an e-mail that changed hands, and its first holder keeps their account', async () => {
    await signIn(newBoth(), 'bo')
    provider.people.set('bob', { email: 'bo@example.com', email_verified: true })
    provider.people.set('bo', { email: 'bo.married@example.com', email_verified: true })

    expect((await signIn(newBoth(), 'bob')).status).toBe(403)
    expect((await refusedSignIns(service))[0]).toBe('second_account')
    expect((await signIn(newBoth(), 'bo')).status).toBe(200)
  })

  it('who was disabled, and their session is over at once', async () => {
    provider.people.set('olga', { email: 'olga@example.com', email_verified: true })
    const both = newBoth()
    await signIn(both, 'olga')
    await rowsOf(
      ground.database.owner,
      `update person set disabled_at = now() where id in
         (select person_id from person_email where email = 'olga@example.com')`,
    )

    expect((await both.ours.get('/requests')).status).toBe(303)
    expect((await signIn(newBoth(), 'olga')).status).toBe(403)
    expect((await refusedSignIns(service))[0]).toBe('person_disabled')
  })
})

describe('the tokens of a signed-in person', () => {
  async function attempt(headers: Record<string, string>, method = 'POST'): Promise<number> {
    const response = await fetch(new URL('/v1/me/tokens', service.url), {
      method,
      headers,
      ...(method === 'POST' ? { body: JSON.stringify({ name: 'x', expires_in: 60 }) } : {}),
    })
    await response.text()
    return response.status
  }

  it('want a session, its token and our own Origin', async () => {
    const { ours, theirs } = newBoth()
    await signIn({ ours, theirs }, 'ana')
    const csrf = await csrfOf(ours)
    const cookie = `${sessionCookie}=${ours.cookies.get(sessionCookie)}`
    const origin = service.url
    const person = await service.api.person('ana@example.com')

    expect(await attempt({ origin, 'x-csrf-token': csrf })).toBe(401)
    expect(await attempt({ authorization: `Bearer ${person}`, origin })).toBe(401)
    expect(await attempt({ authorization: `Bearer ${service.api.agentKey}`, origin })).toBe(401)
    expect(await attempt({ cookie, origin })).toBe(403)
    expect(await attempt({ cookie, origin, 'x-csrf-token': 'guessed' })).toBe(403)
    expect(await attempt({ cookie, 'x-csrf-token': csrf })).toBe(403)
    expect(await attempt({ cookie, origin: 'https://evil.example', 'x-csrf-token': csrf })).toBe(
      403,
    )
    expect(await attempt({ cookie, origin, 'x-csrf-token': csrf })).toBe(201)
  })

  it('are their own: nobody revokes another’s', async () => {
    const [ana, nia] = [newBoth(), newBoth()]
    provider.people.set('nia', {
      email: 'nia@example.com',
      email_verified: true,
      groups: ['Night'],
    })
    await signIn(ana, 'ana')
    await signIn(nia, 'nia')
    const made = await callOwn(ana.ours, 'POST', '/v1/me/tokens', { name: 'x', expires_in: 60 })

    expect((await callOwn(nia.ours, 'DELETE', `/v1/me/tokens/${made.body.id}`)).status).toBe(404)
    expect((await callOwn(nia.ours, 'GET', '/v1/me/tokens')).body.data).toEqual([])
    expect((await callOwn(ana.ours, 'DELETE', `/v1/me/tokens/${made.body.id}`)).status).toBe(204)
  })
})

describe('while the provider is out', () => {
  it('the service runs, and nobody is signed in', async () => {
    const gone = `http://127.0.0.1:${await freePort()}`
    const alone = await startHere(ground, oidcSettings(gone))
    const browser = bareBrowser(alone.url)

    const start = await browser.get('/console/sign-in/start')
    await until(async () => (await fetch(new URL('/readyz', alone.url))).status === 200)
    await alone.stop()

    expect(start.status).toBe(503)
    expect(browser.cookies.size).toBe(0)
  })
})

describe('an account that an administrator removed', () => {
  it.each([
    ['pia', undefined],
    ['ned', ['Night']],
  ])('signs %s in no more, whatever e-mail and groups it has: %j', async (name, groups) => {
    const claims = { email: `${name}@example.com`, email_verified: true }
    provider.people.set(name, groups === undefined ? claims : { ...claims, groups })
    const before = await signIn(newBoth(), name)
    const { token, call } = { token: service.api.adminToken, call: service.api.call }
    const people = await call<PersonPage>('GET', `/v1/people?email=${claims.email}`, { token })
    const address = `/v1/people/${people.body.data[0]?.id}/identities`
    const accounts = await call<{ data: IdentityView[] }>('GET', address, { token })
    await call('DELETE', `${address}/${accounts.body.data[0]?.id}`, { token })

    const after = await signIn(newBoth(), name)

    expect([before.status, after.status]).toEqual([200, 403])
    expect(after.page).toContain('You are nobody we know')
  })
})
