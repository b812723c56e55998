/**
 * The one OpenID provider that people sign in with, and the only file that knows `openid-client`. It is asked for its
 * metadata when somebody first signs in, never at start: while it is out the service runs, and nobody is signed in.
 */
import {
  AuthorizationResponseError,
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  ClientError,
  ClientSecretBasic,
  ClientSecretPost,
  Configuration,
  calculatePKCECodeChallenge,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  type IDToken,
  ResponseBodyError,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  type ServerMetadata,
  WWWAuthenticateChallengeError,
} from 'openid-client'
import type {
  IdentityProvider,
  SignInAnswer,
  SignInChecks,
  SignInRefusal,
} from '../../app/ports.ts'
import { boundAnswers, narrow } from './bounded-fetch.ts'
import { authenticationSecondsMax, readClaims } from './claims.ts'
import { readLogoutToken, remoteKeys } from './logout-token.ts'
import { leavesOut, withUserInfo } from './thin-token.ts'

export interface OpenIdSettings {
  /** Exactly as the provider writes itself in `iss`. */
  issuer: string
  clientId: string
  clientSecret: string
  redirectUri: string
  /** Where the provider sends the browser after signing out there. */
  signedOutUri: string
}

/** How it is reached: by the global function, unless `main` hands over a narrower one. */
type Fetch = typeof globalThis.fetch

export interface OpenIdOptions {
  settings: OpenIdSettings
  fetch: Fetch
  now: () => Date
  /** What the operator has to know: the provider cannot be reached, or is not the one that is set. */
  onFault: (error: unknown) => void
}

const answerSecondsMax = 10
/** A longer address is refused by many servers. Without the hint the provider asks who signs out. */
const hintCharsMax = 4_000
const metadataMsMax = 60 * 60 * 1000
/** Between two tries while it is out, so that visitors do not become a flood of calls. */
const retryMs = 2_000

/** What only the operator can mend. */
const clientRefused = 'the provider refuses OIDC_CLIENT_ID with OIDC_CLIENT_SECRET'
type Reach = { config: Configuration; keys: ReturnType<typeof remoteKeys> }

export function createOpenIdProvider(options: OpenIdOptions): IdentityProvider {
  const { settings, now } = options
  const fetch = boundAnswers(options.fetch)
  const reach = keepReach(options)
  return {
    issuer: settings.issuer,
    begin: async (fresh) => {
      const reached = await reach()
      return reached === null ? null : begin(reached.config, settings, fresh)
    },
    finish: async (query, checks) => {
      const reached = await reach()
      if (reached === null) return { ok: false, code: 'provider_unavailable' }
      const answer = await finish(reached.config, settings, { query, checks, now: now() })
      if (!answer.ok && answer.code === 'client_refused') options.onFault(Error(clientRefused))
      return answer
    },
    endSessionUrl: async (idToken) => {
      const reached = await reach()
      if (!reached?.config.serverMetadata().end_session_endpoint) return null
      const { href } = buildEndSessionUrl(reached.config, {
        ...(idToken.length > hintCharsMax ? {} : { id_token_hint: idToken }),
        post_logout_redirect_uri: settings.signedOutUri,
      })
      return href
    },
    readLogoutToken: async (token) => {
      const reached = await reach()
      if (reached === null) return { ok: false, code: 'provider_unavailable' }
      const { issuer, clientId } = settings
      return readLogoutToken(token, { issuer, clientId, keys: reached.keys }, now())
    },
  }

  /** One asking at a time; what was learned is used for an hour, and longer while nothing newer can be had. */
  function keepReach({ onFault }: OpenIdOptions): () => Promise<Reach | null> {
    let known: (Reach & { at: number }) | null = null
    let asking: Promise<void> | null = null
    let failedAt = Number.NEGATIVE_INFINITY
    const ask = async () => {
      try {
        known = { ...(await discover(settings, fetch)), at: now().getTime() }
      } catch (error) {
        failedAt = now().getTime()
        onFault(error)
      }
      asking = null
    }
    return async () => {
      const at = now().getTime()
      const isFresh = known !== null && at - known.at < metadataMsMax
      if (!isFresh && (asking !== null || at - failedAt >= retryMs)) {
        asking ??= ask()
        await asking
      }
      return known
    }
  }
}

/** Its metadata, if it is the very issuer that is set: one that stands for many tenants writes another name. */
async function discover(settings: OpenIdSettings, fetch: Fetch): Promise<Reach> {
  const { issuer, clientId, clientSecret } = settings
  const isPlain = new URL(issuer).protocol === 'http:'
  const found = await discovery(new URL(issuer), clientId, undefined, undefined, {
    [customFetch]: narrow(fetch),
    timeout: answerSecondsMax,
    execute: isPlain ? [allowInsecureRequests] : [],
  })
  const server = found.serverMetadata()
  if (server.issuer !== issuer) {
    throw new Error(`the provider calls itself ${server.issuer}, and OIDC_ISSUER is ${issuer}`)
  }
  if (server.jwks_uri === undefined) throw new Error('the provider publishes no keys')
  const config = new Configuration(server, clientId, {}, secretOf(server, clientSecret))
  config[customFetch] = narrow(fetch)
  config.timeout = answerSecondsMax
  if (isPlain) allowInsecureRequests(config)
  // Without this the signature of an ID token that came over TLS would not be looked at.
  enableNonRepudiationChecks(config)
  return { config, keys: remoteKeys(server.jwks_uri, fetch) }
}

/** The specification's default is the header; the body is for those that do not take it. */
function secretOf(server: ServerMetadata, secret: string) {
  const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
  return methods.includes('client_secret_basic')
    ? ClientSecretBasic(secret)
    : ClientSecretPost(secret)
}

/** @see https://developers.google.com/identity/openid-connect/openid-connect: it has no such prompt. */
const withoutPromptLogin = ['https://accounts.google.com']

async function begin(config: Configuration, settings: OpenIdSettings, fresh: boolean) {
  const { redirectUri, issuer } = settings
  const checks: SignInChecks = {
    fresh: fresh && !withoutPromptLogin.includes(issuer),
    state: randomState(),
    nonce: randomNonce(),
    verifier: randomPKCECodeVerifier(),
  }
  const scopes = ['openid', 'email', 'profile']
  if (config.serverMetadata().scopes_supported?.includes('groups')) scopes.push('groups')
  const { href } = buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope: scopes.join(' '),
    state: checks.state,
    nonce: checks.nonce,
    code_challenge: await calculatePKCECodeChallenge(checks.verifier),
    code_challenge_method: 'S256',
    max_age: String(fresh ? 0 : authenticationSecondsMax),
    ...(checks.fresh ? { prompt: 'login' } : {}),
  })
  return { ...checks, url: href }
}

async function finish(
  config: Configuration,
  { redirectUri, clientId }: OpenIdSettings,
  { query, checks, now }: { query: string; checks: SignInChecks; now: Date },
): Promise<SignInAnswer> {
  const callback = new URL(redirectUri)
  callback.search = query
  try {
    const tokens = await authorizationCodeGrant(config, callback, {
      expectedState: checks.state,
      expectedNonce: checks.nonce,
      pkceCodeVerifier: checks.verifier,
      idTokenExpected: true,
    })
    const claims = tokens.claims()
    if (claims === undefined || tokens.id_token === undefined) {
      return { ok: false, code: 'answer_invalid' }
    }
    const said = await askMore(config, claims, tokens.access_token)
    const read = readClaims(said, { clientId, now, fresh: checks.fresh })
    return read.ok ? { ...read, idToken: tokens.id_token } : read
  } catch (error) {
    return { ok: false, code: refusalOf(error) }
  }
}

/** What the ID token leaves out is asked with the access token. The library insists on the same subject. */
async function askMore(
  config: Configuration,
  claims: IDToken,
  accessToken: string,
): Promise<Record<string, unknown>> {
  if (!leavesOut(claims, config.serverMetadata())) return claims
  return withUserInfo(claims, await fetchUserInfo(config, accessToken, claims.sub))
}

/** Codes of the library that speak of the provider's state, not of what it said. */
const outages = ['OAUTH_TIMEOUT', 'OAUTH_ABORT', 'OAUTH_RESPONSE_IS_NOT_CONFORM']

/** What the library threw, as the reason why nobody is signed in. */
function refusalOf(error: unknown): SignInRefusal {
  if (error instanceof AuthorizationResponseError) return 'provider_refused'
  // RFC 6749, 5.2: with a challenge where we named ourselves in the header, as we do.
  if (error instanceof WWWAuthenticateChallengeError) return 'client_refused'
  if (error instanceof ResponseBodyError) {
    if (error.error === 'invalid_client') return 'client_refused'
    return error.status >= 500 ? 'provider_unavailable' : 'code_refused'
  }
  // What `fetch` throws where nobody answers, beside our own mistakes.
  if (error instanceof TypeError) return 'provider_unavailable'
  const isOutage = error instanceof ClientError && outages.includes(error.code ?? '')
  return isOutage ? 'provider_unavailable' : 'answer_invalid'
}
