import { constants, createHmac, KeyObject, sign } from 'node:crypto'
import { beforeEach, describe, expect, it } from '@jest/globals'
import { exportSPKI, generateKeyPair, importJWK } from 'jose'
import type { TrustRecord } from '../../../../src/app/ports.ts'
import { createKeySets } from '../../../../src/http/workload/key-sets.ts'
import { createWorkloadReader } from '../../../../src/http/workload/read-workload.ts'
import { type Claims, type WorkloadIssuer, workloadIssuer } from '../../../fakes/workload-issuer.ts'

const now = new Date('2026-03-01T12:00:00Z')
const seconds = now.getTime() / 1000
const audience = 'https://countersign.example.com'
const github = 'https://token.actions.githubusercontent.com'

const agent = (id: `agt_${string}`, key: `trs_${string}`) =>
  ({ kind: 'agent', id, name: id, agentKind: 'agent', disabled: false, key }) as const

function trust(changes: Partial<TrustRecord> = {}): TrustRecord {
  return {
    audience,
    subject: 'repo:acme/*:ref:refs/heads/main',
    jwksUrl: null,
    noteDue: false,
    agent: agent('agt_ci', 'trs_ci'),
    ...changes,
  }
}

let issuer: WorkloadIssuer
let clockMs = 0
let noted: string[] = []
let faults = 0

beforeEach(() => {
  clockMs = 0
  noted = []
  faults = 0
})

function readerOf(trusts: Record<string, TrustRecord[]>, fetch = issuer.fetch) {
  const keySets = createKeySets({
    fetch,
    mode: 'production',
    nowMs: () => clockMs,
    onFault: () => {
      faults += 1
    },
  })
  const workloads = {
    trustsOf: async (name: string) => ({ now, trusts: trusts[name] ?? [] }),
    noteUse: async (key: string) => {
      noted.push(key)
    },
  }
  return createWorkloadReader({ workloads, keySets })
}

/** What GitHub Actions says of a run on the main branch. */
const claims = (changes: Claims = {}): Claims => ({
  iss: github,
  aud: audience,
  sub: 'repo:acme/etl:ref:refs/heads/main',
  iat: seconds - 10,
  nbf: seconds - 10,
  exp: seconds + 290,
  jti: 'one-and-the-same',
  ...changes,
})

describe('a token of GitHub Actions', () => {
  beforeEach(async () => {
    issuer = await workloadIssuer(github)
  })

  it('is the key of the one agent that trusts it, as often as it is shown', async () => {
    const read = readerOf({ [github]: [trust()] })
    const token = await issuer.sign(claims())

    const readings = [await read(token), await read(token)]

    const known = { ok: true, principal: agent('agt_ci', 'trs_ci') }
    expect(readings).toEqual([known, known])
    expect(issuer.asked).toEqual([`${github}/.well-known/openid-configuration`, `${github}/keys`])
  })

  it('is noted as used where that was not noted lately', async () => {
    const read = readerOf({ [github]: [trust({ noteDue: true })] })

    await read(await issuer.sign(claims()))

    expect(noted).toEqual(['trs_ci'])
  })

  it('is taken by keys from an address that the trust gives, without discovery', async () => {
    const jwksUrl = `${github}/keys`
    const read = readerOf({ [github]: [trust({ jwksUrl })] })

    expect(await read(await issuer.sign(claims()))).toMatchObject({ ok: true })
    expect(issuer.asked).toEqual([jwksUrl])
  })

  it('may name another audience beside ours, where nobody else trusts that', async () => {
    const read = readerOf({ [github]: [trust()] })

    expect(await read(await issuer.sign(claims({ aud: ['other', audience] })))).toMatchObject({
      ok: true,
    })
  })

  it('is taken within a minute of what clocks may differ by', async () => {
    const read = readerOf({ [github]: [trust()] })
    const early = claims({ iat: seconds + 50, nbf: seconds + 50 })
    const late = claims({ exp: seconds - 50 })

    for (const one of [early, late]) {
      expect(await read(await issuer.sign(one))).toMatchObject({ ok: true })
    }
  })

  it('asks nobody for keys where no agent trusts its issuer', async () => {
    const read = readerOf({ [github]: [trust()] })

    const reading = await read(await issuer.sign(claims({ iss: 'https://evil.example' })))

    expect(reading).toMatchObject({ ok: false, code: 'unauthenticated' })
    expect(issuer.asked).toEqual([])
  })
})

describe('tokens of other platforms', () => {
  it.each([
    {
      platform: 'a service account of Kubernetes',
      alg: 'RS256',
      iss: 'https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE',
      aud: [audience],
      sub: 'system:serviceaccount:etl:exporter',
      pattern: 'system:serviceaccount:etl:*',
      more: { 'kubernetes.io': { namespace: 'etl', serviceaccount: { name: 'exporter' } } },
      header: {},
    },
    {
      platform: 'a managed identity of Entra',
      alg: 'RS256',
      iss: 'https://login.microsoftonline.com/0b6e1f52-7c1d-4a63-9f0e-2d1c3b4a5f60/v2.0',
      aud: 'api://countersign',
      sub: '5f1c2d3e-0000-4b5c-8d9e-aabbccddeeff',
      pattern: '5f1c2d3e-0000-4b5c-8d9e-aabbccddeeff',
      more: { tid: '0b6e1f52-7c1d-4a63-9f0e-2d1c3b4a5f60', ver: '2.0', idtyp: 'app' },
      header: { typ: 'JWT' },
    },
    {
      platform: 'a JWT-SVID of SPIFFE, which has no nbf',
      alg: 'ES256',
      iss: 'https://spire.example.org',
      aud: [audience],
      sub: 'spiffe://example.org/ns/etl/sa/exporter',
      pattern: 'spiffe://example.org/ns/etl/**',
      more: { nbf: undefined },
      header: { typ: 'JOSE' },
    },
  ])('$platform', async ({ alg, iss, aud, sub, pattern, more, header }) => {
    issuer = await workloadIssuer(iss, alg)
    const one = trust({ audience: [aud].flat()[0] ?? '', subject: pattern })
    const read = readerOf({ [iss]: [one] })

    expect(await read(await issuer.sign(claims({ iss, aud, sub, ...more }), header))).toMatchObject(
      {
        ok: true,
      },
    )
  })

  it('a bundle of SPIFFE marks its keys by a use of their own, and its X.509 keys are not for tokens', async () => {
    const iss = 'https://spire.example.org'
    issuer = await workloadIssuer(iss, 'ES256')
    const bundle = (use: string) =>
      issuer.answers.set(`${iss}/keys`, {
        status: 200,
        body: JSON.stringify({ keys: [{ ...issuer.publicJwk, alg: undefined, use }] }),
      })
    const token = await issuer.sign(claims({ iss }))

    bundle('x509-svid')
    const bySvid = await readerOf({ [iss]: [trust()] })(token)
    bundle('jwt-svid')
    const byJwt = await readerOf({ [iss]: [trust()] })(token)

    expect([bySvid.ok, byJwt.ok]).toEqual([false, true])
  })
})

describe('a hostile token', () => {
  beforeEach(async () => {
    issuer = await workloadIssuer(github)
  })

  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const unsigned = (header: object, body: object, signature = '') =>
    `${encode(header)}.${encode(body)}.${signature}`

  /** Signed with a header that a library would not sign. */
  const byHand = (header: { alg: string } & Claims) => {
    const text = `${encode(header)}.${encode(claims())}`
    const key = KeyObject.from(issuer.key)
    const padding =
      header.alg === 'PS256' ? constants.RSA_PKCS1_PSS_PADDING : constants.RSA_PKCS1_PADDING
    const options = { key, padding, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    return `${text}.${sign('sha256', Buffer.from(text), options).toString('base64url')}`
  }

  it('is made by the means that make a good one', async () => {
    const read = readerOf({ [github]: [trust()] })

    expect(await read(byHand({ alg: 'RS256', kid: 'key-1' }))).toMatchObject({ ok: true })
  })

  const ours =
    (changes: Claims, header = {}) =>
    () =>
      issuer.sign(claims(changes), header)
  const cases: [string, () => Promise<string>][] = [
    ['without a signature (alg none)', async () => unsigned({ alg: 'none' }, claims())],
    ['without a signature (alg NONE)', async () => unsigned({ alg: 'NONE' }, claims())],
    [
      'without a signature under a good alg',
      async () => unsigned({ alg: 'RS256', kid: 'key-1' }, claims(), 'AA'),
    ],
    [
      'signed with the public key as a secret (HS256)',
      async () => {
        const secret = await exportSPKI((await importJWK(issuer.publicJwk, 'RS256')) as never)
        const text = `${encode({ alg: 'HS256', kid: 'key-1' })}.${encode(claims())}`
        return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
      },
    ],
    [
      'signed by another key under a known kid',
      async () => issuer.sign(claims(), {}, (await generateKeyPair('RS256')).privateKey),
    ],
    [
      'that brings its own key (jwk)',
      async () => {
        const { privateKey } = await generateKeyPair('RS256')
        return issuer.sign(claims(), { jwk: issuer.publicJwk }, privateKey)
      },
    ],
    [
      'that says where its keys are (jku), of an unknown kid',
      ours({}, { jku: 'https://evil.example/keys', kid: 'evil' }),
    ],
    ['of a kid that the issuer does not have', ours({}, { kid: 'key-9' })],
    ['with another algorithm of the same key', async () => byHand({ alg: 'PS256', kid: 'key-1' })],
    [
      'with a critical header that we do not know',
      async () => byHand({ alg: 'RS256', kid: 'key-1', crit: ['x'], x: 1 }),
    ],
    [
      'whose claims are not encoded',
      async () => byHand({ alg: 'RS256', kid: 'key-1', crit: ['b64'], b64: false }),
    ],
    ['that is a grant', ours({}, { typ: 'countersign-grant+jwt' })],
    ['that is a logout token', ours({}, { typ: 'logout+jwt' })],
    ['of a proof of possession', ours({}, { typ: 'dpop+jwt' })],
    [
      'that was changed after its signing',
      async () => {
        const [header, , signature] = (
          await issuer.sign(claims({ sub: 'repo:evil/x:ref:refs/heads/main' }))
        ).split('.')
        return `${header}.${encode(claims())}.${signature}`
      },
    ],
    ['for another audience', ours({ aud: 'https://other.example.com' })],
    ['for no audience', ours({ aud: undefined })],
    ['for an audience that only begins alike', ours({ aud: `${audience}.evil.example` })],
    ['for an audience in other letters', ours({ aud: audience.toUpperCase() })],
    ['of an issuer that only ends otherwise', ours({ iss: `${github}/` })],
    ['of an issuer in other letters', ours({ iss: github.toUpperCase() })],
    ['of no issuer', ours({ iss: undefined })],
    ['of no subject', ours({ sub: undefined })],
    ['of another branch', ours({ sub: 'repo:acme/etl:ref:refs/heads/main2' })],
    ['of a pull request', ours({ sub: 'repo:acme/etl:pull_request' })],
    ['of another organisation', ours({ sub: 'repo:acme-evil/etl:ref:refs/heads/main' })],
    ['whose repository is left out', ours({ sub: 'repo:acme/:ref:refs/heads/main' })],
    [
      'whose repository smuggles a segment',
      ours({ sub: 'repo:acme/x:ref:refs/heads/main:ref:refs/heads/main' }),
    ],
    ['whose repository smuggles a path', ours({ sub: 'repo:acme/x/y:ref:refs/heads/main' })],
    ['with a line after its subject', ours({ sub: 'repo:acme/etl:ref:refs/heads/main\n' })],
    ['whose subject is a list', ours({ sub: ['repo:acme/etl:ref:refs/heads/main'] })],
    ['that is expired', ours({ exp: seconds - 61 })],
    ['that never expires', ours({ exp: undefined })],
    ['whose end is a text', ours({ exp: String(seconds + 300) })],
    ['that is not valid yet', ours({ nbf: seconds + 61 })],
    ['whose begin is a text', ours({ nbf: 'now' })],
    ['that does not say when it was issued', ours({ iat: undefined })],
    ['that was issued in the future', ours({ iat: seconds + 61 })],
    [
      'that was issued over an hour ago and still lives',
      ours({ iat: seconds - 3600, exp: seconds + 86_400 }),
    ],
    ['that is too long', ours({ padding: 'x'.repeat(9_000) })],
    ['that is no JSON', async () => 'eyJhbGciOiJSUzI1NiJ9.bm90IGpzb24.AAAA'],
    [
      'that is encrypted, or seems so',
      async () => `${unsigned({ alg: 'dir', enc: 'A256GCM' }, claims())}.x.y`,
    ],
  ]

  it.each(cases)('%s is nobody', async (_, make) => {
    const read = readerOf({ [github]: [trust()] })

    const reading = await read(await make())

    expect(reading).toEqual({ ok: false, code: 'unauthenticated', detail: expect.any(String) })
    expect(noted).toEqual([])
    expect(issuer.asked.filter((url) => !url.startsWith(`${github}/`))).toEqual([])
  })

  it('whose audiences two agents trust is nobody', async () => {
    const two = [trust(), trust({ audience: 'other', agent: agent('agt_other', 'trs_other') })]
    const read = readerOf({ [github]: two })

    expect(await read(await issuer.sign(claims({ aud: [audience, 'other'] })))).toMatchObject({
      ok: false,
    })
  })

  it.each([
    ['is of another issuer', { issuer: 'https://evil.example', jwks_uri: `${github}/keys` }],
    ['leads to plain http', { issuer: github, jwks_uri: 'http://keys.example.com/keys' }],
    ['leads to this machine', { issuer: github, jwks_uri: 'https://127.0.0.1/keys' }],
    ['leads to a file', { issuer: github, jwks_uri: 'file:///etc/passwd' }],
    ['has no keys', { issuer: github }],
  ])('is nobody where the discovery document %s', async (_, document) => {
    const address = `${github}/.well-known/openid-configuration`
    issuer.answers.set(address, { status: 200, body: JSON.stringify(document) })
    const read = readerOf({ [github]: [trust()] })

    const reading = await read(await issuer.sign(claims()))

    expect(reading).toMatchObject({ ok: false, code: 'unavailable' })
    expect([issuer.asked, faults]).toEqual([[address], 1])
  })
})

describe('keys', () => {
  beforeEach(async () => {
    issuer = await workloadIssuer(github)
  })

  it('that are new are fetched when a token of theirs comes, at most every half minute', async () => {
    const read = readerOf({ [github]: [trust()] })
    await read(await issuer.sign(claims()))
    await issuer.rotate()
    const token = await issuer.sign(claims())

    const atOnce = await read(token)
    const asked = issuer.asked.length
    clockMs = 30_000
    const later = await read(token)

    expect([atOnce.ok, later.ok]).toEqual([false, true])
    expect([asked, issuer.asked.length]).toEqual([2, 4])
  })

  it('are not asked for by a flood of unknown ones', async () => {
    const read = readerOf({ [github]: [trust()] })
    await read(await issuer.sign(claims()))
    clockMs = 60_000

    for (let index = 0; index < 20; index += 1) {
      await read(await issuer.sign(claims(), { kid: `evil-${index}` }))
    }

    expect(issuer.asked).toHaveLength(4)
  })

  it('are asked for once by many at a time', async () => {
    const read = readerOf({ [github]: [trust()] })
    const token = await issuer.sign(claims())

    const readings = await Promise.all(Array.from({ length: 10 }, () => read(token)))

    expect(readings.every(({ ok }) => ok)).toBe(true)
    expect(issuer.asked).toHaveLength(2)
  })

  it('last for an hour where the issuer is out, and no longer', async () => {
    const read = readerOf({ [github]: [trust()] })
    const token = await issuer.sign(claims())
    await read(token)
    issuer.answers.clear()

    clockMs = 59 * 60_000
    const within = await read(token)
    clockMs = 61 * 60_000
    const after = await read(token)

    expect(within.ok).toBe(true)
    expect(after).toMatchObject({ ok: false, code: 'unavailable' })
  })

  it('that are withdrawn are not taken any more once they were fetched again', async () => {
    const read = readerOf({ [github]: [trust()] })
    const token = await issuer.sign(claims())
    await read(token)
    await issuer.rotate()

    clockMs = 11 * 60_000

    expect(await read(token)).toMatchObject({ ok: false })
  })
})
