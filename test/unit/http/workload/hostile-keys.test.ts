import { KeyObject, sign } from 'node:crypto'
import { beforeEach, describe, expect, it } from '@jest/globals'
import { exportJWK } from 'jose'
import type { TrustRecord } from '../../../../src/app/ports.ts'
import { createKeySets } from '../../../../src/http/workload/key-sets.ts'
import { createWorkloadReader } from '../../../../src/http/workload/read-workload.ts'
import { type Claims, type WorkloadIssuer, workloadIssuer } from '../../../fakes/workload-issuer.ts'

/** What an issuer publishes, and what it signs, may be anything: no key and no number makes an answer but yes or no. */
const now = new Date('2026-03-01T12:00:00Z')
const seconds = now.getTime() / 1000
const audience = 'https://countersign.example.com'
const url = 'https://issuer.example.com'
const subject = 'repo:acme/etl:ref:refs/heads/main'

const trust: TrustRecord = {
  audience,
  subject,
  jwksUrl: null,
  noteDue: false,
  agent: {
    kind: 'agent',
    id: 'agt_ci',
    name: 'ci',
    agentKind: 'agent',
    disabled: false,
    key: 'trs_ci',
  },
}

let issuer: WorkloadIssuer

beforeEach(async () => {
  issuer = await workloadIssuer(url)
})

function read(token: string) {
  const keySets = createKeySets({
    fetch: issuer.fetch,
    mode: 'production',
    nowMs: () => 0,
    onFault: () => undefined,
  })
  const trustsOf = async () => ({ now, trusts: [trust] })
  return createWorkloadReader({ workloads: { trustsOf, noteUse: async () => undefined }, keySets })(
    token,
  )
}

const claims = (changes: Claims = {}): Claims => ({
  iss: url,
  aud: audience,
  sub: subject,
  iat: seconds - 10,
  exp: seconds + 290,
  ...changes,
})

function publish(keys: unknown): void {
  issuer.answers.set(`${url}/keys`, { status: 200, body: JSON.stringify({ keys }) })
}

/** Signs JSON as it is written, which no library would. */
function signed(text: string, header: object = { alg: 'RS256', kid: 'key-1' }): string {
  const part = (value: string) => Buffer.from(value).toString('base64url')
  const body = `${part(JSON.stringify(header))}.${part(text)}`
  return `${body}.${sign('sha256', Buffer.from(body), KeyObject.from(issuer.key)).toString('base64url')}`
}

describe('a token is nobody’s, and the answer is no failure, where its issuer publishes', () => {
  const own = (changes: Claims) => async () => [{ ...issuer.publicJwk, ...changes }]
  it.each<[string, () => Promise<unknown>]>([
    ['the private key', async () => [{ ...(await exportJWK(issuer.key)), kid: 'key-1' }]],
    ['a secret', async () => [{ kty: 'oct', k: 'AAAA', kid: 'key-1' }]],
    ['two keys of one id', async () => [issuer.publicJwk, issuer.publicJwk]],
    ['a key without its modulus', own({ n: undefined })],
    ['a key whose modulus is a number', own({ n: 5 })],
    ['a key whose modulus is no base64url', own({ n: '!' })],
    ['a key whose modulus is empty', own({ n: '' })],
    ['a key whose exponent is one', own({ e: 'AQ' })],
    ['a key of another kind', own({ kty: 'EC', crv: 'P-256', x: 'AAAA', y: 'AAAA' })],
    ['a key of no known kind', own({ kty: '__proto__' })],
    ['a key for another algorithm', own({ alg: 'RS512' })],
    ['a key for encryption', own({ use: 'enc' })],
    ['a key whose use is a number', own({ use: 5 })],
    ['a key whose operations are others', own({ key_ops: ['encrypt'] })],
    ['a key whose operations are a text', own({ key_ops: 'verify' })],
    ['no keys', async () => []],
  ])('%s', async (_, keys) => {
    publish(await keys())

    expect(await read(await issuer.sign(claims()))).toMatchObject({ code: 'unauthenticated' })
  })

  it.each<[string, unknown]>([
    ['a thousand keys', Array.from({ length: 1_000 }, (_, kid) => ({ kty: 'RSA', kid: `${kid}` }))],
    ['an object for the list', {}],
    ['a key that is a text', ['key-1']],
    ['a key that says not what it is', [{ kid: 'key-1' }]],
  ])('%s, as where it cannot be reached', async (_, keys) => {
    publish(keys)

    expect(await read(await issuer.sign(claims()))).toMatchObject({ code: 'unavailable' })
  })

  it.each([301, 302, 307, 401, 500])('its keys with status %i', async (status) => {
    const { body } = issuer.answers.get(`${url}/keys`) ?? { body: '' }
    issuer.answers.set(`${url}/keys`, { status, body })

    expect(await read(await issuer.sign(claims()))).toMatchObject({ code: 'unavailable' })
  })
})

it('a secret and broken keys beside the right one change nothing', async () => {
  publish([{ kty: 'oct', k: 'AAAA', kid: 'key-1' }, { kty: 'RSA', kid: 'key-2' }, issuer.publicJwk])

  expect(await read(await issuer.sign(claims()))).toMatchObject({ ok: true })
})

describe('numbers and texts that a library would not write', () => {
  const text = (changes: string) => JSON.stringify(claims()).replace(/}$/, `,${changes}}`)

  it('the last of two members of one name counts, for every check alike', async () => {
    const other = await read(signed(text('"aud":"https://other.example.com"')))
    const again = await read(signed(text(`"aud":"${audience}"`)))

    expect([other.ok, again.ok]).toEqual([false, true])
  })

  it.each([
    ['issued at infinity', '"iat":1e999'],
    ['issued before time began', '"iat":-1e999'],
    ['issued at a negative second', '"iat":-5'],
    ['issued at a text', `"iat":"${seconds}"`],
    ['issued at nothing', '"iat":null'],
    ['that ended at a negative second', '"exp":-5'],
    ['that ends at nothing', '"exp":null'],
    ['that ends at a list', `"exp":[${seconds + 300}]`],
    ['that begins at infinity', '"nbf":1e999'],
    ['that begins at nothing', '"nbf":null'],
    ['for a list in a list', `"aud":[["${audience}"]]`],
    ['for an object', `"aud":{"0":"${audience}"}`],
    ['of a list of issuers', `"iss":["${url}"]`],
    ['of a subject that looks alike', '"sub":"repo:acme/еtl:ref:refs/heads/main"'],
    [
      'of a subject with a character of no width',
      '"sub":"repo:acme/etl\u200b:ref:refs/heads/main"',
    ],
  ])('a token %s is nobody’s', async (_, changes) => {
    expect(await read(signed(text(changes)))).toMatchObject({ code: 'unauthenticated' })
  })

  it('a token without end is taken for an hour after it was issued, and no longer', async () => {
    const fresh = await read(signed(text('"exp":1e999')))
    const stale = await read(signed(text(`"exp":1e999,"iat":${seconds - 3_600}`)))

    expect([fresh.ok, stale.ok]).toEqual([true, false])
  })

  it.each([
    ['of a list of types', { typ: ['JWT'] }],
    ['of no type', { typ: null }],
    ['whose key is named by a path', { kid: '../../../etc/passwd' }],
    ['whose key is named by a number', { kid: 1 }],
  ])('a token %s is nobody’s', async (_, header) => {
    const token = signed(JSON.stringify(claims()), { alg: 'RS256', kid: 'key-1', ...header })

    expect(await read(token)).toMatchObject({ code: 'unauthenticated' })
  })
})

it('a refusal names the subject, so that whoever writes the trust sees what to write', async () => {
  const sub = 'repo:acme@1/etl@2:pull_request'

  expect(await read(await issuer.sign(claims({ sub })))).toMatchObject({
    detail: expect.stringContaining(sub),
  })
})
