import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { AgentView, AgentWithKeys, NewKey, TrustView } from '../../src/contract/agent.ts'
import type { EventView } from '../../src/contract/event.ts'
import type { RequestObject } from '../../src/contract/request.ts'
import { type WorkloadIssuer, workloadIssuer } from '../fakes/workload-issuer.ts'
import { exportAction, type Refusal } from '../harness/api.ts'
import { journeyPolicy } from '../harness/policy.ts'
import { type Ground, newGround, type RunningService, startHere } from '../harness/service.ts'

let ground: Ground
let service: RunningService
let issuer: WorkloadIssuer
let server: Server
/** Olga administers, and is in no group of an export. Ana administers and is in both. */
let olga: string
let ana: string

beforeAll(async () => {
  const groups = 'platform: { members: [olga@example.com, ana@example.com] }'
  ground = await newGround(`${journeyPolicy({ groups })}admins: platform\n`)
  service = await startHere(ground)
  olga = await service.api.person('olga@example.com')
  ana = await service.api.person('ana@example.com')
  await startIssuer()
})

afterAll(async () => {
  server.close()
  await service.stop()
  await ground.close()
})

/** An issuer on this machine, as development mode takes it. */
async function startIssuer(): Promise<void> {
  server = createServer((request, response) => {
    const answer = issuer.answers.get(`${issuer.issuer}${request.url}`)
    response.writeHead(answer?.status ?? 404).end(answer?.body ?? '')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the issuer has no port')
  issuer = await workloadIssuer(`http://127.0.0.1:${address.port}`, 'ES256')
}

function as<Body = Refusal>(token: string, method: string, path: string, body?: unknown) {
  return service.api.call<Body>(method, path, { token, ...(body === undefined ? {} : { body }) })
}

async function newAgent(token: string, name: string, owners: unknown[] = ['dana@example.com']) {
  const { body } = await as<AgentView & { key: string }>(token, 'POST', '/v1/agents', {
    name,
    owners,
  })
  return body
}

const trustBody = (more: object = {}) => ({
  issuer: issuer.issuer,
  audience: 'countersign',
  subject: 'repo:acme/*:ref:refs/heads/main',
  ...more,
})

const claims = () => {
  const now = Math.floor(Date.now() / 1000)
  return {
    iss: issuer.issuer,
    aud: 'countersign',
    sub: 'repo:acme/etl:ref:refs/heads/main',
    iat: now,
    exp: now + 300,
  }
}

it.each([
  ['GET', '/v1/agents'],
  ['GET', '/v1/policy'],
  ['GET', '/v1/events'],
  ['GET', '/v1/jobs?status=failed'],
  ['GET', '/v1/people'],
  ['GET', '/v1/requests'],
  ['GET', '/v1/webhook-deliveries'],
])('whoever administers may %s %s, and a person who does not may not', async (method, path) => {
  const bo = await service.api.person('bo@example.com')

  const statuses = [await as(olga, method, path), await as(bo, method, path)].map(
    ({ status }) => status,
  )

  expect(statuses).toEqual([200, path === '/v1/requests' ? 200 : 403])
})

it('an agent administers nothing, and decides nothing, whatever it shows', async () => {
  const { key, id } = await newAgent(olga, 'modest')
  await as(olga, 'POST', `/v1/agents/${id}/trust`, trustBody({ audience: 'modest' }))
  const workload = await issuer.sign({ ...claims(), aud: 'modest' })
  const request = await service.api.propose()

  for (const token of [key, workload]) {
    const answers = [
      await as(token, 'GET', '/v1/agents'),
      await as(token, 'POST', `/v1/agents/${id}/keys`, {}),
      await as(token, 'POST', '/v1/dev/tokens', { email: 'ana@example.com' }),
      await service.api.decide(token, request, 'approve'),
    ]
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403])
  }
})

it('an administrative act is on the record under the name of who did it, and the token’s as bootstrap', async () => {
  const own = await newAgent(olga, 'named')
  const bootstrapped = await newAgent(service.api.adminToken, 'nameless')
  const { body } = await as<{ data: EventView[] }>(
    olga,
    'GET',
    '/v1/events?type=agent.created&limit=10',
  )

  const of = (agent: string) => body.data.find((event) => event['agent'] === agent)
  expect(of(own.id)).toMatchObject({
    actor: { kind: 'person', name: 'olga@example.com' },
    code: null,
  })
  expect(of(bootstrapped.id)).toMatchObject({ actor: { kind: 'operator' }, code: 'bootstrap' })
})

it('whoever administers may read every request, and has no say over one by that', async () => {
  const request = await service.api.propose()

  const read = await as<RequestObject>(olga, 'GET', `/v1/requests/${request.id}`)
  const approve = await service.api.decide(olga, request, 'approve')
  const deny = await service.api.decide(olga, request, 'deny')

  expect(read.status).toBe(200)
  expect([approve, deny].map(({ body }) => body.code)).toEqual([
    'not_an_approver',
    'not_an_approver',
  ])
})

it('a key bars whoever made it, and says who that is', async () => {
  const agent = await newAgent(olga, 'keyed')
  const { body: key } = await as<NewKey>(ana, 'POST', `/v1/agents/${agent.id}/keys`, {
    expires_in: 3600,
  })
  const { body: request } = await as<RequestObject>(key.key, 'POST', '/v1/requests', exportAction)

  const refused = await service.api.decide(ana, request, 'approve')
  const { body: shown } = await as<AgentWithKeys>(olga, 'GET', `/v1/agents/${agent.id}`)

  expect(refused.body.code).toBe('self_approval')
  expect(shown.keys.map(({ made_by: maker }) => maker)).toEqual([
    'olga@example.com',
    'ana@example.com',
  ])
  expect(shown.keys[1]).toMatchObject({
    last_used_at: expect.any(String),
    expires_at: expect.any(String),
  })
})

it('a group owns an agent, and has to be one of the policy', async () => {
  const agent = await newAgent(olga, 'owned', [{ group: 'data-owners' }])
  const unknown = await as(olga, 'PATCH', `/v1/agents/${agent.id}`, {
    owners: [{ group: 'nobody' }],
  })
  const { body: request } = await as<RequestObject>(agent.key, 'POST', '/v1/requests', exportAction)

  const bo = await service.api.person('bo@example.com')
  const { body } = await service.api.decide(bo, request, 'approve')

  expect(agent.owners).toEqual([{ group: 'data-owners' }])
  expect([unknown.status, unknown.body.errors?.[0]?.pointer]).toEqual([400, '/owners/0/group'])
  expect(body.code).toBe('self_approval')
  expect(request.warnings.map(({ code }) => code)).toContain('needs_unmeetable')
})

it('a workload proposes with a token of its platform, until the trust is removed', async () => {
  const agent = await newAgent(olga, 'workload')
  const added = await as<TrustView>(ana, 'POST', `/v1/agents/${agent.id}/trust`, trustBody())
  const token = await issuer.sign(claims())

  const { status, body: request } = await as<RequestObject>(
    token,
    'POST',
    '/v1/requests',
    exportAction,
  )
  const again = await as<RequestObject>(token, 'GET', `/v1/requests/${request.id}`)
  const refused = await service.api.decide(ana, request, 'approve')
  const { body: list } = await as<{ data: TrustView[] }>(
    olga,
    'GET',
    `/v1/agents/${agent.id}/trust`,
  )
  const removed = await as(olga, 'DELETE', `/v1/agents/${agent.id}/trust/${added.body.id}`)
  const after = await as(token, 'GET', '/v1/requests')

  expect([added.status, status, again.status, removed.status, after.status]).toEqual([
    201, 201, 200, 204, 401,
  ])
  expect(request.agent.id).toBe(agent.id)
  expect(refused.body.code).toBe('self_approval')
  expect(list.data).toEqual([
    { ...added.body, made_by: 'ana@example.com', last_used_at: expect.any(String) },
  ])
})

it('a token of an issuer that no database could keep is nobody’s', async () => {
  const token = await issuer.sign({ ...claims(), iss: `${issuer.issuer}\0` })

  expect((await as(token, 'GET', '/v1/requests')).status).toBe(401)
})

it('a trust that could take another agent’s tokens is refused, also at the same moment', async () => {
  const agents = await Promise.all(
    ['one', 'two', 'three'].map((name) => newAgent(olga, `trusting-${name}`)),
  )

  const answers = await Promise.all(
    agents.map(({ id }, index) =>
      as(
        olga,
        'POST',
        `/v1/agents/${id}/trust`,
        trustBody({ audience: 'race', subject: `repo:acme/${'*'.repeat((index % 2) + 1)}` }),
      ),
    ),
  )

  expect(answers.map(({ status, body }) => [status, body.code]).sort()).toEqual([
    [201, undefined],
    [409, 'trust_overlaps'],
    [409, 'trust_overlaps'],
  ])
})

it.each([
  ['/issuer', { issuer: 'http://issuer.example.com' }, 'trust_refused'],
  ['/issuer', { issuer: 'https://user:word@issuer.example.com' }, 'trust_refused'],
  ['/issuer', { issuer: 'file:///etc/passwd' }, 'invalid_request'],
  ['/jwks_url', { jwks_url: 'http://10.0.0.1/keys' }, 'trust_refused'],
  ['/issuer', { issuer: 'https://issuer.example.com/\0' }, 'invalid_request'],
  ['/jwks_url', { jwks_url: 'https://keys.example.com/\0' }, 'invalid_request'],
  ['/audience', { audience: 'countersign\0' }, 'invalid_request'],
  ['/subject', { subject: 'repo:*' }, 'invalid_request'],
  ['/subject', { subject: '' }, 'invalid_request'],
  ['/jti', { jti: 'x' }, 'invalid_request'],
])('a trust is refused with a pointer at %s: %j', async (pointer, more, code) => {
  const [agent] = (await as<{ data: AgentView[] }>(olga, 'GET', '/v1/agents')).body.data

  const { body } = await as(olga, 'POST', `/v1/agents/${agent?.id}/trust`, trustBody(more))

  expect([body.code, body.errors?.map((fault) => fault.pointer)]).toEqual([code, [pointer]])
})
