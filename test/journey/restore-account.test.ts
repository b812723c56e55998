import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { IdentityView, PersonPage } from '../../src/contract/person.ts'
import { type OidcIssuer, startOidcIssuer } from '../fakes/oidc-issuer.ts'
import type { Refusal } from '../harness/api.ts'
import { oktaUser, push, scimToken } from '../harness/directory.ts'
import { journeyPolicy } from '../harness/policy.ts'
import { type Ground, newGround, type RunningService, startHere } from '../harness/service.ts'
import { oidcSettings, type SigningIn, sessionCookie, signingIn } from '../harness/sign-in.ts'

let ground: Ground
let issuer: OidcIssuer
let service: RunningService

beforeAll(async () => {
  issuer = await startOidcIssuer()
  const groups = 'platform: { members: [ana@example.com] }'
  ground = await newGround(`${journeyPolicy({ groups })}admins: platform\n`)
  service = await startHere(ground, {
    ...oidcSettings(issuer.url),
    SECRET_KEY: randomBytes(32).toString('base64'),
    SCIM_TOKEN: scimToken,
  })
})

afterAll(async () => {
  await service.stop()
  await ground.close()
  await issuer.close()
})

async function signIn(name: string, claims: object = {}): Promise<SigningIn> {
  const browser = signingIn(service, issuer)
  const who = { sub: `${name}-there`, email: `${name}@example.com` }
  await browser.callback(issuer.authorize(await browser.begin(), { ...who, ...claims }))
  return browser
}

const asAdmin = <Body>(method: string, address: string, body?: unknown, token = '') =>
  service.api.call<Body & Refusal>(method, address, {
    token: token === '' ? service.api.adminToken : token,
    ...(body === undefined ? {} : { body }),
  })

async function personOf(name: string): Promise<string> {
  const { body } = await asAdmin<PersonPage>('GET', `/v1/people?email=${name}@example.com`)
  return `/v1/people/${body.data[0]?.id}`
}

async function accountsOf(person: string, query = ''): Promise<IdentityView[]> {
  const address = `${person}/identities${query}`
  return (await asAdmin<{ data: IdentityView[] }>('GET', address)).body.data
}

/** Removes the person's account of the provider; answers its address. */
async function removeAccount(name: string): Promise<string> {
  const person = await personOf(name)
  const own = (await accountsOf(person)).find(({ provider }) => provider === 'oidc')
  const address = `${person}/identities/${own?.id}`
  const { status } = await asAdmin('DELETE', address)
  if (status !== 204) throw new Error(`the account stays: ${status}`)
  return address
}

const restore = (address: string, token?: string) =>
  asAdmin<IdentityView>('POST', `${address}/restore`, undefined, token)

describe('an account of the provider that was removed by mistake', () => {
  it('is its person’s again once an administrator gives it back', async () => {
    await signIn('bo')
    const address = await removeAccount('bo')
    const between = await (await signIn('bo')).isSignedIn()
    const restored = await restore(address)
    const after = await signIn('bo')

    expect([between, restored.status, await after.isSignedIn()]).toEqual([false, 200, true])
    expect(restored.body).toMatchObject({ provider: 'oidc', subject: 'bo-there' })
    const person = await personOf('bo')
    expect(await accountsOf(person)).toEqual([restored.body])
    expect(await accountsOf(person, '?removed=true')).toEqual([])
  })

  it('comes back without the sessions and tokens that it had', async () => {
    const browser = await signIn('cy')
    const page = await (await browser.get('/console/account')).text()
    const csrf = /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? ''
    const made = await browser.post('/console/account/tokens', { csrf, name: 'x', days: '7' })
    const [token = ''] = /csp_[\w-]+/.exec(await made.text()) ?? []
    const cookie = browser.cookies.get(sessionCookie) ?? ''
    await restore(await removeAccount('cy'))

    browser.cookies.set(sessionCookie, cookie)
    expect(await browser.isSignedIn()).toBe(false)
    expect((await asAdmin('GET', '/v1/requests', undefined, token)).status).toBe(401)
  })

  it('is listed with when it was removed, until then', async () => {
    await signIn('olga')
    const address = await removeAccount('olga')
    const person = await personOf('olga')

    expect(await accountsOf(person)).toEqual([])
    expect(await accountsOf(person, '?removed=true')).toEqual([
      expect.objectContaining({ subject: 'olga-there', removed_at: expect.any(String) }),
    ])
    await restore(address)
  })

  it('stays away from its disabled person until they are enabled', async () => {
    await signIn('pia')
    const person = await personOf('pia')
    await asAdmin('PATCH', person, { disabled: true })
    const restored = await restore(await removeAccount('pia'))

    expect(restored.status).toBe(200)
    expect(await (await signIn('pia')).isSignedIn()).toBe(false)
    await asAdmin('PATCH', person, { disabled: false })
    expect(await (await signIn('pia')).isSignedIn()).toBe(true)
  })

  it('is on record, with the administrator who gave it back', async () => {
    const token = await service.api.person('ana@example.com')
    await signIn('bo')
    const restored = await restore(await removeAccount('bo'), token)

    const { body } = await asAdmin<{ data: Record<string, unknown>[] }>(
      'GET',
      '/v1/events?type=person.identity_restored&limit=1',
    )
    const person = (await personOf('bo')).slice('/v1/people/'.length)
    const ana = (await personOf('ana')).slice('/v1/people/'.length)
    expect(body.data[0]).toMatchObject({
      actor: expect.objectContaining({ kind: 'person', id: ana }),
      person,
      identity: restored.body.id,
      provider: 'oidc',
    })
  })
})

describe('giving an account back is refused', () => {
  it('to everybody who does not administer', async () => {
    await signIn('bo')
    const address = await removeAccount('bo')
    for (const token of [await service.api.person('cy@example.com'), service.api.agentKey]) {
      expect((await restore(address, token)).status).toBe(403)
    }
    await restore(address)
  })

  it('twice, for one that lives, and for another person’s', async () => {
    await signIn('bo')
    const address = await removeAccount('bo')
    const [account = ''] = /idn_\w+/.exec(address) ?? []
    const elsewhere = await restore(`${await personOf('cy')}/identities/${account}`)
    const restored = await restore(address)
    const again = await restore(address)
    const living = await restore(address.replace(account, restored.body.id))

    expect([elsewhere.status, restored.status, again.status, living.status]).toEqual([
      404, 200, 404, 404,
    ])
  })

  it('where the person signs in with another account of the provider by now', async () => {
    await signIn('bo')
    const address = await removeAccount('bo')
    await signIn('bo', { sub: 'bo-anew' })
    const refused = await restore(address)

    expect([refused.status, refused.body.code]).toEqual([409, 'second_identity'])
  })

  it('for what the directory manages', async () => {
    await push(service, oktaUser('pushed@example.com'))
    const person = await personOf('pushed')
    const [own] = await accountsOf(person)

    expect((await restore(`${person}/identities/${own?.id}`)).status).toBe(404)
  })
})

describe('the console', () => {
  it('lets administrators give an account back, and shows it among the removed', async () => {
    await signIn('olga')
    const address = await removeAccount('olga')
    const admin = await signIn('ana')
    const home = (await personOf('olga')).replace('/v1/', '/console/')
    const page = await (await admin.get(home)).text()
    const csrf = /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? ''
    const form = `${address.replace('/v1/', '/console/')}/restore`
    const given = await admin.post(form, { csrf })
    const twice = await admin.post(form, { csrf })

    expect(page).toContain(`action="${form}"`)
    expect([given.status, given.headers.get('location'), twice.status]).toEqual([303, home, 404])
    expect(await (await admin.get(home)).text()).not.toContain('/restore')
    expect(await (await signIn('olga')).isSignedIn()).toBe(true)
  })
})
