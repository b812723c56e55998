import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { sealAttempts } from '../../src/main/seal-attempts.ts'
import { createSealing } from '../../src/main/sealing.ts'
import {
  clientSecret,
  type NextAnswer,
  type OidcIssuer,
  publicKeyText,
  startOidcIssuer,
  type TokenFault,
} from '../fakes/oidc-issuer.ts'
import { type Ground, newGround, type RunningService, startHere } from '../harness/service.ts'
import {
  attemptCookie,
  oidcSettings,
  refusedSignIns,
  type SigningIn,
  sessionCookie,
  signingIn,
} from '../harness/sign-in.ts'

const secretKey = randomBytes(32)
const now = () => Math.floor(Date.now() / 1000)
const hour = 60 * 60
const publicKey = await publicKeyText()

let ground: Ground
let service: RunningService
let issuer: OidcIssuer
let other: OidcIssuer
let browser: SigningIn

beforeAll(async () => {
  issuer = await startOidcIssuer()
  other = await startOidcIssuer()
  ground = await newGround()
  service = await startHere(ground, {
    ...oidcSettings(issuer.url),
    SECRET_KEY: secretKey.toString('base64'),
  })
})

afterAll(async () => {
  await service.stop()
  await ground.close()
  await issuer.close()
  await other.close()
})

beforeEach(() => {
  issuer.next({})
  browser = signingIn(service, issuer)
})

/** Nobody was signed in, and one more refusal with this code is in the log. */
async function expectRefused(answer: Response, before: number, code: string): Promise<void> {
  const refused = await refusedSignIns(service)
  expect(answer.status).toBeGreaterThanOrEqual(400)
  expect(browser.cookies.has(sessionCookie)).toBe(false)
  expect(await browser.isSignedIn()).toBe(false)
  expect(refused.slice(0, refused.length - before)).toEqual([code])
}

/** An account that nobody is linked to yet: its e-mail decides. */
const firstTime = { sub: 'first-time' }

const badTokens: [string, NextAnswer, string][] = [
  ['of another issuer', { claims: { iss: 'https://evil.example' } }, 'answer_invalid'],
  ['without an issuer', { claims: { iss: undefined } }, 'answer_invalid'],
  ['for another audience', { claims: { aud: 'another-client' } }, 'answer_invalid'],
  ['without an audience', { claims: { aud: undefined } }, 'answer_invalid'],
  [
    'for us and another, given to that one',
    { claims: { aud: ['countersign', 'x'], azp: 'x' } },
    'answer_invalid',
  ],
  [
    'for us and another, given to nobody',
    { claims: { aud: ['countersign', 'x'] } },
    'answer_invalid',
  ],
  ['given to another client', { claims: { azp: 'another-client' } }, 'answer_invalid'],
  ['that nobody signed', { signedBy: 'nobody' }, 'answer_invalid'],
  [
    'that nobody signed, and says RS256',
    { signedBy: 'nobody', header: { alg: 'RS256', kid: 'k1' } },
    'answer_invalid',
  ],
  ['signed with the client secret', { signedBy: { secret: clientSecret } }, 'answer_invalid'],
  ['signed with the public key as a secret', { signedBy: { secret: publicKey } }, 'answer_invalid'],
  ['of an unknown key', { header: { kid: 'k2' } }, 'answer_invalid'],
  ['of a stranger who uses the name of the key', { signedBy: 'stranger' }, 'answer_invalid'],
  ['changed on the way', { spoil: swapSubject }, 'answer_invalid'],
  ['that is no token', { spoil: () => 'a.b.c' }, 'answer_invalid'],
  ['that is expired', { claims: { iat: now() - 2 * hour, exp: now() - hour } }, 'answer_invalid'],
  ['that never expires', { claims: { exp: undefined } }, 'answer_invalid'],
  ['whose end is a text', { claims: { exp: '9999999999' } }, 'answer_invalid'],
  ['from the future', { claims: { iat: now() + hour, exp: now() + 2 * hour } }, 'answer_invalid'],
  ['not valid yet', { claims: { nbf: now() + hour } }, 'answer_invalid'],
  ['without its time', { claims: { iat: undefined } }, 'answer_invalid'],
  [
    'of somebody who signed in there days ago',
    { claims: { auth_time: now() - 48 * hour } },
    'authentication_too_old',
  ],
  ['whose auth_time is a text', { claims: { auth_time: '1' } }, 'answer_invalid'],
  ['with the nonce of another attempt', { claims: { nonce: 'other' } }, 'answer_invalid'],
  ['without a nonce', { claims: { nonce: undefined } }, 'answer_invalid'],
  ['without a subject', { claims: { sub: undefined } }, 'answer_invalid'],
  ['whose subject cannot be kept', { claims: { sub: 'ana\0' } }, 'answer_invalid'],
  ['whose subject has half a character', { claims: { sub: 'ana\ud800' } }, 'answer_invalid'],
  ['with an empty subject', { claims: { sub: '' } }, 'answer_invalid'],
  ['whose subject is a number', { claims: { sub: 7 } }, 'answer_invalid'],
  ['whose subject is a list', { claims: { sub: ['ana'] } }, 'answer_invalid'],
  [
    'whose e-mail is not verified',
    { claims: { ...firstTime, email_verified: false } },
    'email_not_verified',
  ],
  [
    'that says nothing of the e-mail',
    { claims: { ...firstTime, email_verified: undefined } },
    'email_not_verified',
  ],
  [
    'whose e-mail is verified by a text',
    { claims: { ...firstTime, email_verified: 'true' } },
    'email_not_verified',
  ],
  [
    'whose e-mail is verified by a number',
    { claims: { ...firstTime, email_verified: 1 } },
    'email_not_verified',
  ],
  ['without an e-mail', { claims: { ...firstTime, email: undefined } }, 'email_not_verified'],
  [
    'with two e-mails in one',
    { claims: { ...firstTime, email: 'ana@example.com,x@evil.example' } },
    'email_not_verified',
  ],
  [
    'of somebody whom nobody knows',
    { claims: { sub: 'x', email: 'x@example.com' } },
    'nobody_known',
  ],
  [
    'that is longer than any should be',
    { claims: { padding: 'x'.repeat(5_000_000) } },
    'answer_invalid',
  ],
  ['that is missing', answerOf({ access_token: 'x', token_type: 'Bearer' }), 'answer_invalid'],
  [
    'in an answer that is no JSON',
    { status: 200, body: '<html>', type: 'text/html' },
    'answer_invalid',
  ],
]

function answerOf(body: object): NextAnswer {
  return { status: 200, body: JSON.stringify(body) }
}

function swapSubject(token: string): string {
  const [header, payload = '', signature] = token.split('.')
  const claims = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()), sub: 'bo' }
  return [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.')
}

describe('a sign-in is refused, and the refusal recorded, for a token', () => {
  it.each(badTokens)('%s', async (_name, answer, code) => {
    const before = (await refusedSignIns(service)).length
    issuer.next(answer)

    await expectRefused(await browser.signIn(), before, code)
  })
})

describe('a sign-in that leads to a linking address', () => {
  const way = '/console/link?offer=some-offer'

  it('has the provider prove anew who it is, and refuses an older proof', async () => {
    const before = (await refusedSignIns(service)).length
    issuer.next({ claims: { auth_time: now() - 12 * 60 } })

    const query = issuer.authorize(await browser.begin(way))

    await expectRefused(await browser.callback(query), before, 'authentication_too_old')
  })

  it('is like any other where it was proven just now', async () => {
    issuer.next({ claims: { auth_time: now() } })

    const address = await browser.begin(way)
    const answer = await browser.callback(issuer.authorize(address))

    expect(new URL(address).searchParams.get('prompt')).toBe('login')
    expect([answer.status, answer.headers.get('location')]).toEqual([303, way])
  })
})

/** What somebody sends in place of the provider's answer. */
type Twist = (query: URLSearchParams) => URLSearchParams | string

const set =
  (name: string, value: string): Twist =>
  (query) => {
    query.set(name, value)
    return query
  }
const drop =
  (name: string): Twist =>
  (query) => {
    query.delete(name)
    return query
  }

const badCallbacks: [string, Twist, string][] = [
  ['has the state of nobody', set('state', 'guessed'), 'state_mismatch'],
  ['has no state', drop('state'), 'state_mismatch'],
  ['has the state twice', (query) => `${query}&state=${query.get('state')}`, 'state_mismatch'],
  ['names another issuer', set('iss', 'https://evil.example'), 'answer_invalid'],
  ['names no issuer though it always does', drop('iss'), 'answer_invalid'],
  [
    'names the issuer twice',
    (query) => `${query}&iss=https%3A%2F%2Fevil.example`,
    'answer_invalid',
  ],
  ['has no code', drop('code'), 'answer_invalid'],
  ['has two codes', (query) => `${query}&code=x`, 'answer_invalid'],
  ['has a code that was never given', set('code', 'guessed'), 'code_refused'],
  ['brings a token along', set('id_token', 'x.y.z'), 'answer_invalid'],
  ['is wrapped in a JWT', set('response', 'x.y.z'), 'answer_invalid'],
  ['says that it was refused', set('error', 'access_denied'), 'provider_refused'],
  ['has nothing', () => '', 'state_mismatch'],
]

describe('a sign-in is refused, and the refusal recorded, where the callback', () => {
  it.each(badCallbacks)('%s', async (_name, twist, code) => {
    const before = (await refusedSignIns(service)).length
    const query = issuer.authorize(await browser.begin())

    await expectRefused(await browser.callback(twist(query)), before, code)
  })

  it('comes to a browser that began nothing', async () => {
    const victim = browser
    const attacker = signingIn(service, issuer)
    const before = (await refusedSignIns(service)).length
    const query = issuer.authorize(await attacker.begin())

    await expectRefused(await victim.callback(query), before, 'no_attempt')
  })

  it('comes to a browser that began another sign-in', async () => {
    const attacker = signingIn(service, issuer)
    const before = (await refusedSignIns(service)).length
    await browser.begin()
    const query = issuer.authorize(await attacker.begin())

    await expectRefused(await browser.callback(query), before, 'state_mismatch')
  })

  it('brings the code of another browser under its own state', async () => {
    const attacker = signingIn(service, issuer)
    const before = (await refusedSignIns(service)).length
    const own = issuer.authorize(await browser.begin())
    const stolen = issuer.authorize(await attacker.begin())
    own.set('code', stolen.get('code') ?? '')

    await expectRefused(await browser.callback(own), before, 'code_refused')
  })

  it.each([
    ['is changed', (sealed: string) => `${sealed.slice(0, -4)}AAAA`],
    ['is another secret of ours', () => createSealing([secretKey]).seal('{}', 'id-token')],
    ['is plain', () => JSON.stringify({ state: 'x' })],
  ])('comes with an attempt that %s', async (_name, spoil) => {
    const before = (await refusedSignIns(service)).length
    const query = issuer.authorize(await browser.begin())
    browser.cookies.set(attemptCookie, spoil(browser.cookies.get(attemptCookie) ?? ''))

    await expectRefused(await browser.callback(query), before, 'no_attempt')
  })

  it.each([
    ['is too old', { expiresAt: new Date(0) }, 'attempt_expired'],
    ['was for another provider', { issuer: 'https://before.example' }, 'other_issuer'],
  ])('comes with an attempt that %s', async (_name, change, code) => {
    const before = (await refusedSignIns(service)).length
    const query = issuer.authorize(await browser.begin())
    const attempts = sealAttempts(createSealing([secretKey]))
    const attempt = attempts.open(browser.cookies.get(attemptCookie) ?? '')
    if (attempt === null) throw new Error('the attempt cannot be opened')
    browser.cookies.set(attemptCookie, attempts.seal({ ...attempt, ...change }))

    await expectRefused(await browser.callback(query), before, code)
  })

  it('comes from another provider, which the browser was lured to', async () => {
    const before = (await refusedSignIns(service)).length
    const mixedUp = other.authorize(await browser.begin())

    await expectRefused(await browser.callback(mixedUp), before, 'answer_invalid')
  })

  it('comes a second time, with the cookie kept', async () => {
    const query = issuer.authorize(await browser.begin())
    const attempt = browser.cookies.get(attemptCookie) ?? ''
    issuer.next({ claims: { nonce: 'other' } })
    await browser.callback(query)
    issuer.next({})
    browser.cookies.set(attemptCookie, attempt)
    const before = (await refusedSignIns(service)).length

    await expectRefused(await browser.callback(query), before, 'attempt_used')
  })

  it('brings a code that was used before', async () => {
    const first = signingIn(service, issuer)
    const used = issuer.authorize(await first.begin())
    await first.callback(used)
    const before = (await refusedSignIns(service)).length
    const query = issuer.authorize(await browser.begin())
    query.set('code', used.get('code') ?? '')

    await expectRefused(await browser.callback(query), before, 'code_refused')
    expect(await first.isSignedIn()).toBe(true)
  })

  it.each([
    ['without a challenge', {}],
    ['with one, as it should', { 'www-authenticate': 'Basic realm="x"' }],
  ])('finds a provider that refuses ourselves %s', async (_name, headers) => {
    const before = (await refusedSignIns(service)).length
    issuer.next({ status: 401, body: '{"error":"invalid_client"}', headers })

    const answer = await browser.signIn()

    await expectRefused(answer, before, 'client_refused')
    expect([answer.status, await answer.text()]).toEqual([
      503,
      expect.stringContaining('The provider does not take our word'),
    ])
  })

  it('finds the provider out', async () => {
    const before = (await refusedSignIns(service)).length
    issuer.next({ status: 503, body: '{"error":"temporarily_unavailable"}' })

    const answer = await browser.signIn()

    await expectRefused(answer, before, 'provider_unavailable')
    expect(answer.status).toBe(503)
  })
})

describe('the way back after a sign-in', () => {
  it.each([
    'https://evil.example/',
    '//evil.example/requests/',
    '/\\evil.example',
    '/requests/../../evil',
    '/requests/%2e%2e',
    'javascript:alert(1)',
    '/console/sign-out',
    '/console/link?offer=a&next=//evil.example',
  ])('never leads to %s', async (wanted) => {
    const answer = await browser.signIn(wanted)

    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/requests'])
  })

  it('leads to the account that was to be linked', async () => {
    const answer = await browser.signIn('/console/link?offer=q-5Zs_secret')

    expect(answer.headers.get('location')).toBe('/console/link?offer=q-5Zs_secret')
  })
})

const badLogouts: [string, TokenFault][] = [
  ['of another issuer', { claims: { iss: 'https://evil.example' } }],
  ['for another audience', { claims: { aud: 'another-client' } }],
  ['that nobody signed', { signedBy: 'nobody' }],
  ['signed with the client secret', { signedBy: { secret: clientSecret } }],
  ['of a stranger', { signedBy: 'stranger' }],
  ['of an unknown key', { header: { kid: 'k2' } }],
  ['with a nonce, as an ID token has', { claims: { nonce: 'x' } }],
  ['that tells of nothing', { claims: { events: undefined } }],
  ['that tells of something else', { claims: { events: { 'https://example.com/other': {} } } }],
  ['of a subject that cannot be kept', { claims: { sub: 'ana\0' } }],
  ['of nobody and no session', { claims: { sub: undefined } }],
  ['without an id of its own', { claims: { jti: undefined } }],
  ['that is old', { claims: { iat: now() - hour } }],
  ['that is expired', { claims: { exp: now() - hour } }],
]

describe('the provider ends sessions', () => {
  let person: SigningIn

  beforeEach(async () => {
    person = browser
    issuer.next({ claims: { sid: 'the-sid' } })
    await person.signIn()
  })

  const logout = (token: string) =>
    signingIn(service, issuer).post('/console/back-channel-logout', { logout_token: token })

  it.each([
    ['of a subject', {}],
    ['by their name', { sub: undefined, sid: 'the-sid' }],
    ['by both', { sid: 'the-sid' }],
  ])('%s', async (_name, claims) => {
    const answer = await logout(await issuer.logoutToken({ claims }))

    expect(answer.status).toBe(200)
    expect(await person.isSignedIn()).toBe(false)
  })

  it.each([
    ['another subject', { sub: 'bo-at-the-provider' }],
    ['another session', { sub: undefined, sid: 'other' }],
    ['another session of the subject', { sid: 'other' }],
  ])('and leaves this one where it names %s', async (_name, claims) => {
    await logout(await issuer.logoutToken({ claims }))

    expect(await person.isSignedIn()).toBe(true)
  })

  it.each(badLogouts)('never by a token %s', async (_name, fault) => {
    const before = (await refusedSignIns(service)).length

    const answer = await logout(await issuer.logoutToken(fault))

    expect(answer.status).toBe(400)
    expect(await person.isSignedIn()).toBe(true)
    expect(await refusedSignIns(service)).toHaveLength(before + 1)
  })

  it('never twice by one token', async () => {
    const token = await issuer.logoutToken()
    await logout(token)
    await person.signIn()

    expect((await logout(token)).status).toBe(400)
    expect(await person.isSignedIn()).toBe(true)
  })

  it('never by the ID token of a sign-in', async () => {
    const idToken = await issuer.logoutToken({
      claims: { events: undefined, nonce: 'n', jti: undefined },
    })

    expect((await logout(idToken)).status).toBe(400)
    expect(await person.isSignedIn()).toBe(true)
  })
})
