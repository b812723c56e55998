/** Users and groups as the directory pushes them. */
import type { DirectoryGroupId, DirectoryUserId, IdentityId, PersonId } from '../../contract/ids.ts'
import type { JsonObject } from '../../contract/json.ts'
import type { EmailHolder } from '../../core/directory.ts'
import type { EventDraft } from './event.ts'

export interface DirectoryUser {
  id: DirectoryUserId
  externalId: string | null
  userName: string
  /** Those that the directory vouches for, case-folded. */
  emails: string[]
  active: boolean
  /** The SCIM resource as it was sent, without what the columns say. */
  resource: JsonObject
  version: number
  createdAt: Date
  changedAt: Date
  /** Whose they are; null only where it was deleted meanwhile. */
  person: PersonId | null
  groups: { id: DirectoryGroupId; displayName: string }[]
}

export interface DirectoryGroup {
  id: DirectoryGroupId
  externalId: string | null
  displayName: string
  version: number
  createdAt: Date
  changedAt: Date
  members: { id: DirectoryUserId; userName: string }[]
}

/** What narrows a search in the database; a filter that says more is looked at afterwards. */
export interface DirectorySearch {
  id?: string
  /** `userName` of users, `displayName` of groups: compared without regard to case. */
  name?: string
  externalId?: string
}

export interface DirectoryPage<Found> {
  found: Found[]
  total: number
}

/** A user as it is to be, and what that means for the person whom it is. */
export interface UserWrite {
  user: Pick<DirectoryUser, 'id' | 'externalId' | 'userName' | 'emails' | 'active' | 'resource'>
  /** Null for a new one. */
  expectVersion: number | null
  at: Date
  name: string | null
  /** For a new user: whose they are. */
  link: { person: PersonId; isNew: boolean; identity: IdentityId } | null
  person: PersonId | null
  /** E-mails that the person holds from now on, and who holds each until now. */
  take: { email: string; from: PersonId | null }[]
  /** E-mails that the person holds no longer. */
  release: string[]
  /** Who turned out to be this person: all or nothing of it is written with the rest. */
  merge: { person: PersonId; event: EventDraft }[]
  /** Whether the person may act, by the directory's word. */
  standing: { disabled: boolean; event: EventDraft } | null
  events: EventDraft[]
}

/** `stale`: something it rests on changed, so read again and decide again. */
type DirectoryWritten = 'written' | 'stale' | 'name_taken'

export interface GroupWrite {
  group: Pick<DirectoryGroup, 'id' | 'externalId' | 'displayName'>
  expectVersion: number | null
  at: Date
  /** Who is added and who is taken out. */
  add: DirectoryUserId[]
  remove: DirectoryUserId[]
  /** The group's name, and the one that it had before. */
  names: string[]
  events: EventDraft[]
}

export interface Directory {
  readUser(id: DirectoryUserId): Promise<DirectoryUser | null>
  listUsers(
    search: DirectorySearch,
    page: { offset: number; limit: number },
  ): Promise<DirectoryPage<DirectoryUser>>
  holders(emails: string[]): Promise<EmailHolder[]>
  writeUser(write: UserWrite): Promise<DirectoryWritten>
  deleteUser(deletion: {
    user: DirectoryUserId
    expectVersion: number
    at: Date
    standing: { person: PersonId; event: EventDraft } | null
    events: EventDraft[]
  }): Promise<Exclude<DirectoryWritten, 'name_taken'>>
  readGroup(id: DirectoryGroupId): Promise<DirectoryGroup | null>
  listGroups(
    search: DirectorySearch,
    page: { offset: number; limit: number },
  ): Promise<DirectoryPage<DirectoryGroup>>
  /** Which of these ids are of users, with whose they are; those of deleted ones are left out of `live`. */
  usersAmong(ids: string[]): Promise<{
    known: Set<string>
    live: { id: DirectoryUserId; person: PersonId | null }[]
  }>
  writeGroup(write: GroupWrite): Promise<DirectoryWritten>
  deleteGroup(deletion: {
    group: DirectoryGroupId
    name: string
    expectVersion: number
    at: Date
    events: EventDraft[]
  }): Promise<Exclude<DirectoryWritten, 'name_taken'>>
}
