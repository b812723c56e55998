import { CompactSign, createLocalJWKSet } from 'jose'
import { type GrantClaims, grantType, type KeySet } from '../../contract/grant.ts'
import type { GrantKeys } from '../verify/read-grant.ts'
import { keyInUse, type SigningKey } from './signing-keys.ts'

/** Signs grants with keys that this process holds. `take` puts other keys in the place of those that it had. */
export interface LocalSigner {
  sign(claims: GrantClaims): Promise<string>
  publicKeys(): KeySet
  keys: GrantKeys
  take(keys: SigningKey[]): void
}

/** @param now This process's clock, which says no more than which key is in use. */
export function createGrantSigner(given: SigningKey[], now: () => Date): LocalSigner {
  let held = given
  let known = createLocalJWKSet(setOf(held))
  return {
    sign: (claims) => {
      const { kid, privateKey } = keyInUse(held, now())
      return new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
        .setProtectedHeader({ alg: 'EdDSA', typ: grantType, kid })
        .sign(privateKey)
    },
    publicKeys: () => setOf(held),
    keys: (header, token) => known(header, token),
    take: (keys) => {
      held = keys
      known = createLocalJWKSet(setOf(keys))
    },
  }
}

function setOf(keys: SigningKey[]): KeySet {
  return { keys: keys.map(({ publicJwk }) => publicJwk) }
}
