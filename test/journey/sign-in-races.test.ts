import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { tokensPerPersonMax } from '../../src/contract/limits.ts'
import type { PersonPage } from '../../src/contract/person.ts'
import { type OidcIssuer, startOidcIssuer } from '../fakes/oidc-issuer.ts'
import { type HeldLocks, holdLocks } from '../harness/held-locks.ts'
import { journeyPolicy } from '../harness/policy.ts'
import { rowsOf } from '../harness/rows.ts'
import { type Ground, newGround, type RunningService, startHere } from '../harness/service.ts'
import {
  attemptCookie,
  oidcSettings,
  refusedSignIns,
  type SigningIn,
  sessionCookie,
  signingIn,
} from '../harness/sign-in.ts'

/** One address for both services, as behind a load balancer. */
const publicUrl = 'http://127.0.0.1:3000'

let ground: Ground
let issuer: OidcIssuer
let services: RunningService[]
let settings: Record<string, string>

beforeAll(async () => {
  issuer = await startOidcIssuer()
  ground = await newGround(journeyPolicy({ groups: 'night: { oidc_group: Night }' }))
  const SECRET_KEY = randomBytes(32).toString('base64')
  settings = { ...oidcSettings(issuer.url), SECRET_KEY, PUBLIC_URL: publicUrl }
  services = []
  for (const _ of [1, 2]) services.push(await startHere(ground, settings))
})

afterAll(async () => {
  await Promise.all(services.map((service) => service.stop()))
  await ground.close()
  await issuer.close()
})

function nth(index: number): RunningService {
  const service = services[index]
  if (service === undefined) throw new Error('there is no such service')
  return service
}

const personOf = (name: string) => ({
  sub: `${name}-at-the-provider`,
  email: `${name}@example.com`,
})

async function signedIn(name: string): Promise<SigningIn> {
  const browser = signingIn(nth(0), issuer)
  await browser.callback(issuer.authorize(await browser.begin(), personOf(name)))
  if (!(await browser.isSignedIn())) throw new Error(`${name} cannot sign in`)
  return browser
}

async function disable(name: string, disabled: boolean): Promise<void> {
  const { call, adminToken: token } = nth(1).api
  const { body } = await call<PersonPage>('GET', `/v1/people?email=${name}@example.com`, { token })
  await call('PATCH', `/v1/people/${body.data[0]?.id}`, { token, body: { disabled } })
}

/** The same browser at the other service. */
function atOther(browser: SigningIn): SigningIn {
  const other = signingIn(nth(1), issuer)
  for (const [name, value] of browser.cookies) other.cookies.set(name, value)
  return other
}

async function makeToken(browser: SigningIn, at = nth(0)): Promise<Response> {
  const page = await (await browser.get('/console/account')).text()
  return fetch(new URL('/v1/me/tokens', at.url), {
    method: 'POST',
    headers: {
      cookie: `${sessionCookie}=${browser.cookies.get(sessionCookie)}`,
      origin: publicUrl,
      'x-csrf-token': /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? '',
    },
    body: JSON.stringify({ name: 'ci', expires_in: 3600 }),
  })
}

describe('an answer of the provider that comes at once', () => {
  it('a hundred times, over two processes, signs in once', async () => {
    const browser = signingIn(nth(0), issuer)
    const query = issuer.authorize(await browser.begin())
    const attempt = browser.cookies.get(attemptCookie) ?? ''
    const before = (await refusedSignIns(nth(0))).length
    const copies = Array.from({ length: 100 }, (_, index) => {
      const copy = signingIn(nth(index % 2), issuer)
      copy.cookies.set(attemptCookie, attempt)
      return copy
    })

    const answers = await Promise.all(copies.map((copy) => copy.callback(query)))

    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1)
    expect(copies.filter(({ cookies }) => cookies.has(sessionCookie))).toHaveLength(1)
    const refused = await refusedSignIns(nth(0))
    expect(refused.slice(0, refused.length - before)).toEqual(
      Array.from({ length: 99 }, () => 'attempt_used'),
    )
  })

  it('for two accounts with one e-mail makes one of them the person’s, for good', async () => {
    const email = 'bo@example.com'
    const browsers = Array.from({ length: 8 }, (_, index) => signingIn(nth(index % 2), issuer))
    const queries = await Promise.all(
      browsers.map(async (browser, index) =>
        issuer.authorize(await browser.begin(), { sub: `bo-${index}`, email }),
      ),
    )

    await Promise.all(browsers.map((browser, index) => browser.callback(queries[index] ?? '')))

    expect(browsers.filter(({ cookies }) => cookies.has(sessionCookie))).toHaveLength(1)
    const linked = await rowsOf(
      ground.database.app,
      `select subject from identity where provider = 'oidc' and subject like 'bo-%'`,
    )
    expect(linked).toHaveLength(1)
  })

  it('for one new account in several browsers makes one person of it', async () => {
    const newcomer = { sub: 'new', email: 'new@example.com', groups: ['Night'] }
    const browsers = Array.from({ length: 8 }, (_, index) => signingIn(nth(index % 2), issuer))
    const queries = await Promise.all(
      browsers.map(async (browser) => issuer.authorize(await browser.begin(), newcomer)),
    )

    await Promise.all(browsers.map((browser, index) => browser.callback(queries[index] ?? '')))

    expect(browsers.every(({ cookies }) => cookies.has(sessionCookie))).toBe(true)
    const rows = await rowsOf<{ names: number }>(
      ground.database.app,
      `select count(*)::int as names from person_group where name = 'Night'`,
    )
    expect(rows).toEqual([{ names: 1 }])
  })
})

describe('a sign-in that is under way', () => {
  it('ends at another process, or after a restart', async () => {
    const browser = signingIn(nth(0), issuer)
    const query = issuer.authorize(await browser.begin('/console/account'))
    const again = await startHere(ground, settings)
    const later = signingIn(again, issuer)
    for (const [name, value] of browser.cookies) later.cookies.set(name, value)

    const answer = await later.callback(query)
    await again.stop()

    expect(answer.headers.get('location')).toBe('/console/account')
    expect(await atOther(later).isSignedIn()).toBe(true)
  })

  it('takes over no session that an attacker laid into the browser before', async () => {
    const attacker = await signedIn('cy')
    const browser = signingIn(nth(0), issuer)
    browser.cookies.set(sessionCookie, attacker.cookies.get(sessionCookie) ?? '')

    await browser.callback(issuer.authorize(await browser.begin(), personOf('ana')))

    expect(browser.cookies.get(sessionCookie)).not.toBe(attacker.cookies.get(sessionCookie))
    expect(await attacker.isSignedIn()).toBe(false)
  })
})

/** Every event waits, so that what writes one is open while something else goes on. */
const holdEvents = (): Promise<HeldLocks> =>
  holdLocks(ground.database.owner, 'lock table event in share mode')

describe('somebody who is disabled just then', () => {
  it('has no session afterwards that works again once they are enabled', async () => {
    const browser = await signedIn('olga')
    const again = signingIn(nth(0), issuer)
    const query = issuer.authorize(await again.begin(), personOf('olga'))
    const held = await holdEvents()
    const signing = again.callback(query)
    await held.waiting(1)
    const disabling = disable('olga', true)
    await held.waiting(2)
    await held.release()
    await Promise.all([signing, disabling])
    await disable('olga', false)

    expect(await browser.isSignedIn()).toBe(false)
    expect(await again.isSignedIn()).toBe(false)
  })

  it('has no token afterwards that works again once they are enabled', async () => {
    const browser = await signedIn('pia')
    const held = await holdEvents()
    const making = makeToken(browser)
    await held.waiting(1)
    const disabling = disable('pia', true)
    await held.waiting(2)
    await held.release()
    const made = await making
    await disabling
    await disable('pia', false)
    const { token = 'csp_none' } = (await made.json()) as { token?: string }
    const { api } = nth(0)
    const request = await api.propose({ action: 'service.restart', payload: {} })

    expect((await api.decide(token, request, 'approve')).status).toBe(401)
  })
})

describe('a logout that the provider announces while our database fails', () => {
  it('is done when it is announced again', async () => {
    const browser = await signedIn('cy')
    const logout_token = await issuer.logoutToken({ claims: { sub: personOf('cy').sub } })
    const announce = async () =>
      (await browser.post('/console/back-channel-logout', { logout_token })).status
    await rowsOf(
      ground.database.owner,
      `create function fails() returns trigger language plpgsql as 'begin raise exception ''no''; end';
       create trigger fails before update of ended_at on session execute function fails()`,
    )
    const failed = await announce()
    await rowsOf(ground.database.owner, 'drop trigger fails on session')

    expect(failed).toBe(500)
    expect([await announce(), await browser.isSignedIn(), await announce()]).toEqual([
      200,
      false,
      400,
    ])
  })
})

describe('the tokens of a person', () => {
  it('are at most fifty, also where they are made at once', async () => {
    const browser = await signedIn('ana')
    const answers = await Promise.all(
      Array.from({ length: tokensPerPersonMax + 10 }, (_, index) =>
        makeToken(browser, nth(index % 2)),
      ),
    )

    const made = answers.filter(({ status }) => status === 201)
    expect(made).toHaveLength(tokensPerPersonMax)
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 409]))
  })
})
