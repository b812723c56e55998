import { z } from 'zod'
import { isLoopbackHost } from '../core/loopback.ts'
import type { OpenIdSettings } from '../delivery/openid/provider.ts'

/** The settings of OpenID Connect, by their environment variables. */
export const OidcSettingsOfEnvironment = {
  OIDC_ISSUER: z.url({ protocol: /^https?$/ }).optional(),
  OIDC_CLIENT_ID: z.string().min(1).optional(),
  OIDC_CLIENT_SECRET: z.string().min(1).optional(),
}

interface Given {
  NODE_ENV: string
  OIDC_ISSUER?: string | undefined
  OIDC_CLIENT_ID?: string | undefined
  OIDC_CLIENT_SECRET?: string | undefined
  SECRET_KEY?: Uint8Array[] | undefined
}

/** The addresses of Entra ID that stand for every tenant there is: whoever has any account could sign in. */
const manyTenants = /^https:\/\/login\.microsoftonline\.com\/(common|organizations|consumers)(\/|$)/

/** What is wrong or missing, a sentence each. The issuer switches sign-in on. */
export function oidcFaults(given: Given): string[] {
  const faults: string[] = []
  const need = (missing: boolean, sentence: string) => missing && faults.push(sentence)
  const { OIDC_ISSUER: issuer } = given
  if (issuer === undefined) {
    const stray = given.OIDC_CLIENT_ID !== undefined || given.OIDC_CLIENT_SECRET !== undefined
    need(stray, 'OIDC_ISSUER: is missing beside the other settings of OpenID Connect')
    return faults
  }
  const production = given.NODE_ENV === 'production'
  need(given.OIDC_CLIENT_ID === undefined, 'OIDC_CLIENT_ID: is required with OIDC_ISSUER')
  need(given.OIDC_CLIENT_SECRET === undefined, 'OIDC_CLIENT_SECRET: is required with OIDC_ISSUER')
  need(
    production && given.SECRET_KEY === undefined,
    'SECRET_KEY: is required with OIDC_ISSUER, since it seals what a sign-in keeps in the browser (openssl rand -base64 32)',
  )
  const { protocol, host, search, hash } = new URL(issuer)
  need(
    protocol !== 'https:' && (production || !isLoopbackHost(host)),
    'OIDC_ISSUER: must be https; plain http is for a loopback address in development',
  )
  need(search !== '' || hash !== '', 'OIDC_ISSUER: has no query and no fragment')
  need(
    issuer.includes('/.well-known/'),
    'OIDC_ISSUER: is what stands before /.well-known/, as `iss` of its tokens spells it',
  )
  need(
    manyTenants.test(issuer),
    'OIDC_ISSUER: must name one tenant, since anybody at all has an account in some tenant',
  )
  return faults
}

/** The settings where they are whole, or null where nobody signs in by OpenID Connect. */
export function oidcOf(given: Given, publicUrl: URL): OpenIdSettings | null {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = given
  if (issuer === undefined || clientId === undefined || clientSecret === undefined) return null
  return {
    issuer,
    clientId,
    clientSecret,
    redirectUri: new URL('/console/callback', publicUrl).href,
    signedOutUri: new URL('/console/sign-in', publicUrl).href,
  }
}
