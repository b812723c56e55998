/** The console's pages for those who administer, and for owners of agents. */
import type {
  AgentBody,
  AgentView,
  AgentWithKeys,
  NewKey,
  Owner,
  TrustBody,
  TrustView,
} from '../../contract/agent.ts'
import type { ErrorCode, Fault } from '../../contract/errors.ts'
import type { AgentId, IdentityId, KeyId, PersonId, TrustId } from '../../contract/ids.ts'
import type { IdentityView, PersonPage, PersonQuery, PersonView } from '../../contract/person.ts'
import type { Administrator } from './principal.ts'

/** A group of the policy in force, as administrators see it. */
export interface GroupState {
  name: string
  /** What says who is in it, and by which name there; null where the policy lists its members. */
  source: { kind: 'slack' | 'directory' | 'sign_in'; name: string } | null
  /** When that was last heard of; null where it never was, and where there is nothing to hear. */
  heardAt: Date | null
  /** Why it could not be read at the last try. */
  trouble: string | null
  people: { id: PersonId; name: string; disabled: boolean }[]
  /** What the policy uses it for: rules that ask it, and whether it administers. */
  uses: { rules: string[]; administers: boolean }
  /** Agents that it owns. */
  owns: string[]
}

/** Who looks at agents: whoever administers sees all of them, an owner their own. */
export interface AgentsShown {
  by: Administrator | null
  agents: AgentView[]
}

/** An owner that is no group of the policy in force. */
export interface UnknownOwner {
  ok: false
  code: 'invalid_request'
  errors: Fault[]
}

export type AgentCreated =
  | { ok: true; agent: AgentView; key: string }
  | { ok: false; code: 'agent_name_taken' }
  | UnknownOwner

export type AgentChanged =
  | { ok: true; agent: AgentView }
  | { ok: false; code: 'not_found' }
  | UnknownOwner

export type TrustAdded =
  | { ok: true; trust: TrustView }
  | {
      ok: false
      code: Extract<ErrorCode, 'not_found' | 'invalid_request' | 'trust_refused' | 'trust_overlaps'>
      detail: string
      errors: Fault[]
    }

export interface AdministrationVerbs {
  /** As whom somebody who is signed in administers; null where they do not. Looked up at every act. */
  administrator(visitor: { person: PersonId; identity: IdentityId }): Promise<Administrator | null>
  people(query: PersonQuery): Promise<PersonPage>
  /** A person with their accounts, and those that were taken from them; null for an unknown one. */
  person(
    id: PersonId,
  ): Promise<{ person: PersonView; identities: IdentityView[]; removed: IdentityView[] } | null>
  setStanding(
    by: Administrator,
    change: { person: PersonId; disabled: boolean },
  ): Promise<PersonView | null>
  removeIdentity(
    by: Administrator,
    removal: { person: PersonId; identity: IdentityId },
  ): Promise<{ ok: true } | { ok: false; code: 'not_found' | 'managed_by_directory' }>
  /** Gives a removed account back to its person. */
  restoreIdentity(
    by: Administrator,
    restoring: { person: PersonId; identity: IdentityId },
  ): Promise<
    { ok: true; identity: IdentityView } | { ok: false; code: 'not_found' | 'second_identity' }
  >
  /** Says that somebody is whoever holds an e-mail; answers who stays. */
  merge(
    by: Administrator,
    merging: { person: PersonId; email: string },
  ): Promise<
    | { ok: true; person: PersonView }
    | { ok: false; code: 'not_found' | 'second_identity' | 'forbidden' }
  >
  groups(): Promise<GroupState[]>
  agents(visitor: { person: PersonId; identity: IdentityId }): Promise<AgentsShown>
  agent(id: AgentId): Promise<AgentWithKeys | null>
  /** The groups of the policy in force, which can own agents. */
  groupNames(): Promise<string[]>
  createAgent(by: Administrator, body: AgentBody): Promise<AgentCreated>
  changeOwners(by: Administrator, agent: AgentId, owners: Owner[]): Promise<AgentChanged>
  setAgentStanding(by: Administrator, agent: AgentId, disabled: boolean): Promise<boolean>
  /** Null for an unknown agent. */
  addKey(by: Administrator, agent: AgentId, expiresInSeconds: number): Promise<NewKey | null>
  revokeKey(by: Administrator, agent: AgentId, key: KeyId): Promise<boolean>
  addTrust(by: Administrator, agent: AgentId, body: TrustBody): Promise<TrustAdded>
  removeTrust(by: Administrator, agent: AgentId, trust: TrustId): Promise<boolean>
}
