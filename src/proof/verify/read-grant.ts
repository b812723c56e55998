import { base64url, compactVerify, errors, type JWTVerifyGetKey } from 'jose'
import { GrantClaims, grantType } from '../../contract/grant.ts'

/** Where keys are found by the `kid` of a header, as jose's key sets do it. */
export type GrantKeys = JWTVerifyGetKey

export type GrantReading = { ok: true; claims: GrantClaims } | { ok: false; code: 'grant_invalid' }

const invalid: GrantReading = { ok: false, code: 'grant_invalid' }

/**
 * The claims of an authentic grant, whenever it was given: whether its time is over is asked apart, because a used
 * grant is called used also when it is old. Everything that is not exactly as we write it is refused: another
 * algorithm, type or header member (`crit`, `jwk`, `x5c` ...), a `kid` that is not ours, a spelling of base64url that
 * decodes to the same bytes (RFC 4648, section 3.5), a claim that is missing or of the wrong type.
 *
 * @param issuer The PUBLIC_URL of the Countersign that gave it: both `iss` and `aud`.
 * @throws Where the keys cannot be fetched, which says nothing of the grant.
 */
export async function readGrant(
  token: string,
  keys: GrantKeys,
  issuer: string,
): Promise<GrantReading> {
  const payload = token.split('.').every(isCanonical) ? await verified(token, keys) : null
  const claims = GrantClaims.safeParse(payload === null ? null : parsed(payload))
  if (!claims.success) return invalid
  const { iss, aud } = claims.data
  return sameUrl(iss, issuer) && sameUrl(aud, issuer) ? { ok: true, claims: claims.data } : invalid
}

/** What was signed; null where it was not signed as our grants are. */
async function verified(token: string, keys: GrantKeys): Promise<Uint8Array | null> {
  try {
    const { payload, protectedHeader } = await compactVerify(token, keys, { algorithms: ['EdDSA'] })
    const names = Object.keys(protectedHeader).sort().join()
    return names === 'alg,kid,typ' && protectedHeader.typ === grantType ? payload : null
  } catch (error) {
    const isTimeout = error instanceof errors.JWKSTimeout
    if (error instanceof errors.JOSEError && !isTimeout) return null
    throw error
  }
}

function parsed(payload: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload))
  } catch {
    return null
  }
}

/** The last character of a base64url text has spare bits, so several texts decode to the same bytes: one is ours. */
function isCanonical(part: string): boolean {
  try {
    return base64url.encode(base64url.decode(part)) === part
  } catch {
    return false
  }
}

/** People write the same address with and without its last slash. */
function sameUrl(one: string, other: string): boolean {
  return one.replace(/\/$/, '') === other.replace(/\/$/, '')
}
