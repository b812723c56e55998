/** Workload identity: whose signed tokens stand for an agent's key. */
import type { AgentId, PersonId, TrustId } from '../../contract/ids.ts'
import type { EventDraft } from './event.ts'
import type { Principal } from './principal.ts'

interface NewTrust {
  id: TrustId
  agent: AgentId
  issuer: string
  audience: string
  /** A pattern of subjects (`core/subject-pattern.ts`). */
  subject: string
  jwksUrl: string | null
  madeBy: PersonId | null
  createdAt: Date
}

export interface Trusts {
  /** Written unless a trust of the same issuer and audience has a subject that `overlaps`; then whose it is. */
  add(
    trust: NewTrust,
    overlaps: (subject: string) => boolean,
    events: EventDraft[],
  ): Promise<{ ok: true } | { ok: false; rival: AgentId }>
  /** False where the agent has no such trust. */
  remove(agent: AgentId, trust: TrustId, at: Date, events: EventDraft[]): Promise<boolean>
}

/** A trust that may take a token, with the agent whose key it stands for. */
export interface TrustRecord {
  audience: string
  subject: string
  jwksUrl: string | null
  /** Whether its last use was noted over a minute ago. */
  noteDue: boolean
  agent: Extract<Principal, { kind: 'agent' }>
}

/** What a token is judged by. */
export interface Workloads {
  /** The trusts of an issuer, and the database's clock. */
  trustsOf(issuer: string): Promise<{ now: Date; trusts: TrustRecord[] }>
  /** Notes a use, once a minute at most. */
  noteUse(trust: Extract<Principal, { kind: 'agent' }>['key']): Promise<void>
}
