import { createHmac, createPublicKey } from 'node:crypto'
import { Events, OAuth2Issuer, OAuth2Server } from 'oauth2-mock-server'
import { appId, appPassword, tenantId } from './teams-people.ts'

/** What a caller shows as its token. All but `good` must be refused. */
export type TokenKind =
  | 'good'
  /** Past its time by less than the clock skew that is granted (5 minutes). */
  | 'just_expired'
  | 'expired'
  | 'not_yet_valid'
  | 'wrong_audience'
  | 'wrong_issuer'
  /** Right in every claim and in the key's name, signed with another key. */
  | 'forged'
  | 'unknown_key'
  | 'alg_none'
  /** Signed with HMAC, the issuer's public key being the secret. */
  | 'alg_hs256'
  | 'other_service_url'
  | 'no_service_url'
  | 'garbage'

/** Stands for both Microsoft issuers: the one that signs what comes in, and the one we get tokens from. */
export interface TeamsIssuer {
  url: string
  openIdMetadataUrl: string
  /** The token of one inbound call. */
  token(kind: TokenKind, serviceUrl: string): Promise<string>
  /** Whether it gave this token to the bot, for calls to the connector. */
  gave(token: string): boolean
  /** How often the bot asked for a token. */
  asked(): number
  /** The next requests for a token are refused, until it is told otherwise. */
  refuseTokens(refuse: boolean): void
  close(): Promise<void>
}

let madeKey: ReturnType<OAuth2Server['issuer']['keys']['generate']> | null = null

/** One key for all issuers of a process: making one takes longer than most tests. */
function signingKey(): NonNullable<typeof madeKey> {
  madeKey ??= new OAuth2Server().issuer.keys.generate('RS256')
  return madeKey
}

export async function startTeamsIssuer(): Promise<TeamsIssuer> {
  const server = new OAuth2Server(undefined, undefined, {
    endpoints: { token: `/${tenantId}/oauth2/v2.0/token` },
  })
  await server.issuer.keys.add(await signingKey())
  await server.start(0, '127.0.0.1')
  // Its own guess is `localhost`, which may mean another address family than the one it listens on.
  const url = `http://127.0.0.1:${server.address().port}`
  server.issuer.url = url
  const given = new Set<string>()
  let asked = 0
  let refusing = false
  server.service.on(Events.BeforeResponse, (response, request) => {
    asked += 1
    if (refusing || !isOurBot(request.body)) {
      response.statusCode = 401
      response.body = { error: 'invalid_client', error_description: 'AADSTS7000215' }
      return
    }
    given.add(response.body.access_token)
  })
  return {
    url,
    openIdMetadataUrl: `${url}/.well-known/openid-configuration`,
    token: (kind, serviceUrl) => buildToken(server.issuer, kind, serviceUrl),
    gave: (token) => given.has(token),
    asked: () => asked,
    refuseTokens: (refuse) => {
      refusing = refuse
    },
    close: () => server.stop(),
  }
}

/** A client-credentials request as Entra takes it, with the secret of our app. */
function isOurBot(body: Record<string, unknown>): boolean {
  return (
    body['grant_type'] === 'client_credentials' &&
    body['client_id'] === appId &&
    body['client_secret'] === appPassword &&
    body['scope'] === 'https://api.botframework.com/.default'
  )
}

async function buildToken(
  issuer: OAuth2Issuer,
  kind: TokenKind,
  serviceUrl: string,
): Promise<string> {
  const [key] = issuer.keys.toJSON()
  switch (kind) {
    case 'garbage':
      return 'not-a-token'
    case 'alg_none':
      return `${encoded({ alg: 'none', typ: 'JWT', kid: key?.kid })}.${await claimsOf(issuer, serviceUrl)}.`
    case 'alg_hs256': {
      const signed = `${encoded({ alg: 'HS256', typ: 'JWT', kid: key?.kid })}.${await claimsOf(issuer, serviceUrl)}`
      const secret = createPublicKey({ key: key ?? {}, format: 'jwk' })
        .export({ type: 'spki', format: 'pem' })
        .toString()
      return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
    }
    case 'forged':
    case 'unknown_key': {
      const stranger = new OAuth2Issuer()
      stranger.url = issuer.url
      await stranger.keys.generate('RS256', {
        kid: kind === 'forged' ? (key?.kid ?? '') : 'nobody-knows-me',
      })
      return signedToken(stranger, 'good', serviceUrl)
    }
    default:
      return signedToken(issuer, kind, serviceUrl)
  }
}

/** What a token of a kind claims that a good one does not; undefined: the claim is left out. */
const wrongClaims: Partial<Record<TokenKind, (now: number) => Record<string, unknown>>> = {
  wrong_audience: () => ({ aud: tenantId }),
  wrong_issuer: () => ({ iss: 'https://issuer.evil.test' }),
  just_expired: (now) => ({ exp: now - 120 }),
  expired: (now) => ({ exp: now - 3_600 }),
  not_yet_valid: (now) => ({ nbf: now + 3_600 }),
  other_service_url: () => ({ serviceurl: 'https://smba.trafficmanager.net/x/' }),
  no_service_url: () => ({ serviceurl: undefined }),
}

function signedToken(issuer: OAuth2Issuer, kind: TokenKind, serviceUrl: string): Promise<string> {
  return issuer.buildToken({
    scopesOrTransform: (_header, payload) => {
      const wrong = wrongClaims[kind]?.(payload.iat)
      Object.assign(payload, { aud: appId, serviceurl: serviceUrl }, wrong)
    },
  })
}

/** The encoded claims of a good token. */
async function claimsOf(issuer: OAuth2Issuer, serviceUrl: string): Promise<string> {
  return (await signedToken(issuer, 'good', serviceUrl)).split('.')[1] ?? ''
}

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
