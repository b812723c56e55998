/** Grants: the keys that sign them. */
import type { GrantClaims, KeySet } from '../../contract/grant.ts'
import type { GrantKeys } from '../../proof/verify/read-grant.ts'

/**
 * Where the keys are: a file, a setting, or a key service that never gives them away. Signing is the only thing that is
 * done with a private one.
 */
export interface GrantSigner {
  /** The compact JWS of a grant, by the key that is in use. */
  sign(claims: GrantClaims): Promise<string>
  /** The public keys: the next one before its first use, past ones until their last grant is over. */
  publicKeys(): KeySet
  /** The same keys, as a grant is verified with them. */
  keys: GrantKeys
}
