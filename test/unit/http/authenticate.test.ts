import { beforeEach, describe, expect, it } from '@jest/globals'
import type { Principal } from '../../../src/app/ports.ts'
import { type Authentication, authenticate, refuseCaller } from '../../../src/http/authenticate.ts'
import { tokenRandomBytes, writeToken } from '../../../src/proof/verify/token.ts'
import { personRecord } from '../../fakes/records.ts'
import { answerOf } from './answer.ts'

const random = (fill: number) => new Uint8Array(tokenRandomBytes).fill(fill)
const agentKey = writeToken('csa', random(1))
const executorKey = writeToken('cse', random(2))
const personToken = writeToken('csp', random(3))
const unknown = writeToken('csa', random(4))
const adminToken = 'an-admin-token-of-thirty-two-characters'

const agent = {
  kind: 'agent',
  id: 'agt_etl',
  name: 'etl-bot',
  agentKind: 'agent',
  disabled: false,
  key: 'key_etl',
} as const
const executor = { ...agent, id: 'agt_runner', agentKind: 'executor' } as const
const person = {
  kind: 'person',
  person: personRecord('ana'),
  identity: 'idn_ana',
  token: 'tok_ana',
} as const

const workloadToken = 'eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJpIn0.c2ln'

let asked: string[] = []

const given: Authentication = {
  administratorOf: async () => null,
  agentByWorkload: async (token) => {
    asked.push(`workload ${token}`)
    return token === workloadToken
      ? { ok: true, principal: agent }
      : { ok: false, code: 'unauthenticated', detail: 'No trust takes this token.' }
  },
  adminToken,
  agentByKey: async (hash) => {
    asked.push(`agent ${hash}`)
    const found = new Map<string, Extract<Principal, { kind: 'agent' }>>([
      [agentKey.hash, agent],
      [executorKey.hash, executor],
    ])
    return found.get(hash) ?? null
  },
  personByToken: async (hash) => {
    asked.push(`person ${hash}`)
    return hash === personToken.hash ? person : null
  },
}

beforeEach(() => {
  asked = []
})

function withHeader(authorization: string | undefined) {
  return authenticate(given, {
    headers: authorization === undefined ? {} : { authorization },
  })
}

describe('authenticate', () => {
  it.each([
    { token: agentKey.token, principal: agent },
    { token: executorKey.token, principal: executor },
    { token: personToken.token, principal: person },
    { token: adminToken, principal: { kind: 'admin' } },
  ])('knows the caller of a token: $principal.kind', async ({ token, principal }) => {
    expect(await withHeader(`Bearer ${token}`)).toEqual({ ok: true, principal })
  })

  it.each(['bearer', 'BEARER', 'Bearer  '])('reads the scheme in any case: %s', async (scheme) => {
    expect(await withHeader(`${scheme} ${agentKey.token}  `)).toMatchObject({ ok: true })
  })

  it('hands on the hash of a token and never the token', async () => {
    await withHeader(`Bearer ${agentKey.token}`)
    await withHeader(`Bearer ${personToken.token}`)

    expect(asked).toEqual([`agent ${agentKey.hash}`, `person ${personToken.hash}`])
  })

  it.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    agentKey.token,
    `Basic ${agentKey.token}`,
    `Token ${agentKey.token}`,
    `Bearer ${agentKey.token} ${personToken.token}`,
    `Bearer ${agentKey.token}, Bearer ${adminToken}`,
  ])('refuses a header that is no bearer token: %j', async (header) => {
    expect(await withHeader(header)).toMatchObject({ ok: false, code: 'unauthenticated' })
    expect(asked).toEqual([])
  })

  it('says of a mistyped token that it is mistyped, and asks nobody', async () => {
    const answer = await withHeader(`Bearer ${agentKey.token.slice(0, -1)}`)

    expect(answer).toMatchObject({ ok: false, detail: expect.stringContaining('mistyped') })
    expect(asked).toEqual([])
  })

  it('says of a well-formed token that nobody has: unknown, expired or revoked', async () => {
    expect(await withHeader(`Bearer ${unknown.token}`)).toMatchObject({
      ok: false,
      detail: expect.stringContaining('revoked'),
    })
  })

  it.each([`${adminToken}x`, adminToken.slice(1), adminToken.toUpperCase(), 'eyJhbGciOi.x.y'])(
    'does not take %s for the admin token',
    async (token) => {
      expect(await withHeader(`Bearer ${token}`)).toMatchObject({ ok: false })
    },
  )
})

describe('whoever is not known', () => {
  it.each([
    ['unauthenticated', 401, ['Bearer realm="countersign"', null]],
    ['unavailable', 503, [null, '30']],
  ] as const)('is told what to do next: %s', async (code, status, [challenge, wait]) => {
    const answer = await answerOf((_request, response) =>
      refuseCaller(response, { code, detail: 'Nobody knows.' }),
    )

    expect(answer.status).toBe(status)
    expect(answer.headers.get('www-authenticate')).toBe(challenge)
    expect(answer.headers.get('retry-after')).toBe(wait)
    expect(JSON.parse(answer.text)).toMatchObject({ code, detail: 'Nobody knows.' })
  })
})
