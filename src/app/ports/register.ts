/** People, agents, the policy in force and the log. */
import type { AgentKind, AgentView, AgentWithKeys } from '../../contract/agent.ts'
import type { AgentId, IdentityId, KeyId, PersonId, RequestId } from '../../contract/ids.ts'
import type { EventQuery } from '../../contract/list.ts'
import type { GroupSource } from '../../core/policy/group.ts'
import type { SlackUsergroup } from '../../core/policy/policy.ts'
import type { PersonRecord } from '../../core/record.ts'
import type { EventDraft, EventPage, StoredEvent } from './event.ts'
import type { Account } from './principal.ts'

export interface People {
  /** The person who holds the e-mail, made known if nobody does. The e-mail is case-folded. */
  byEmail(email: string): Promise<PersonId>
  read(id: PersonId): Promise<PersonRecord | null>
  /**
   * The person who holds the e-mail, where anybody does. With an account: as they will be once it is linked to them, in
   * the user groups that list it too, also where a user group is all that knows of them.
   */
  holderOf(email: string, account?: Account): Promise<PersonRecord | null>
  /** Whose account it is. */
  byAccount(account: Account): Promise<{ record: PersonRecord; identity: IdentityId } | null>
  /**
   * The people who hold these e-mails, are these, or are in these groups of Slack, of the directory or of sign-in, each
   * once, with their accounts.
   */
  contacts(who: {
    emails: string[]
    ids: PersonId[]
    usergroups: SlackUsergroup[]
    directoryGroups: string[]
    oidcGroups: string[]
  }): Promise<Contact[]>
  /**
   * Links once: an account that is already linked keeps its person. Null where the person already has another account in
   * that tenant.
   */
  link(query: {
    account: Account
    person: PersonId
    name: string | null
    /** They proved the account to be theirs: only so is one linked again that an administrator removed. */
    proven?: true
    event: (person: PersonId, identity: IdentityId) => EventDraft
  }): Promise<{ person: PersonId; identity: IdentityId } | null>
}

/** A person, and where they can be reached. */
export interface Contact {
  person: PersonRecord
  accounts: Account[]
}

/** Who owns an agent: a person, or the members of a group of the policy. */
export type OwnerRecord = { person: PersonId } | { group: string }

export interface Agents {
  create(agent: {
    id: AgentId
    name: string
    kind: AgentKind
    owners: OwnerRecord[]
    key: { id: KeyId; hash: string; madeBy: PersonId | null; expiresAt: Date | null }
    events: EventDraft[]
  }): Promise<'created' | 'name_taken'>
  list(): Promise<AgentView[]>
  read(id: AgentId): Promise<AgentWithKeys | null>
  /** The agents that a person owns now, by themselves or as a member of a group. */
  ownedBy(person: PersonId): Promise<AgentId[]>
  change(
    id: AgentId,
    change: { owners?: OwnerRecord[]; disabled?: boolean; at: Date },
    events: EventDraft[],
  ): Promise<boolean>
  addKey(
    agent: AgentId,
    key: { id: KeyId; hash: string; madeBy: PersonId | null; expiresAt: Date | null },
    events: EventDraft[],
  ): Promise<boolean>
  revokeKey(agent: AgentId, key: KeyId, at: Date, events: EventDraft[]): Promise<boolean>
}

export interface PolicyRecord {
  version: string
  yaml: string
  since: Date
}

export interface Policies {
  inForce(): Promise<PolicyRecord | null>
  read(version: string): Promise<string | null>
  wasInForce(version: string): Promise<boolean>
  /** Writes the version, its activation, what its groups stand for, the people its e-mails name, and the event. */
  activate(policy: {
    version: string
    yaml: string
    emails: string[]
    groups: GroupSource[]
    event: EventDraft
  }): Promise<void>
}

export interface Events {
  append(event: EventDraft): Promise<void>
  ofRequest(request: RequestId): Promise<StoredEvent[]>
  list(query: EventQuery): Promise<EventPage>
}
