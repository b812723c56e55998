import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import type { EventView } from '../../src/contract/event.ts'
import type { Consumed, KeySet } from '../../src/contract/grant.ts'
import type { RequestObject } from '../../src/contract/request.ts'
import { verifyGrant } from '../../src/proof/verify/verify-grant.ts'
import type { Refusal } from '../harness/api.ts'
import { approve, grantOf } from '../harness/approval.ts'
import { journeyPolicy, putInForce } from '../harness/policy.ts'
import { rowsOf } from '../harness/rows.ts'
import { type Ground, newGround, type RunningService, startHere } from '../harness/service.ts'

const rules = (more = '') => `
  - name: deploys
    match: { action: "app.deploy" }
    then: review
    review: { needs: [ { group: operators, count: 1 } ], expires_in: 30m, execute_within: 2h }
  - name: peeks
    match: { action: "db.peek" }
    then: allow
    execute_within: 10m
${more}`

let ground: Ground
let service: RunningService

beforeAll(async () => {
  ground = await newGround(journeyPolicy({ rules: rules() }))
  service = await startHere(ground)
})

afterAll(async () => {
  await service.stop()
  await ground.close()
})

const deploy = {
  action: 'app.deploy',
  resource: 'cluster/eu',
  environment: 'production',
  payload: { image: 'web@sha256:77', replicas: 3 },
}

async function approved(proposal: object = deploy): Promise<RequestObject> {
  return approve(service.api, await service.api.propose(proposal), ['pia'])
}

type Use = Record<string, unknown>

function consume(grant: string, action: Use = deploy, token = service.api.agentKey) {
  return service.api.call<Consumed & Refusal>('POST', '/v1/grants/consume', {
    token,
    body: { grant, ...action },
  })
}

function report(request: RequestObject, body: object, token = service.api.agentKey) {
  return service.api.call<RequestObject & Refusal>('POST', `/v1/requests/${request.id}/outcome`, {
    token,
    body,
  })
}

function revoke(request: RequestObject, token: string, body: object = {}) {
  return service.api.call<RequestObject & Refusal>('POST', `/v1/requests/${request.id}/revoke`, {
    token,
    body,
  })
}

async function eventsOf(request: RequestObject): Promise<EventView[]> {
  const { body } = await service.api.call<{ data: EventView[] }>(
    'GET',
    `/v1/requests/${request.id}/events`,
  )
  return body.data
}

async function publicKeys(): Promise<KeySet> {
  const { body } = await service.api.call<KeySet>('GET', '/.well-known/jwks.json', { token: null })
  return body
}

describe('a grant', () => {
  it('says who approved what, in a signature that anybody can check', async () => {
    const request = await approved()
    const grant = grantOf(request)
    const [key] = (await publicKeys()).keys

    expect(decodeProtectedHeader(grant)).toEqual({
      alg: 'EdDSA',
      typ: 'countersign-grant+jwt',
      kid: key?.kid,
    })
    const claims = decodeJwt(grant)
    expect(claims).toMatchObject({
      iss: service.url,
      aud: service.url,
      sub: request.agent.id,
      request: request.id,
      digest: request.digest,
      policy: request.policy.version,
      approvals: [{ person: 'pia@example.com', group: 'operators', surface: 'api' }],
      authorization_details: [
        {
          type: 'countersign_action',
          action: 'app.deploy',
          resource: 'cluster/eu',
          environment: 'production',
        },
      ],
      log: null,
    })
    expect(Number(claims.exp) - Number(claims.iat)).toBe(300)
    const options = { issuer: service.url, jwks: await publicKeys() }
    expect(await verifyGrant(grant, deploy, options)).toMatchObject({ ok: true })
  })

  it('lasts as long as the policy says, and is signed afresh at each reading under one name', async () => {
    const request = await approved()
    const again = await service.api.read(request.id)

    expect(request.grant_status).toBe('unused')
    const until = new Date(request.verdict?.grant_expires_at ?? 0).getTime()
    expect(until - new Date(request.decided_at ?? 0).getTime()).toBe(2 * 60 * 60 * 1_000)
    expect(decodeJwt(grantOf(again)).jti).toBe(decodeJwt(grantOf(request)).jti)
  })

  it('comes at once with an action that the policy allows, for as long as its rule says', async () => {
    const read = { action: 'db.peek', payload: { rows: 1 } }
    const request = await service.api.propose(read)

    expect(request).toMatchObject({ status: 'approved', grant_status: 'unused' })
    const until = new Date(request.verdict?.grant_expires_at ?? 0).getTime()
    expect(until - new Date(request.decided_at ?? 0).getTime()).toBe(10 * 60 * 1_000)
    expect(await consume(grantOf(request), read)).toMatchObject({ status: 200 })
  })

  it('is shown to nobody but its own agent', async () => {
    const request = await approved()
    for (const token of [await service.api.person('pia@example.com'), service.api.adminToken]) {
      const { body } = await service.api.call<RequestObject>('GET', `/v1/requests/${request.id}`, {
        token,
      })
      expect(body.verdict?.grant).toBeNull()
    }
  })

  it('is none for what was denied', async () => {
    const request = await service.api.propose(deploy)
    await service.api.decide(await service.api.person('pia@example.com'), request, 'deny')

    const settled = await service.api.read(request.id)

    expect(settled).toMatchObject({ grant_status: null, verdict: { grant: null } })
  })
})

describe('a use', () => {
  it('is taken once, for exactly the action, and recorded', async () => {
    const request = await approved()
    const grant = grantOf(request)
    const respelled = { ...deploy, payload: { replicas: 3.0, image: 'web@sha256:77' } }

    const used = await consume(grant, respelled)

    expect(used).toMatchObject({ status: 200, body: { request: request.id } })
    expect(await consume(grant)).toMatchObject({
      status: 409,
      body: { code: 'grant_already_used' },
    })
    const after = await service.api.read(request.id)
    expect(after).toMatchObject({ grant_status: 'used', verdict: { grant: null } })
    const types = (await eventsOf(request)).map(({ type, code }) => [type, code])
    expect(types.slice(-2)).toEqual([
      ['grant.consumed', null],
      ['grant.refused', 'grant_already_used'],
    ])
  })

  it('has one winner in a race, whichever reading of the grant each has', async () => {
    const request = await approved()
    const grants = [grantOf(request), grantOf(await service.api.read(request.id))]

    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) => consume(grants[index % 2] ?? '')),
    )

    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ body }) => body.code === 'grant_already_used')).toHaveLength(39)
  })

  it.each<[string, Use]>([
    ['another action', { action: 'app.delete' }],
    ['another resource', { resource: 'cluster/us' }],
    ['no environment', { environment: null }],
    ['somebody it acts for', { on_behalf_of: 'ana@example.com' }],
    ['another value', { payload: { ...deploy.payload, replicas: 4 } }],
    ['one more value', { payload: { ...deploy.payload, force: true } }],
    ['another type of value', { payload: { ...deploy.payload, replicas: '3' } }],
    ['no payload', { payload: undefined }],
  ])('is refused for %s, and leaves the grant unused', async (_, change) => {
    const request = await approved()
    const grant = grantOf(request)

    expect(await consume(grant, { ...deploy, ...change })).toMatchObject({
      status: 409,
      body: { code: 'action_mismatch' },
    })
    expect(await consume(grant)).toMatchObject({ status: 200 })
  })

  it('is for its agent, or an executor that names it', async () => {
    const request = await approved()
    const grant = grantOf(request)
    const other = await service.api.agent('other-bot')
    const executor = await service.api.agent('runner', { kind: 'executor' })
    const asExecutor = (agent?: string) => consume(grant, { ...deploy, agent }, executor.key)

    const notYours = { status: 403, body: { code: 'grant_not_yours' } }
    expect(await consume(grant, deploy, other.key)).toMatchObject(notYours)
    expect(await consume(grant, { ...deploy, agent: request.agent.id }, other.key)).toMatchObject(
      notYours,
    )
    expect(await asExecutor(other.id)).toMatchObject(notYours)
    expect(await asExecutor()).toMatchObject({ status: 400, body: { code: 'invalid_request' } })
    expect(await asExecutor(request.agent.id)).toMatchObject({ status: 200 })
  })

  it('is nobody else’s: people and administrators do not run actions', async () => {
    const grant = grantOf(await approved())
    for (const token of [service.api.adminToken, await service.api.person('pia@example.com')]) {
      expect(await consume(grant, deploy, token)).toMatchObject({
        status: 403,
        body: { code: 'forbidden' },
      })
    }
  })

  it('is refused where an approver is disabled by now, or the agent is', async () => {
    const agent = await service.api.agent('shortlived')
    const executor = await service.api.agent('late-runner', { kind: 'executor' })
    const { body: request } = await service.api.call<RequestObject>('POST', '/v1/requests', {
      token: agent.key,
      body: deploy,
    })
    const grant = grantOf(await approve(service.api, request, ['olga'], agent.key))
    const use = () => consume(grant, { ...deploy, agent: agent.id }, executor.key)

    const olga = `(select person_id from person_email where email = 'olga@example.com')`
    await rowsOf(ground.database.owner, `update person set disabled_at = now() where id = ${olga}`)
    expect(await use()).toMatchObject({ status: 409, body: { code: 'policy_changed' } })
    await rowsOf(ground.database.owner, `update person set disabled_at = null where id = ${olga}`)
    await service.api.call('PATCH', `/v1/agents/${agent.id}`, {
      token: service.api.adminToken,
      body: { disabled: true },
    })
    expect(await use()).toMatchObject({ status: 409, body: { code: 'grant_revoked' } })
    expect(await consume(grant, deploy, agent.key)).toMatchObject({ status: 403 })
  })

  it('is refused to a key that was revoked while its call was still coming in', async () => {
    const request = await approved()
    const executor = await service.api.agent('slow-runner', { kind: 'executor' })
    const body = JSON.stringify({ grant: grantOf(request), ...deploy, agent: request.agent.id })
    const call = httpRequest(`${service.url}/v1/grants/consume`, {
      method: 'POST',
      headers: { authorization: `Bearer ${executor.key}`, 'content-length': body.length },
    })
    const answered = once(call, 'response')
    call.write(body.slice(0, 10))
    // Long enough for the service to know the caller; where it is not, the call is refused all the sooner.
    await pause(500)

    await service.api.call('PATCH', `/v1/agents/${executor.id}`, {
      token: service.api.adminToken,
      body: { disabled: true },
    })
    call.end(body.slice(10))
    const [answer] = await answered

    answer.resume()
    expect(answer.statusCode).toBe(403)
    expect((await service.api.read(request.id)).grant_status).toBe('unused')
  })

  it('is refused when its time is over, by the clock of the database', async () => {
    const request = await approved()
    const grant = grantOf(request)
    await rowsOf(
      ground.database.owner,
      `update request set grant_until = now() - interval '1 ms' where id = '${request.id}'`,
    )

    expect(await consume(grant)).toMatchObject({ status: 410, body: { code: 'grant_expired' } })
    expect(await service.api.read(request.id)).toMatchObject({
      grant_status: 'expired',
      verdict: { grant: null },
    })
  })

  it('is refused for what is no grant', async () => {
    for (const text of ['', 'x.y.z', `${grantOf(await approved())}A`]) {
      expect(await consume(text)).toMatchObject({ status: 400, body: { code: 'grant_invalid' } })
    }
  })
})

describe('an approval', () => {
  it('can be taken back by whoever gave it while it is unused, and by the administrator', async () => {
    for (const token of [await service.api.person('pia@example.com'), service.api.adminToken]) {
      const request = await approved()
      const grant = grantOf(request)

      const revoked = await revoke(request, token, { reason: 'the wrong image' })

      expect(revoked).toMatchObject({ status: 200, body: { grant_status: 'revoked' } })
      expect((await revoke(request, token)).status).toBe(200)
      expect(await consume(grant)).toMatchObject({ status: 409, body: { code: 'grant_revoked' } })
      const last = (await eventsOf(request)).find(({ type }) => type === 'grant.revoked')
      expect(last).toMatchObject({ commitments: { reason: expect.any(String) } })
    }
  })

  it('cannot be taken back by anybody else, or once it was used', async () => {
    const request = await approved()
    const olga = await service.api.person('olga@example.com')
    const pia = await service.api.person('pia@example.com')

    expect(await revoke(request, olga)).toMatchObject({ status: 403, body: { code: 'forbidden' } })
    expect((await revoke(request, service.api.agentKey)).status).toBe(403)
    await consume(grantOf(request))
    expect(await revoke(request, pia)).toMatchObject({
      status: 409,
      body: { code: 'grant_already_used' },
    })
    const pending = await service.api.propose(deploy)
    expect(await revoke(pending, service.api.adminToken)).toMatchObject({
      status: 409,
      body: { code: 'no_grant' },
    })
  })

  it('counts only while the policy in force would still let the action run', async () => {
    const request = await approved()
    const grant = grantOf(request)
    const stricter = `
  - name: two-people
    match: { action: "app.deploy" }
    then: review
    review: { needs: [ { group: security, count: 1 } ], expires_in: 30m }
`
    const put = (more?: string) =>
      putInForce(ground.policyFile, service.api, journeyPolicy({ rules: rules(more) }))
    await put(stricter)
    expect(await consume(grant)).toMatchObject({ status: 409, body: { code: 'policy_changed' } })

    await put()
    expect(await consume(grant)).toMatchObject({ status: 200 })
  })
})

describe('an outcome', () => {
  it('is told once, by whoever used the grant', async () => {
    const request = await approved()
    expect(await report(request, { status: 'succeeded' })).toMatchObject({
      status: 409,
      body: { code: 'grant_not_used' },
    })
    await consume(grantOf(request))
    const other = await service.api.agent('nosy-bot')
    expect((await report(request, { status: 'failed' }, other.key)).status).toBe(404)

    const told = await report(request, { status: 'failed', detail: 'image not found' })

    const outcome = { status: 'failed', detail: 'image not found' }
    expect(told).toMatchObject({ status: 200, body: { outcome } })
    expect(await report(request, { status: 'succeeded' })).toMatchObject({
      status: 409,
      body: { code: 'outcome_already_reported' },
    })
    expect((await service.api.read(request.id)).outcome).toEqual(outcome)
    expect((await eventsOf(request)).at(-1)).toMatchObject({
      type: 'outcome.reported',
      code: 'failed',
    })
  })

  it('of an executor’s run is the executor’s to tell', async () => {
    const request = await approved()
    const executor = await service.api.agent('teller', { kind: 'executor' })
    await consume(grantOf(request), { ...deploy, agent: request.agent.id }, executor.key)

    expect((await report(request, { status: 'succeeded' })).body.code).toBe('forbidden')
    expect((await report(request, { status: 'succeeded' }, executor.key)).status).toBe(200)
  })
})
