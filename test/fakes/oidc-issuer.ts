import { createHash, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

export const clientId = 'countersign'
export const clientSecret = 'a-client-secret-of-some-length-0123'
const keyName = 'k1'

/** How one ID token differs from what the provider should send. `undefined` takes a claim away. */
export interface TokenFault {
  claims?: Record<string, unknown>
  header?: { alg?: string; kid?: string }
  /** Signed with a key that the provider does not publish, with HMAC under this text, or not at all. */
  signedBy?: 'provider' | 'stranger' | 'nobody' | { secret: string }
  /** What becomes of the token's text before it is sent. */
  spoil?: (token: string) => string
}

/** What the token endpoint says to the next call: an ID token, right but for its faults, or something else. */
export type NextAnswer =
  | TokenFault
  | { status: number; body: string; type?: string; headers?: Record<string, string> }

/** An OpenID provider that says whatever a test wants, and keeps its own rules on codes and PKCE. */
export interface OidcIssuer {
  url: string
  /** Plays the person of these claims who signs in at an authorization address; answers with the query of the callback. */
  authorize(address: string, claims?: Record<string, unknown>): URLSearchParams
  next(answer: NextAnswer): void
  logoutToken(fault?: TokenFault): Promise<string>
  /** Offers userinfo from now on, which says this; null is an outage of it alone. */
  offerUserInfo(claims: Record<string, unknown> | null): void
  /** How often userinfo was asked. */
  userInfoCount(): number
  /** Whether it answers at all. */
  setUp(isUp: boolean): void
  close(): Promise<void>
}

const pair = generateKeyPair('RS256', { extractable: true })
const strangers = generateKeyPair('RS256')

/** The provider's public key as text, which a careless reader would take for an HMAC secret. */
export async function publicKeyText(): Promise<string> {
  return JSON.stringify(await exportJWK((await pair).publicKey))
}

interface Code {
  claims: Record<string, unknown>
  nonce: string
  challenge: string
}

export async function startOidcIssuer(): Promise<OidcIssuer> {
  const codes = new Map<string, Code>()
  let answer: NextAnswer = {}
  let isUp = true
  let userInfo: Record<string, unknown> | null | undefined
  let userInfoCount = 0
  const server = createServer((request, response) => void serve(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isUp) return void response.writeHead(503).end('down')
    if (request.url === '/.well-known/openid-configuration') {
      return send(response, metadata(url, userInfo !== undefined))
    }
    if (request.url === '/jwks') return send(response, await publicKeys())
    if (request.url === '/token')
      return giveToken(new URLSearchParams(await textOf(request)), response)
    if (request.url === '/userinfo') return tellOf(response)
    response.writeHead(404).end()
  }

  function tellOf(response: ServerResponse): void {
    userInfoCount += 1
    send(response, userInfo ?? {}, userInfo === null ? 503 : 200)
  }

  async function giveToken(form: URLSearchParams, response: ServerResponse): Promise<void> {
    const given = form.get('code') ?? ''
    const code = codes.get(given)
    codes.delete(given)
    if (code === undefined || digest(form.get('code_verifier') ?? '') !== code.challenge) {
      return send(response, { error: 'invalid_grant' }, 400)
    }
    if ('status' in answer) {
      const { status, body, type = 'application/json', headers = {} } = answer
      return void response.writeHead(status, { 'content-type': type, ...headers }).end(body)
    }
    const idToken = await tokenOf(url, { nonce: code.nonce, ...code.claims }, answer)
    send(response, { access_token: randomUUID(), token_type: 'Bearer', id_token: idToken })
  }

  return {
    url,
    authorize: (wanted, claims = {}) => {
      const { searchParams: asked } = new URL(wanted)
      const code = randomUUID()
      codes.set(code, {
        claims,
        nonce: asked.get('nonce') ?? '',
        challenge: asked.get('code_challenge') ?? '',
      })
      return new URLSearchParams({ code, state: asked.get('state') ?? '', iss: url })
    },
    next: (given) => {
      answer = given
    },
    logoutToken: (fault = {}) => {
      const events = { 'http://schemas.openid.net/event/backchannel-logout': {} }
      const own = { jti: randomUUID(), events, email: undefined, email_verified: undefined }
      return tokenOf(url, own, fault)
    },
    offerUserInfo: (claims) => {
      userInfo = claims
    },
    userInfoCount: () => userInfoCount,
    setUp: (up) => {
      isUp = up
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function metadata(url: string, offersUserInfo: boolean): object {
  return {
    ...(offersUserInfo ? offering(url) : {}),
    issuer: url,
    authorization_endpoint: `${url}/authorize`,
    token_endpoint: `${url}/token`,
    jwks_uri: `${url}/jwks`,
    end_session_endpoint: `${url}/end`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    // It announces more than anybody should take.
    id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
    authorization_response_iss_parameter_supported: true,
  }
}

function offering(url: string): object {
  return {
    userinfo_endpoint: `${url}/userinfo`,
    scopes_supported: ['openid', 'email', 'profile', 'groups'],
    claims_supported: ['sub', 'email', 'email_verified'],
  }
}

async function publicKeys(): Promise<object> {
  const { publicKey } = await pair
  return { keys: [{ ...(await exportJWK(publicKey)), kid: keyName, alg: 'RS256', use: 'sig' }] }
}

async function tokenOf(
  issuer: string,
  own: Record<string, unknown>,
  { claims = {}, header = {}, signedBy = 'provider', spoil = (token) => token }: TokenFault,
): Promise<string> {
  const now = Math.floor(Date.now() / 1000)
  const payload = {
    iss: issuer,
    aud: clientId,
    sub: 'ana-at-the-provider',
    iat: now,
    exp: now + 300,
    auth_time: now - 60,
    email: 'Ana@Example.com',
    email_verified: true,
    ...own,
    ...claims,
  }
  const kept = JSON.parse(JSON.stringify(payload))
  if (signedBy === 'nobody') {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    return spoil(`${part({ alg: 'none', ...header })}.${part(kept)}.`)
  }
  const isSecret = typeof signedBy === 'object'
  const key = isSecret
    ? new TextEncoder().encode(signedBy.secret)
    : (await (signedBy === 'stranger' ? strangers : pair)).privateKey
  const alg = isSecret ? 'HS256' : 'RS256'
  const token = await new SignJWT(kept)
    .setProtectedHeader({ kid: keyName, ...header, alg: header.alg ?? alg })
    .sign(key)
  return spoil(token)
}

function digest(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url')
}

function send(response: ServerResponse, body: object, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += chunk
  return text
}
