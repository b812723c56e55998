import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { RequestObject } from '../../src/contract/request.ts'
import type { Refusal } from '../harness/api.ts'
import { rowsOf } from '../harness/rows.ts'
import { type Ground, newGround, type RunningService, startHere } from '../harness/service.ts'

const callers = [
  'nobody',
  'garbage',
  'mistyped',
  'expired',
  'revoked',
  'disabled',
  'executor',
  'other agent',
  'own agent',
  'stranger',
  'approver',
  'admin',
] as const
type Caller = (typeof callers)[number]

let ground: Ground
let service: RunningService
let tokens: Record<Caller, string | null>
let request: RequestObject
let address: Record<string, string>

beforeAll(async () => {
  ground = await newGround()
  service = await startHere(ground)
  tokens = await arrangeTokens()
  request = await service.api.propose()
  const { id, keys } = await agentWithKeys('addressed')
  address = { '{request}': request.id, '{agent}': id, '{key}': keys[0]?.id ?? '' }
})

afterAll(async () => {
  await service.stop()
  await ground.close()
})

async function agentWithKeys(name: string) {
  const { api } = service
  const { id, key } = await api.agent(name)
  const { body } = await api.call<{ keys: { id: string }[] }>('GET', `/v1/agents/${id}`, {
    token: api.adminToken,
  })
  return { id, key, keys: body.keys }
}

async function arrangeTokens(): Promise<Record<Caller, string | null>> {
  const { api } = service
  const admin = { token: api.adminToken }
  const revoked = await agentWithKeys('revoked')
  await api.call('DELETE', `/v1/agents/${revoked.id}/keys/${revoked.keys[0]?.id}`, admin)
  const expired = await agentWithKeys('expired')
  await rowsOf(
    ground.database.owner,
    `update agent_key set expires_at = now() - interval '1 second' where id = $1`,
    [expired.keys[0]?.id],
  )
  const disabled = await agentWithKeys('disabled')
  await api.call('PATCH', `/v1/agents/${disabled.id}`, { ...admin, body: { disabled: true } })
  const lastDigit = api.agentKey.endsWith('0') ? '1' : '0'
  return {
    nobody: null,
    garbage: 'hunter2-hunter2-hunter2-hunter2-hunter2',
    mistyped: `${api.agentKey.slice(0, -1)}${lastDigit}`,
    expired: expired.key,
    revoked: revoked.key,
    disabled: disabled.key,
    executor: (await api.agent('executor', { kind: 'executor' })).key,
    'other agent': (await api.agent('other')).key,
    'own agent': api.agentKey,
    stranger: await api.person('eve@example.com'),
    approver: await api.person('cy@example.com'),
    admin: api.adminToken,
  }
}

/** Those who get past the door of an endpoint, with what they then find; everyone else is refused at the door. */
type Admitted = Partial<Record<Caller, number>>

const readers: Admitted = {
  'own agent': 200,
  'other agent': 404,
  stranger: 404,
  approver: 200,
  admin: 200,
}
const agents = (own: number, other: number): Admitted => ({
  'own agent': own,
  'other agent': other,
})
const admin = (status: number): Admitted => ({ admin: status })

const endpoints: [string, Admitted, unknown?][] = [
  ['POST /v1/requests', agents(400, 400), {}],
  ['GET /v1/requests', { ...readers, 'other agent': 200, stranger: 200 }],
  ['GET /v1/requests/{request}', readers],
  ['GET /v1/requests/{request}?wait=60', { stranger: 404, 'other agent': 404 }],
  ['GET /v1/requests/{request}/events', readers],
  ['GET /v1/requests/{request}/payload', readers],
  ['POST /v1/requests/{request}/cancel', agents(400, 400), { reason: 5 }],
  ['POST /v1/requests/{request}/decisions', { stranger: 400, approver: 400 }, {}],
  ['POST /v1/agents', admin(400), {}],
  ['GET /v1/agents', admin(200)],
  ['GET /v1/agents/{agent}', admin(200)],
  ['PATCH /v1/agents/{agent}', admin(400), { owners: [] }],
  ['POST /v1/agents/{agent}/keys', admin(400), { expires_in: 0 }],
  ['DELETE /v1/agents/{agent}/keys/key_01k9xv2m4te8wb1q0zr7y5h3ad', admin(404)],
  ['GET /v1/policy', admin(200)],
  ['POST /v1/policy/check', admin(400), {}],
  ['GET /v1/events', admin(200)],
  ['GET /v1/jobs', admin(200)],
  ['POST /v1/jobs/1/retry', admin(404)],
  ['POST /v1/dev/tokens', admin(400), {}],
]

const unauthenticated: Caller[] = ['nobody', 'garbage', 'mistyped', 'expired', 'revoked']
const codes: Record<number, string> = {
  400: 'invalid_request',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
}

const cases = endpoints.flatMap(([endpoint, admitted, body]) =>
  callers
    .filter((caller) => !endpoint.includes('wait') || caller in admitted)
    .map((caller) => {
      const atTheDoor = unauthenticated.includes(caller) ? 401 : 403
      return { endpoint, caller, status: admitted[caller] ?? atTheDoor, body }
    }),
)

function addressOf(endpoint: string): [string, string] {
  const [method = '', template = ''] = endpoint.split(' ')
  return [method, template.replace(/\{\w+\}/, (name) => address[name] ?? name)]
}

describe('who calls', () => {
  it.each(cases)('$endpoint answers $status to $caller', async ({ endpoint, caller, ...given }) => {
    const [method, path] = addressOf(endpoint)

    const { status, headers, body } = await service.api.call<Refusal>(method, path, {
      token: tokens[caller],
      body: given.body,
    })

    expect(status).toBe(given.status)
    if (status !== 200) expect(body.code).toBe(codes[status])
    expect(headers.get('www-authenticate') !== null).toBe(status === 401)
  })

  it.each(['Basic YWRtaW46YWRtaW4=', 'Bearer', 'Bearer ', 'csa_0', 'Bearer a b'])(
    'is nobody with the header %j',
    async (authorization) => {
      const { status } = await service.api.call('GET', '/v1/requests', {
        token: null,
        headers: { authorization },
      })

      expect(status).toBe(401)
    },
  )

  it('is told a typo from a token that is unknown, expired or revoked', async () => {
    const detailOf = async (caller: Caller) => {
      const options = { token: tokens[caller] }
      return (await service.api.call('GET', '/v1/requests', options)).body['detail']
    }

    expect(await detailOf('mistyped')).toMatch('checksum')
    expect(await detailOf('revoked')).toBe(await detailOf('expired'))
    expect(await detailOf('revoked')).not.toMatch('checksum')
  })
})

it('another agent can neither cancel a request nor tell it from one that does not exist', async () => {
  const token = tokens['other agent']
  const cancel = (id: string) =>
    service.api.call('POST', `/v1/requests/${id}/cancel`, { token, body: {} })

  const foreign = await cancel(request.id)
  const unknown = await cancel('req_01k9xv2m4te8wb1q0zr7y5h3ad')

  expect(foreign.status).toBe(404)
  expect(foreign.body).toEqual(unknown.body)
  expect((await service.api.read(request.id)).status).toBe('pending')
})

it.each(['own agent', 'other agent', 'executor', 'admin'] satisfies Caller[])(
  'nobody but a person decides, whatever they send: %s',
  async (caller) => {
    const { status } = await service.api.call('POST', `/v1/requests/${request.id}/decisions`, {
      token: tokens[caller],
      body: { decision: 'approve', digest: request.digest },
    })

    expect(status).toBe(403)
    expect((await service.api.read(request.id)).status).toBe('pending')
  },
)

it('no token is stored, in any table, but as its SHA-256', async () => {
  const tables = await rowsOf<{ name: string }>(
    ground.database.owner,
    `select quote_ident(table_schema) || '.' || quote_ident(table_name) as name
     from information_schema.tables
     where table_type = 'BASE TABLE' and table_schema in ('public', 'graphile_worker')`,
  )
  const contents = await Promise.all(
    tables.map(async ({ name }) =>
      JSON.stringify(await rowsOf(ground.database.owner, `select t::text as row from ${name} t`)),
    ),
  )
  const everything = contents.join('\n')
  const secrets = Object.values(tokens).flatMap((token) => (token === null ? [] : [token.slice(4)]))

  expect(tables.map(({ name }) => name)).toContain('public.agent_key')
  expect(everything).toContain('cy@example.com')
  expect(secrets.filter((secret) => everything.includes(secret))).toEqual([])
})
