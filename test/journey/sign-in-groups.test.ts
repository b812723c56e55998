import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { RequestObject } from '../../src/contract/request.ts'
import { type OidcIssuer, startOidcIssuer } from '../fakes/oidc-issuer.ts'
import { grantOf } from '../harness/approval.ts'
import { journeyPolicy } from '../harness/policy.ts'
import { rowsOf } from '../harness/rows.ts'
import { type Ground, newGround, type RunningService, startHere } from '../harness/service.ts'
import { oidcSettings, type SigningIn, signingIn } from '../harness/sign-in.ts'

const rules = `
  - name: nightly
    match: { action: "night.*" }
    then: review
    review: { needs: [ { group: night, count: 1 } ], expires_in: 30m }
  - name: payments
    match: { action: "pay.*" }
    then: review
    review: { needs: [ { group: payers, count: 2 } ], expires_in: 30m }`
const groups = `night: { oidc_group: Night }
  payers: { members: [nia@example.com, ana@example.com, bo@example.com] }`

let ground: Ground
let issuer: OidcIssuer
let service: RunningService

beforeAll(async () => {
  issuer = await startOidcIssuer()
  ground = await newGround(journeyPolicy({ rules, groups }))
  service = await startHere(ground, {
    ...oidcSettings(issuer.url),
    SECRET_KEY: randomBytes(32).toString('base64'),
  })
})

afterAll(async () => {
  await service.stop()
  await ground.close()
  await issuer.close()
})

/** Signs Nia in with these claims beside her name. */
async function signIn(claims: object): Promise<SigningIn> {
  const browser = signingIn(service, issuer)
  const nia = { sub: 'nia-there', email: 'nia@example.com' }
  await browser.callback(issuer.authorize(await browser.begin(), { ...nia, ...claims }))
  if (!(await browser.isSignedIn())) throw new Error('nia is not signed in')
  return browser
}

/** Sends the form of a request's page. */
async function approve(browser: SigningIn, { id, digest }: RequestObject): Promise<number> {
  const page = await (await browser.get('/console/account')).text()
  const csrf = /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? ''
  const form = { csrf, decision: 'approve', digest }
  return (await browser.post(`/requests/${id}/decisions`, form)).status
}

/** As if the last sign-in were twelve hours ago. */
const letTwelveHoursPass = () =>
  rowsOf(
    ground.database.owner,
    `update person_group set believed_until = believed_until - interval '12 hours'
     where source = 'oidc' and until is null`,
  )

const haves = ({ needs }: RequestObject) => needs.map(({ have }) => have)

/** What an agent of the night shift asks. */
async function proposeAs(key: string, action: string): Promise<RequestObject> {
  const call = { token: key, body: { action, payload: {} } }
  return (await service.api.call<RequestObject>('POST', '/v1/requests', call)).body
}

async function agentOfNight(name: string): Promise<string> {
  const { body } = await service.api.call<{ key: string }>('POST', '/v1/agents', {
    token: service.api.adminToken,
    body: { name, owners: [{ group: 'night' }] },
  })
  return body.key
}

describe('twelve hours after a sign-in, its groups', () => {
  it('let nobody approve, until the next sign-in', async () => {
    const browser = await signIn({ groups: ['Night'] })
    const request = await service.api.propose({ action: 'night.deploy', payload: {} })
    await letTwelveHoursPass()
    const late = await approve(browser, request)
    await signIn({ groups: ['Night'] })

    expect(late).toBe(404)
    expect(await approve(browser, request)).toBe(303)
    expect((await service.api.read(request.id)).status).toBe('approved')
  })

  it('give no seat to an approval from before, and no grant that rests on it', async () => {
    const browser = await signIn({ groups: ['Night'] })
    const request = await service.api.propose({ action: 'night.deploy', payload: { n: 1 } })
    await approve(browser, request)
    const grant = grantOf(await service.api.read(request.id))
    await letTwelveHoursPass()

    const body = { grant, action: 'night.deploy', payload: { n: 1 } }
    const use = await service.api.call('POST', '/v1/grants/consume', { body })

    expect([use.status, use.body['code']]).toEqual([409, 'policy_changed'])
  })

  it('still bar from what an agent of theirs asks', async () => {
    const key = await agentOfNight('night-bot')
    const browser = await signIn({ groups: ['Night'] })
    const before = await proposeAs(key, 'pay.bill')
    const fresh = await approve(browser, before)
    await letTwelveHoursPass()
    const after = await proposeAs(key, 'pay.bill')

    expect([fresh, await approve(browser, before), await approve(browser, after)]).toEqual([
      403, 403, 403,
    ])
    expect(haves(await proposeAs(key, 'pay.bill'))).toEqual([0])
  })
})

const many = (count: number) => Array.from({ length: count }, (_, index) => `group-${index}`)

describe('somebody with very many groups', () => {
  it('is in each of ten thousand, also the last, and signs in and out', async () => {
    const browser = await signIn({ groups: [...many(9_999), 'Night'] })
    const request = await service.api.propose({ action: 'night.deploy', payload: { many: 1 } })
    const again = await signIn({ groups: [...many(9_998), 'other', 'Night'] })
    const csrf = /name="csrf" value="([^"]+)"/.exec(
      await (await again.get('/console/account')).text(),
    )
    const left = await again.post('/console/sign-out', { csrf: csrf?.[1] ?? '' })
    const [, there = ''] = /href="([^"]+\/end[^"]*)"/.exec(await left.text()) ?? []

    expect(await approve(browser, request)).toBe(303)
    expect(there).toContain('client_id=countersign')
    expect(there.length).toBeLessThan(2_000)
  })

  it.each([
    ['claims more than that', { groups: [...many(10_000), 'Night'] }],
    ['is sent elsewhere for them, as Entra does', { _claim_names: { groups: 'src1' } }],
    ['is said to have them, and not which', { hasgroups: true }],
  ])('who %s is in none, and stays barred by those known before', async (_name, claims) => {
    const key = await agentOfNight(`bot-${Object.keys(claims).join()}`.replaceAll('_', '-'))
    await signIn({ groups: ['Night'] })
    const browser = await signIn(claims)
    const request = await service.api.propose({ action: 'night.deploy', payload: { claims } })

    expect(await approve(browser, request)).toBe(404)
    expect(await approve(browser, await proposeAs(key, 'pay.bill'))).toBe(403)
    await signIn({ groups: [] })
    expect(await approve(browser, await proposeAs(key, 'pay.bill'))).toBe(303)
  })
})
