import { createLocalJWKSet, createRemoteJWKSet, type JSONWebKeySet } from 'jose'
import type { GrantClaims } from '../../contract/grant.ts'
import type { BoundAction } from './bound-action.ts'
import { type GrantKeys, readGrant } from './read-grant.ts'
import { webDigest } from './web-digest.ts'

/** The action that is about to run. Without an `agent` it is the grant's own. */
export type GrantedAction = Omit<BoundAction, 'agent'> & { agent?: string | undefined }

export interface VerifyGrantOptions {
  /** The PUBLIC_URL of the Countersign that is trusted. */
  issuer: string
  /** Its public keys, or the address of them: `PUBLIC_URL/.well-known/jwks.json`. */
  jwks: JSONWebKeySet | URL | string
  /** Now, in milliseconds since the epoch. */
  now?: number
}

export type VerifyGrantResult =
  | { ok: true; grant: GrantClaims }
  | { ok: false; code: 'grant_invalid' | 'grant_not_yours' | 'grant_expired' | 'action_mismatch' }

/** How far two clocks may be apart. */
const clockSecondsMax = 5

/**
 * Whether a grant is authentic, in time, and for exactly this action. It asks nobody, so it is evidence and no
 * permission: that the grant was not used before is known to Countersign alone, which `consume` asks.
 *
 * @throws Where the keys cannot be fetched.
 */
export async function verifyGrant(
  grant: string,
  action: GrantedAction,
  { issuer, jwks, now = Date.now() }: VerifyGrantOptions,
): Promise<VerifyGrantResult> {
  const reading = await readGrant(grant, keysOf(jwks), issuer)
  if (!reading.ok) return reading
  const { claims } = reading
  const agent = action.agent ?? claims.sub
  if (agent !== claims.sub) return { ok: false, code: 'grant_not_yours' }
  const seconds = now / 1_000
  if (claims.nbf > seconds + clockSecondsMax) return { ok: false, code: 'grant_invalid' }
  if (claims.exp <= seconds - clockSecondsMax) return { ok: false, code: 'grant_expired' }
  return (await webDigest({ ...action, agent })) === claims.digest
    ? { ok: true, grant: claims }
    : { ok: false, code: 'action_mismatch' }
}

/** One per address, because each remembers what it has fetched. */
const fetched = new Map<string, GrantKeys>()

function keysOf(jwks: JSONWebKeySet | URL | string): GrantKeys {
  if (typeof jwks === 'object' && 'keys' in jwks) return createLocalJWKSet(jwks)
  const { href } = new URL(jwks)
  const known = fetched.get(href) ?? createRemoteJWKSet(new URL(href))
  fetched.set(href, known)
  return known
}
