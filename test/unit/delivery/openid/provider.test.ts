import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createOpenIdProvider } from '../../../../src/delivery/openid/provider.ts'
import {
  clientId,
  clientSecret,
  type OidcIssuer,
  startOidcIssuer,
} from '../../../fakes/oidc-issuer.ts'

let issuer: OidcIssuer

beforeEach(async () => {
  issuer = await startOidcIssuer()
})

afterEach(() => issuer.close())

const sub = 'ana-at-the-provider'
const email = 'ana@example.com'

/** Signs Ana in with an ID token of these claims. */
async function finish(claims: Record<string, unknown>) {
  const provider = createOpenIdProvider({
    settings: {
      issuer: issuer.url,
      clientId,
      clientSecret,
      redirectUri: 'http://127.0.0.1/console/callback',
      signedOutUri: 'http://127.0.0.1/console/sign-in',
    },
    fetch: globalThis.fetch,
    now: () => new Date(),
    onFault: () => undefined,
  })
  issuer.next({ claims })
  const begun = await provider.begin(false)
  if (begun === null) throw new Error('the provider could not be reached')
  return provider.finish(`?${issuer.authorize(begun.url)}`, begun)
}

/** What an ID token says that came beside an access token: an e-mail, and neither more of it nor the groups. */
const thin = { email, email_verified: undefined, groups: undefined }

describe('what the ID token leaves out is asked of userinfo', () => {
  it('whether the e-mail is verified, and the groups', async () => {
    issuer.offerUserInfo({ sub, email: 'Ana@example.com', email_verified: true, groups: ['SRE'] })

    expect(await finish(thin)).toMatchObject({
      ok: true,
      claims: { email, emailVerified: 'yes', groups: ['SRE'] },
    })
  })

  it('all of the e-mail, where the token says nothing of it', async () => {
    issuer.offerUserInfo({ sub, email, email_verified: true, groups: [] })

    expect(await finish({ ...thin, email: undefined })).toMatchObject({
      ok: true,
      claims: { email, emailVerified: 'yes' },
    })
  })

  it('the groups alone, where the token says all of the e-mail', async () => {
    issuer.offerUserInfo({
      sub,
      email: 'other@example.com',
      email_verified: false,
      groups: ['SRE'],
    })

    expect(await finish({ email, groups: undefined })).toMatchObject({
      ok: true,
      claims: { email, emailVerified: 'yes', groups: ['SRE'] },
    })
  })
})

describe('what the ID token says is not overruled', () => {
  it('by the verification of another e-mail', async () => {
    issuer.offerUserInfo({ sub, email: 'other@example.com', email_verified: true, groups: [] })

    expect(await finish(thin)).toMatchObject({ claims: { email, emailVerified: 'missing' } })
  })

  it('by a kinder word about the same e-mail', async () => {
    issuer.offerUserInfo({ sub, email, email_verified: true, groups: [] })

    expect(await finish({ email, email_verified: false })).toMatchObject({
      claims: { email, emailVerified: 'no' },
    })
  })

  it('by other groups, also where it says that there are none', async () => {
    issuer.offerUserInfo({ sub, email, email_verified: true, groups: ['SRE'] })

    expect(await finish({ email, groups: [] })).toMatchObject({ claims: { groups: [] } })
    expect(issuer.userInfoCount()).toBe(0)
  })
})

describe('nobody is signed in', () => {
  it('where userinfo speaks of somebody else', async () => {
    issuer.offerUserInfo({ sub: 'eve', email, email_verified: true, groups: ['SRE'] })

    expect(await finish(thin)).toMatchObject({ ok: false, code: 'answer_invalid' })
  })

  it('where userinfo is out, since silence about a group would free its members', async () => {
    issuer.offerUserInfo(null)

    expect(await finish({ email, groups: undefined })).toMatchObject({
      ok: false,
      code: 'provider_unavailable',
    })
  })
})

it('a provider without userinfo is taken at the word of its ID token', async () => {
  expect(await finish(thin)).toMatchObject({
    ok: true,
    claims: { email, emailVerified: 'missing', groups: [] },
  })
})
