import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { IdentityView, PersonPage } from '../../src/contract/person.ts'
import { type OidcIssuer, startOidcIssuer } from '../fakes/oidc-issuer.ts'
import { journeyPolicy } from '../harness/policy.ts'
import { rowsOf } from '../harness/rows.ts'
import { type Ground, newGround, type RunningService, startHere } from '../harness/service.ts'
import { oidcSettings, type SigningIn, sessionCookie, signingIn } from '../harness/sign-in.ts'

let ground: Ground
let issuer: OidcIssuer
let service: RunningService

beforeAll(async () => {
  issuer = await startOidcIssuer()
  const groups = 'platform: { members: [ana@example.com] }'
  ground = await newGround(`${journeyPolicy({ groups })}admins: platform\n`)
  service = await startHere(ground, {
    ...oidcSettings(issuer.url),
    SECRET_KEY: randomBytes(32).toString('base64'),
  })
})

afterAll(async () => {
  await service.stop()
  await ground.close()
  await issuer.close()
})

async function signIn(name: string, claims: object = {}): Promise<SigningIn> {
  const browser = signingIn(service, issuer)
  const who = { sub: `${name}-there`, email: `${name}@example.com` }
  await browser.callback(issuer.authorize(await browser.begin(), { ...who, ...claims }))
  return browser
}

async function csrfOf(browser: SigningIn): Promise<string> {
  const page = await (await browser.get('/console/account')).text()
  return /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? ''
}

async function idOf(name: string): Promise<string> {
  const { call, adminToken: token } = service.api
  const { body } = await call<PersonPage>('GET', `/v1/people?email=${name}@example.com`, { token })
  return body.data[0]?.id ?? 'nobody'
}

/** Whatever a form of the console is sent to. */
async function formAddresses(): Promise<string[]> {
  const request = await service.api.propose()
  const { body } = await service.api.call<{ data: { id: string }[] }>('GET', '/v1/agents', {
    token: service.api.adminToken,
  })
  const agent = `/console/agents/${body.data[0]?.id}`
  const person = `/console/people/${await idOf('ana')}`
  return [
    `/requests/${request.id}/decisions`,
    '/console/sign-in',
    '/console/sign-out',
    '/console/sample',
    '/console/link',
    '/console/account/tokens',
    '/console/account/tokens/tok_x/revoke',
    '/console/account/sessions',
    `${person}/standing`,
    `${person}/identities/idn_x/remove`,
    `${person}/identities/idn_x/restore`,
    `${person}/merge`,
    `${agent}/standing`,
    `${agent}/keys`,
    `${agent}/keys/key_x/revoke`,
    `${agent}/owners`,
    `${agent}/trust`,
    `${agent}/trust/trs_x/remove`,
    '/console/agents',
  ]
}

/** What a browser, or a program, says where a form comes from that is not ours. */
const foreign: Record<string, string>[] = [
  { origin: 'https://evil.example' },
  { origin: 'null' },
  {},
  { 'sec-fetch-site': 'same-site' },
  { origin: 'http://127.0.0.1:1' },
]

describe('a form of the console', () => {
  let browser: SigningIn

  beforeAll(async () => {
    browser = await signIn('ana')
  })

  /** The statuses of the same form at every address. */
  async function sendEverywhere(headers: Record<string, string>, form: Record<string, string>) {
    const cookie = `${sessionCookie}=${browser.cookies.get(sessionCookie)}`
    const answers: [string, number][] = []
    for (const address of await formAddresses()) {
      const { status } = await fetch(new URL(address, service.url), {
        method: 'POST',
        headers: { cookie, ...headers },
        body: new URLSearchParams(form),
        redirect: 'manual',
      })
      answers.push([address, status])
    }
    return answers.filter(([, status]) => status !== 403)
  }

  it.each(foreign)('is not taken from %j', async (headers) => {
    expect(await sendEverywhere(headers, { csrf: await csrfOf(browser) })).toEqual([])
    expect(await browser.isSignedIn()).toBe(true)
  })

  it('is taken with the token of its own session alone', async () => {
    const others = await csrfOf(await signIn('ana'))
    for (const form of [{}, { csrf: 'guessed' }, { csrf: others }]) {
      expect(await sendEverywhere({ origin: service.url }, { ...form })).toEqual([])
    }
    expect(await browser.isSignedIn()).toBe(true)
  })
})

describe('somebody who is disabled', () => {
  it('reaches no page, no form and no call any more', async () => {
    const browser = await signIn('bo')
    const csrf = await csrfOf(browser)
    const request = await service.api.propose()
    const token = await service.api.person('bo@example.com')
    await service.api.call('PATCH', `/v1/people/${await idOf('bo')}`, {
      token: service.api.adminToken,
      body: { disabled: true },
    })

    const pages = [
      '/requests',
      `/requests/${request.id}`,
      `/requests/${request.id}/live`,
      '/console/account',
      '/console/people',
      '/console/groups',
      '/console/agents',
      '/console/link?offer=x',
    ]
    for (const page of pages) {
      const answer = await browser.get(page)
      expect([
        page,
        answer.status,
        answer.headers.get('location')?.startsWith('/console/sign-in'),
      ]).toEqual([page, 303, true])
    }
    for (const address of await formAddresses()) {
      const answer = await browser.post(address, {
        csrf,
        decision: 'approve',
        digest: request.digest,
        name: 'x',
        days: '7',
      })
      expect([address, answer.status]).toEqual([address, 303])
    }
    const calls: [string, string][] = [
      ['GET', '/v1/requests'],
      ['GET', `/v1/requests/${request.id}`],
      ['POST', `/v1/requests/${request.id}/decisions`],
      ['GET', '/v1/people'],
      ['GET', '/v1/agents'],
      ['POST', '/v1/policy/check'],
      ['GET', '/v1/events'],
    ]
    for (const [method, address] of calls) {
      const { status } = await service.api.call(method, address, {
        token,
        body: method === 'POST' ? {} : undefined,
      })
      expect([address, status]).toEqual([address, 401])
    }
    const own = await fetch(new URL('/v1/me/tokens', service.url), {
      headers: { cookie: `${sessionCookie}=${browser.cookies.get(sessionCookie)}` },
    })
    expect(own.status).toBe(401)
    expect((await service.api.read(request.id)).needs.every(({ have }) => have === 0)).toBe(true)
  })
})

describe('a person token', () => {
  it('works no more once its time is over', async () => {
    const token = await service.api.person('olga@example.com')
    const read = () => service.api.call('GET', '/v1/requests', { token })
    const before = await read()
    await rowsOf(
      ground.database.owner,
      `update person_token set expires_at = now() where person_id = $1`,
      [await idOf('olga')],
    )

    expect([before.status, (await read()).status]).toEqual([200, 401])
  })

  it('of somebody who turned out to be another decides as that one, and ends with them', async () => {
    const { call, adminToken, person: tokenOf } = service.api
    const asAdmin = { token: adminToken }
    const token = await tokenOf('pia@example.com')
    const own = await idOf('pia')
    await signIn('olga')
    const other = await idOf('olga')
    const accounts = `/v1/people/${other}/identities`
    const { body } = await call<{ data: IdentityView[] }>('GET', accounts, asAdmin)
    for (const { id, provider } of body.data) {
      if (provider === 'development') await call('DELETE', `${accounts}/${id}`, asAdmin)
    }
    await call('POST', `/v1/people/${own}/merge`, { ...asAdmin, body: { into: other } })
    const request = await service.api.propose({ action: 'service.restart', payload: {} })
    const decided = await service.api.decide(token, request, 'approve')
    const rows = await rowsOf<{ person_id: string }>(
      ground.database.app,
      'select person_id from decision where request_id = $1',
      [request.id],
    )
    await call('PATCH', `/v1/people/${other}`, { ...asAdmin, body: { disabled: true } })
    await call('PATCH', `/v1/people/${other}`, { ...asAdmin, body: { disabled: false } })

    expect([decided.status, rows]).toEqual([200, [{ person_id: other }]])
    expect((await call('GET', '/v1/requests', { token })).status).toBe(401)
  })
})

describe('what a provider calls somebody', () => {
  it('draws nothing on a page of ours', async () => {
    const name = '<script>alert(1)</script>"onload=x \u202Egro.live\u202C'
    const browser = await signIn('cy', { name })
    const admin = await signIn('ana')
    const pages = [
      await (await browser.get('/console/account')).text(),
      await (await browser.get('/requests')).text(),
      await (await admin.get('/console/people')).text(),
      await (await admin.get(`/console/people/${await idOf('cy')}`)).text(),
      await (await admin.get('/console/groups')).text(),
    ]
    for (const page of pages) {
      expect(page).not.toMatch(/<script>alert|[\u202A-\u202E\u2066-\u2069]|"onload/)
    }
    expect(pages[3]).toContain('&lt;script>alert')
  })
})

describe('the provider’s own way to end sessions', () => {
  const logout = (body: string | URLSearchParams, headers: Record<string, string> = {}) =>
    fetch(new URL('/console/back-channel-logout', service.url), { method: 'POST', body, headers })

  it('takes one token of a sane size in a form, and nothing else', async () => {
    const browser = await signIn('ana')
    const token = await issuer.logoutToken({ claims: { sub: 'ana-there' } })
    const form = { 'content-type': 'application/x-www-form-urlencoded' }

    expect((await logout(`logout_token=${'x'.repeat(40_000)}`, form)).status).toBe(413)
    expect((await logout(`logout_token=${'x'.repeat(20_000)}`, form)).status).toBe(400)
    expect((await logout(`logout_token=${token}&logout_token=${token}`, form)).status).toBe(400)
    expect(
      (
        await logout(JSON.stringify({ logout_token: token }), {
          'content-type': 'application/json',
        })
      ).status,
    ).toBe(400)
    expect(
      (await fetch(new URL(`/console/back-channel-logout?logout_token=${token}`, service.url)))
        .status,
    ).toBe(405)
    expect(await browser.isSignedIn()).toBe(true)
    expect((await logout(new URLSearchParams({ logout_token: token }))).status).toBe(200)
    expect(await browser.isSignedIn()).toBe(false)
  })
})

describe('a flood of sign-ins that are refused', () => {
  it('is counted to the last, and does not fill the log', async () => {
    const flooded = await startHere(ground, oidcSettings(issuer.url))
    const before = await refusals()
    await Promise.all(
      Array.from({ length: 330 }, () => fetch(new URL('/console/callback?state=x', flooded.url))),
    )
    await flooded.stop()
    const after = await refusals()

    expect(after.written - before.written + after.counted - before.counted).toBe(330)
  })

  async function refusals(): Promise<{ written: number; counted: number }> {
    const rows = await rowsOf<{ type: string; body: string }>(
      ground.database.app,
      `select type, body from event where type in ('sign_in.refused', 'surface.refused')`,
    )
    const counts = rows
      .filter(({ type }) => type === 'surface.refused')
      .map(({ body }) => Number(JSON.parse(body).count))
    return {
      written: rows.length - counts.length,
      counted: counts.reduce((total, count) => total + count, 0),
    }
  }
})
