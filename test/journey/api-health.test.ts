import { readFileSync } from 'node:fs'
import { request as send } from 'node:http'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { holdToDocument } from '../conformance/openapi.ts'
import { newKeyText } from '../fakes/signer.ts'
import { rowsOf } from '../harness/rows.ts'
import { type Ground, newGround, type RunningService, startHere } from '../harness/service.ts'
import { until } from '../harness/until.ts'

const adminToken = 'an-admin-token-of-more-than-32-characters'
const inProduction = {
  NODE_ENV: 'production',
  ADMIN_TOKEN: adminToken,
  PUBLIC_URL: 'https://countersign.example.com',
  HOST: '127.0.0.1',
  SIGNING_KEY: newKeyText(),
}

let ground: Ground
let development: RunningService
let production: RunningService

beforeAll(async () => {
  ground = await newGround()
  development = await startHere(ground)
  production = await startHere(ground, inProduction)
})

afterAll(async () => {
  await production.stop()
  await development.stop()
  await ground.close()
})

interface Plain {
  status: number
  text: string
}

/** A GET with any header, the Host too. */
function ask(url: string, path: string, headers: Record<string, string> = {}): Promise<Plain> {
  return new Promise((resolve, reject) => {
    const call = send(new URL(path, url), { headers }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        text += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
    })
    call.on('error', reject)
    call.end()
  })
}

async function statusOf(url: string, path: string, headers: Record<string, string> = {}) {
  return (await ask(url, path, headers)).status
}

describe('without a token', () => {
  it('a running service says that it is alive and ready', async () => {
    expect(await ask(development.url, '/livez')).toEqual({ status: 200, text: '{"status":"ok"}' })
    await until(async () => (await statusOf(development.url, '/readyz')) === 200)
    expect(JSON.parse((await ask(development.url, '/readyz')).text)).toEqual({
      status: 'ok',
      checks: { database: true, jobs: true, listener: true },
    })
  })

  it('the contract is served as it is committed', async () => {
    const { text } = await ask(development.url, '/openapi.json')

    expect(JSON.parse(text)).toEqual(JSON.parse(readFileSync('docs/openapi.json', 'utf8')))
  })

  it('an address that does not exist is a problem like any other', async () => {
    const { status, headers, body } = await development.api.call('GET', '/v1/nothing', {
      token: null,
    })

    expect([status, body['code']]).toEqual([404, 'not_found'])
    expect(headers.get('content-type')).toMatch('application/problem+json')
  })

  it('an address that cannot be read is a problem too', async () => {
    const { status, text } = await ask(development.url, '/v1/requests/%E0%A4%A', {
      authorization: `Bearer ${development.api.agentKey}`,
    })

    expect([status, JSON.parse(text).code]).toEqual([400, 'invalid_request'])
  })
})

describe('metrics', () => {
  it.each([
    ['from this machine', {}, 200],
    ['through a proxy', { 'x-forwarded-for': '203.0.113.7' }, 401],
    ['under another Host', { host: 'countersign.example.com' }, 401],
    ['through a proxy as admin', { via: '1.1 a', authorization: `Bearer ${adminToken}` }, 200],
    ['as nobody we know', { via: '1.1 a', authorization: 'Bearer nonsense' }, 401],
  ])('%s', async (_, headers, status) => {
    const answer = await ask(production.url, '/metrics', headers)

    expect(answer.status).toBe(status)
    expect(answer.text.includes('countersign_waiters')).toBe(status === 200)
  })

  it('are not for the key of an agent', async () => {
    const authorization = `Bearer ${development.api.agentKey}`

    expect(await statusOf(production.url, '/metrics', { via: '1.1 a', authorization })).toBe(403)
  })

  it('count proposals by effect, and decisions and refusals by what they were', async () => {
    const { api, url } = development
    await api.propose({ action: 'db.read', payload: 1 })
    const request = await api.propose({ action: 'mail.send', payload: 1 })
    await api.decide(await api.person('eve@example.com'), request, 'approve')
    await api.decide(await api.person('cy@example.com'), request, 'deny')

    const { text } = await ask(url, '/metrics')

    expect(text).toContain('countersign_proposals_total{effect="allow"} 1')
    expect(text).toContain('countersign_decisions_total{decision="deny",surface="api"} 1')
    expect(text).toMatch(/countersign_decision_refusals_total\{.*code="not_an_approver".*\} 1/)
  })
})

describe('development mode', () => {
  it.each([
    ['another Host', { host: 'tunnel.example.com' }],
    ['another Host with a port', { host: 'tunnel.example.com:3000' }],
    ['a Host that only looks like this machine', { host: '127.0.0.1.example.com' }],
    ['X-Forwarded-For', { 'x-forwarded-for': '127.0.0.1' }],
    ['X-Forwarded-Host', { 'x-forwarded-host': 'localhost' }],
    ['Forwarded', { forwarded: 'for=127.0.0.1' }],
    ['X-Real-IP', { 'x-real-ip': '127.0.0.1' }],
    ['Via', { via: '1.1 tunnel' }],
  ])('answers no call with %s, except to the chats', async (_, headers) => {
    const token = { authorization: `Bearer ${development.api.adminToken}` }

    for (const path of ['/', '/v1/agents', '/v1/dev/tokens', '/metrics', '/console/sign-in']) {
      expect(await statusOf(development.url, path, { ...token, ...headers })).toBe(403)
    }
    expect(await statusOf(development.url, '/slack/events', headers)).toBe(404)
    expect(await statusOf(development.url, '/slack/events/', headers)).toBe(403)
    // No workspace can install the app here, so nobody has to come back from Slack.
    expect(await statusOf(development.url, '/slack/install', headers)).toBe(403)
  })

  it.each(['localhost', 'localhost:3000', '[::1]:3000', '127.0.0.1'])(
    'answers on this machine by any of its names: %s',
    async (host) => {
      expect(await statusOf(development.url, '/livez', { host })).toBe(200)
    },
  )

  it('alone gives person tokens for the asking', async () => {
    const issue = (service: RunningService, token: string) =>
      service.api.call('POST', '/v1/dev/tokens', { token, body: { email: 'cy@example.com' } })

    expect((await issue(development, development.api.adminToken)).status).toBe(201)
    expect((await issue(production, adminToken)).status).toBe(404)
  })
})

describe('without a database', () => {
  it('a service stays alive, is not ready, and says that the outcome is unknown', async () => {
    // The library of the jobs prints a trace of its own for every worker that lost the database.
    const trace = jest.spyOn(console, 'error').mockReturnValue(undefined)
    const lost = await newGround()
    const { api, url, stop } = await startHere(lost)
    await lost.database.drop()

    const answer = await api.call('POST', '/v1/requests', { body: { action: 'a', payload: 1 } })
    const [alive, ready] = [await statusOf(url, '/livez'), await statusOf(url, '/readyz')]
    await stop()
    await lost.close()
    trace.mockRestore()

    expect([answer.status, answer.body['code']]).toEqual([503, 'unavailable'])
    expect(answer.headers.get('retry-after')).toMatch(/^\d+$/)
    expect([alive, ready]).toEqual([200, 503])
  })

  it('for a moment, a service comes back by itself', async () => {
    await rowsOf(
      ground.database.owner,
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid()`,
    )

    await until(async () => (await statusOf(development.url, '/readyz')) === 200)
    const request = await development.api.propose({ action: 'mail.send', payload: 1 })
    const cy = await development.api.person('cy@example.com')

    expect((await development.api.decide(cy, request, 'deny')).status).toBe(200)
  })
})

describe('the check of answers against the contract', () => {
  it.each([
    ['a member that it does not know', { data: [], next_cursor: null, shiny: 1 }],
    ['a missing member', { data: [] }],
    ['a member of another type', { data: [], next_cursor: 5 }],
  ])('fails at %s', async (_, body) => {
    const hold = holdToDocument(development.url)
    const response = Response.json(body)

    const held = hold({ method: 'GET', address: '/v1/requests?limit=1', response, body })

    await expect(held).rejects.toThrow('broke its contract')
  })
})
