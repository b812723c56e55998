/** Who is calling, and who decides. */
import type { AgentKind } from '../../contract/agent.ts'
import type { AgentId, IdentityId, KeyId, PersonId, TokenId, TrustId } from '../../contract/ids.ts'
import type { PersonRecord } from '../../core/record.ts'

/** An account of a person on some platform, by ids that never change hands. */
export interface Account {
  provider: 'slack' | 'entra' | 'oidc' | 'scim' | 'development'
  /** The Slack team, the Entra tenant, the OIDC issuer, `directory`, or `local`. */
  tenant: string
  subject: string
}

/** What a platform says of an account just now. Only a `member`'s e-mail can be believed. */
export interface Profile {
  standing: 'member' | 'guest' | 'bot' | 'deactivated' | 'stranger'
  email: string | null
  name: string | null
}

export type Principal =
  | {
      kind: 'agent'
      id: AgentId
      name: string
      agentKind: AgentKind
      disabled: boolean
      /** The key that was shown, or the trust that stands for one. */
      key: KeyId | TrustId
    }
  | { kind: 'person'; person: PersonRecord; identity: IdentityId; token: TokenId | null }
  | { kind: 'admin' }

/** Who administers: the admin token, which is for bootstrap, or a person of the policy's `admins` group, by their name. */
export type Administrator =
  | { kind: 'bootstrap' }
  | { kind: 'person'; person: PersonRecord; identity: IdentityId }

/** Somebody who decides: known by a session or token, or an account that a platform vouches for. */
export type Clicker =
  | { kind: 'person'; person: PersonId; identity: IdentityId }
  | {
      kind: 'account'
      account: Account
      profile: Profile | 'unavailable'
      /** Nobody checked that the platform said so: development on this machine alone. Its decisions are marked. */
      unverified?: true
    }
