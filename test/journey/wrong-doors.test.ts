import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { type OidcIssuer, startOidcIssuer } from '../fakes/oidc-issuer.ts'
import { scimToken } from '../harness/directory.ts'
import { type Ground, newGround, type RunningService, startHere } from '../harness/service.ts'
import { oidcSettings, sessionCookie, signingIn } from '../harness/sign-in.ts'

/** Each secret opens its own doors: shown anywhere else it is nothing at all. */
let ground: Ground
let service: RunningService
let issuer: OidcIssuer

const openApi: { paths: Record<string, Record<string, unknown>> } = JSON.parse(
  readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8'),
)
const open = ['/.well-known/jwks.json']
const doors = Object.entries(openApi.paths).flatMap(([path, methods]) =>
  open.includes(path) ? [] : Object.keys(methods).map((method) => ({ path, method })),
)

beforeAll(async () => {
  issuer = await startOidcIssuer()
  ground = await newGround()
  service = await startHere(ground, { ...oidcSettings(issuer.url), SCIM_TOKEN: scimToken })
})

afterAll(async () => {
  await service.stop()
  await ground.close()
  await issuer.close()
})

async function knock(path: string, method: string, headers: Record<string, string>) {
  const url = new URL(path.replaceAll(/{[^}]+}/g, 'req_01k00000000000000000000000'), service.url)
  const bare = ['get', 'delete'].includes(method)
  return fetch(url, { method: method.toUpperCase(), headers, ...(bare ? {} : { body: '{}' }) })
}

it('the directory’s token opens no door of the API', async () => {
  const answers: unknown[] = []
  for (const { path, method } of doors) {
    const answer = await knock(path, method, { authorization: `Bearer ${scimToken}` })
    if (![401, 403].includes(answer.status)) answers.push([method, path, answer.status])
  }

  expect(doors.length).toBeGreaterThan(30)
  expect(answers).toEqual([])
})

it('a session of the console opens the doors of one’s own tokens and no other, and those not without its csrf token', async () => {
  const browser = signingIn(service, issuer)
  await browser.signIn()
  const cookie = `${sessionCookie}=${browser.cookies.get(sessionCookie)}`

  const opened: unknown[] = []
  for (const { path, method } of doors) {
    const { status } = await knock(path, method, { cookie, origin: service.url })
    if (![401, 403].includes(status)) opened.push([method, path])
  }

  expect(await browser.isSignedIn()).toBe(true)
  expect(opened).toEqual([['get', '/v1/me/tokens']])
})

it('no other token opens the doors of the directory', async () => {
  const { api } = service
  const tokens = [api.adminToken, api.agentKey, await api.person('ana@example.com')]

  for (const token of tokens) {
    const answer = await knock('/scim/v2/Users', 'get', { authorization: `Bearer ${token}` })
    expect(answer.status).toBe(401)
  }
  const own = await knock('/scim/v2/Users', 'get', { authorization: `Bearer ${scimToken}` })
  expect(own.status).toBe(200)
})
