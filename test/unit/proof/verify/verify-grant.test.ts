import { generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { base64url, SignJWT } from 'jose'
import { type GrantedAction, verifyGrant } from '../../../../src/proof/verify/verify-grant.ts'
import { agentId, claimsFor, deploy, issuer, signAs } from '../../../fakes/grants.ts'
import { newKeyText, signingKeysOf } from '../../../fakes/signer.ts'

const now = Date.parse('2026-11-21T14:10:00Z')
const [key, stranger] = [newKeyText(), newKeyText()].flatMap(signingKeysOf)
if (key === undefined || stranger === undefined) throw new Error('two keys were made')
const jwks = { keys: [key.publicJwk] }

const verify = (grant: string, action: GrantedAction = deploy, at = now) =>
  verifyGrant(grant, action, { issuer, jwks, now: at })
const refused = (code: string) => ({ ok: false, code })

let grant: string

beforeAll(async () => {
  grant = await signAs(key, claimsFor(deploy, now))
})

describe('an authentic grant', () => {
  it('is accepted for its action, with or without the agent’s name, and tells its claims', async () => {
    expect(await verify(grant)).toMatchObject({ ok: true, grant: { sub: agentId } })
    expect(await verify(grant, { ...deploy, agent: agentId })).toMatchObject({ ok: true })
  })

  it('is accepted under the issuer’s address with and without its last slash', async () => {
    const options = { issuer: `${issuer}/`, jwks, now }
    expect(await verifyGrant(grant, deploy, options)).toMatchObject({ ok: true })
  })

  it('is refused to another agent', async () => {
    const action = { ...deploy, agent: 'agt_01k9xv2m4te8wb1q0zr7y5h3az' }
    expect(await verify(grant, action)).toEqual(refused('grant_not_yours'))
  })

  it('is refused when its time is over, with five seconds for clocks that differ', async () => {
    expect(await verify(grant, deploy, now + 304_000)).toMatchObject({ ok: true })
    expect(await verify(grant, deploy, now + 306_000)).toEqual(refused('grant_expired'))
    expect(await verify(grant, deploy, now - 6_000)).toEqual(refused('grant_invalid'))
  })

  it.each<[string, Partial<GrantedAction>]>([
    ['action', { action: 'app.delete' }],
    ['resource', { resource: null }],
    ['environment', { environment: 'staging' }],
    ['person it acts for', { on_behalf_of: 'ana@example.com' }],
    ['payload', { payload: { image: 'web@sha256:78', replicas: 3 } }],
  ])('is refused for another %s', async (_, change) => {
    expect(await verify(grant, { ...deploy, ...change })).toEqual(refused('action_mismatch'))
  })

  it('is refused for what JSON cannot say', async () => {
    const action = { ...deploy, payload: { replicas: Number.NaN } }
    expect(await verify(grant, action)).toEqual(refused('action_mismatch'))
  })
})

describe('a forgery', () => {
  const claims = claimsFor(deploy, now)
  const publicBytes = base64url.decode(key.publicJwk.x)
  const unsigned = (header: object) =>
    [header, claims].map((part) => base64url.encode(JSON.stringify(part))).join('.')
  const { privateKey: ec } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const typ = 'countersign-grant+jwt'

  it.each<[string, () => Promise<string> | string]>([
    ['no signature', () => `${unsigned({ alg: 'none', typ })}.`],
    [
      'an HMAC under the public key',
      () =>
        new SignJWT(claims)
          .setProtectedHeader({ alg: 'HS256', typ, kid: key.kid })
          .sign(publicBytes),
    ],
    [
      'another algorithm',
      () => new SignJWT(claims).setProtectedHeader({ alg: 'ES256', typ, kid: key.kid }).sign(ec),
    ],
    ['a stranger’s key under our name', () => signAs(stranger, claims, { kid: key.kid })],
    ['a stranger’s key', () => signAs(stranger, claims)],
    ['a key that it brings along', () => signAs(stranger, claims, { jwk: stranger.publicJwk })],
    ['our key, and one that it brings along', () => signAs(key, claims, { jwk: key.publicJwk })],
    ['no name of a key', () => signAs(key, claims, { kid: undefined })],
    ['another type', () => signAs(key, claims, { typ: 'JWT' })],
    ['no type', () => signAs(key, claims, { typ: undefined })],
    [
      'a member that is critical',
      () =>
        signAs(key, claims, { crit: ['https://example.com/own'], 'https://example.com/own': 1 }),
    ],
    ['a member that we do not write', () => signAs(key, claims, { cty: 'JWT' })],
    ['another issuer', () => signAs(key, claimsFor(deploy, now, { iss: 'https://evil.example' }))],
    [
      'another audience',
      () => signAs(key, claimsFor(deploy, now, { aud: 'https://evil.example' })),
    ],
    ['several audiences', () => signAs(key, claimsFor(deploy, now, { aud: [issuer, issuer] }))],
    ...(
      ['jti', 'exp', 'nbf', 'iat', 'sub', 'digest', 'request', 'approvals', 'policy'] as const
    ).map((name): [string, () => Promise<string>] => [
      `no ${name}`,
      () => signAs(key, claimsFor(deploy, now, { [name]: undefined })),
    ]),
    ['an end that is text', () => signAs(key, claimsFor(deploy, now, { exp: '9999999999' }))],
    ['claims that are no JSON', () => signAs(key, 'approved')],
    ['claims that are null', () => signAs(key, 'null')],
    ['a spelling of base64url with spare bits', () => respelled(grant)],
    ['padding', () => `${grant}=`],
    ['white space', () => ` ${grant}`],
    ['a line end', () => `${grant}\n`],
    ['a fourth part', () => `${grant}.${grant.split('.')[2]}`],
    ['nothing', () => ''],
  ])('with %s is refused', async (_, forge) => {
    expect(await verify(await forge())).toEqual(refused('grant_invalid'))
  })

  it('by any of 5,000 mutations of an authentic grant is refused', async () => {
    const mutation = fc.record({
      at: fc.nat(grant.length - 1),
      kind: fc.constantFrom('replace' as const, 'insert' as const, 'drop' as const),
      char: fc.oneof(fc.constantFrom(...alphabet), fc.string({ minLength: 1, maxLength: 1 })),
    })
    await fc.assert(
      fc.asyncProperty(mutation, async ({ at, kind, char }) => {
        const rest = grant.slice(kind === 'insert' ? at : at + 1)
        const mutated = grant.slice(0, at) + (kind === 'drop' ? '' : char) + rest
        fc.pre(mutated !== grant)
        expect(await verify(mutated)).toEqual(refused('grant_invalid'))
      }),
      { numRuns: 5_000 },
    )
  })
})

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.'

/** The last character of 64 bytes has four spellings. */
function respelled(token: string): string {
  const last = alphabet.indexOf(token.at(-1) ?? '')
  return `${token.slice(0, -1)}${alphabet[last ^ 1]}`
}

describe('keys under an address', () => {
  let served = JSON.stringify(jwks)
  let asked = 0
  const server = createServer((_, response) => {
    asked += 1
    response.setHeader('content-type', 'application/json').end(served)
  })
  let address: string

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`
  })
  afterAll(() => new Promise((resolve) => server.close(resolve)))

  it('are fetched once for many grants', async () => {
    const options = { issuer, jwks: address, now }
    expect(await verifyGrant(grant, deploy, options)).toMatchObject({ ok: true })
    expect(await verifyGrant(grant, deploy, { ...options, jwks: new URL(address) })).toMatchObject({
      ok: true,
    })
    expect(asked).toBe(1)
  })

  it('that cannot be had accept nothing', async () => {
    served = 'gone'
    const options = { issuer, jwks: `${address}?other`, now }
    const result = await verifyGrant(grant, deploy, options).catch(() => 'thrown')
    expect(result).not.toMatchObject({ ok: true })
    const nowhere = { issuer, jwks: 'http://127.0.0.1:1/jwks.json', now }
    await expect(verifyGrant(grant, deploy, nowhere)).rejects.toThrow()
  })
})
