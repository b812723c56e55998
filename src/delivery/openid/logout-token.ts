import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey, jwtVerify } from 'jose'
import type { LogoutResult } from '../../app/ports.ts'
import { isStorable } from '../../contract/words.ts'

/** The member of `events` that makes a token a logout token (OpenID Connect Back-Channel Logout 1.0, 2.4). */
const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout'
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'EdDSA']
const tokenSecondsMax = 10 * 60
const clockSkewSeconds = 60
const keysMsMax = 5_000

export interface LogoutTokenChecks {
  issuer: string
  clientId: string
  keys: JWTVerifyGetKey
}

/** The keys of a provider, kept while they serve; an unknown one is looked for at most every half minute. */
export function remoteKeys(address: string, fetch: typeof globalThis.fetch): JWTVerifyGetKey {
  return createRemoteJWKSet(new URL(address), { [customFetch]: fetch, timeoutDuration: keysMsMax })
}

/** Reads a logout token: from this provider, for us, fresh, and a logout token and no other kind. */
export async function readLogoutToken(
  token: string,
  { issuer, clientId, keys }: LogoutTokenChecks,
  now: Date,
): Promise<LogoutResult> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience: clientId,
      algorithms,
      clockTolerance: clockSkewSeconds,
      maxTokenAge: tokenSecondsMax,
      requiredClaims: ['iat', 'jti'],
      currentDate: now,
    })
    const { jti, sub = null, sid = null, events } = payload
    if (typeof jti !== 'string' || jti === '' || 'nonce' in payload) return invalid
    if (!isTextOrNull(sub) || !isTextOrNull(sid) || (sub === null && sid === null)) return invalid
    if (!namesLogout(events)) return invalid
    const spentUntil = new Date(now.getTime() + 2 * (tokenSecondsMax + clockSkewSeconds) * 1000)
    return { ok: true, subject: sub, sid, jti, spentUntil }
  } catch (error) {
    return isOurFault(error) ? { ok: false, code: 'provider_unavailable' } : invalid
  }
}

const invalid: LogoutResult = { ok: false, code: 'logout_token_invalid' }

function isTextOrNull(claim: unknown): claim is string | null {
  return claim === null || (typeof claim === 'string' && claim !== '' && isStorable(claim))
}

function namesLogout(events: unknown): boolean {
  if (typeof events !== 'object' || events === null || !(logoutEvent in events)) return false
  const named = events[logoutEvent]
  return typeof named === 'object' && named !== null && !Array.isArray(named)
}

/** Whether the keys could not be had, which says nothing of the token. */
function isOurFault(error: unknown): boolean {
  return error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError)
}
