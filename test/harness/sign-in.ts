import { clientId, clientSecret, type OidcIssuer } from '../fakes/oidc-issuer.ts'
import type { Refusal } from './api.ts'
import { type BareBrowser, bareBrowser } from './bare-browser.ts'
import type { RunningService } from './service.ts'

/** The settings of a service whose people sign in at this issuer. */
export function oidcSettings(issuer: string): Record<string, string> {
  return {
    OIDC_ISSUER: issuer,
    OIDC_CLIENT_ID: clientId,
    OIDC_CLIENT_SECRET: clientSecret,
  }
}

export const sessionCookie = 'countersign_session'
export const attemptCookie = 'countersign_attempt'

/** One person's browser at a service, with the provider's part played by the fake issuer. */
export interface SigningIn extends BareBrowser {
  /** Begins; answers with the provider's address. */
  begin(returnTo?: string): Promise<string>
  /** Goes to the callback with this query. */
  callback(query: URLSearchParams | string): Promise<Response>
  /** The whole way, as the issuer's next answer will have it. */
  signIn(returnTo?: string): Promise<Response>
  isSignedIn(): Promise<boolean>
}

export function signingIn(service: RunningService, issuer: OidcIssuer): SigningIn {
  const browser = bareBrowser(service.url)
  const begin = async (returnTo = '/requests') => {
    const start = await browser.get(`/console/sign-in/start?return=${encodeURIComponent(returnTo)}`)
    return start.headers.get('location') ?? ''
  }
  const callback = (query: URLSearchParams | string) => browser.get(`/console/callback?${query}`)
  return {
    ...browser,
    begin,
    callback,
    signIn: async (returnTo) => callback(issuer.authorize(await begin(returnTo))),
    isSignedIn: async () => (await browser.get('/requests')).status === 200,
  }
}

/** The codes of all refused sign-ins so far, the newest first. */
export async function refusedSignIns({ api }: RunningService): Promise<Refusal['code'][]> {
  const { body } = await api.call<{ data: { code: string }[] }>(
    'GET',
    '/v1/events?type=sign_in.refused&limit=200',
    { token: api.adminToken },
  )
  return body.data.map(({ code }) => code)
}
