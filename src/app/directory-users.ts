import type { DirectoryUserId, PersonId } from '../contract/ids.ts'
import { type EmailPlan, ownerOf, planEmails } from '../core/directory.ts'
import { mergedEvent, type PeopleDeps, standingEvent } from './people.ts'
import type { Actor, Directory, DirectoryUser, EventDraft, UserWrite } from './ports.ts'
import { draftEvent } from './record-event.ts'

export interface DirectoryDeps extends Pick<PeopleDeps, 'newId' | 'now'> {
  directory: Directory
}

/** The directory itself, as the actor of what it pushes. */
export const directoryActor: Actor = { kind: 'system', id: 'scim' }

/** How often a change is planned again because something changed between the read and the write. */
export const attemptsCountMax = 20

export type UserDraft = Pick<
  DirectoryUser,
  'externalId' | 'userName' | 'emails' | 'active' | 'resource'
> & { name: string | null }

export type UserSaved =
  | { ok: true; user: DirectoryUser }
  | { ok: false; code: 'uniqueness' | 'not_found' | 'changed' }

/**
 * A user whom the directory made: they are whoever holds their e-mail, this once, or somebody new. One who shares an
 * e-mail with another user is made without it: a refusal would leave somebody whom no deactivation reaches.
 */
export async function createUser(deps: DirectoryDeps, draft: UserDraft): Promise<UserSaved> {
  for (let attempt = 0; attempt < attemptsCountMax; attempt += 1) {
    const at = await deps.now()
    const holders = await deps.directory.holders(draft.emails)
    const owner = ownerOf(draft, holders)
    const person = owner.kind === 'known' ? owner.person : deps.newId('per')
    const id = deps.newId('dru')
    const identity = deps.newId('idn')
    const result = await writePlanned(deps, {
      ...{ id, draft, at, person, expectVersion: null, release: [] },
      plan: planEmails(person, draft.emails, holders),
      link: { person, isNew: owner.kind === 'new', identity },
      events: [
        userEvent(deps, { at, user: id, person, code: 'created' }),
        linkedEvent(deps, { at, person, identity }),
      ],
    })
    if (result === 'name_taken') return { ok: false, code: 'uniqueness' }
    if (result === 'written') return readBack(deps, id)
  }
  throw new Error('the directory kept changing while a user was made')
}

/** What a change of a user makes of it. */
type ChangeUser = (user: DirectoryUser) => UserDraft

/**
 * Changes a user, from then on by id alone. `expectVersion`: only if it is still that version. An e-mail that somebody
 * else holds by an account of theirs is not taken away from them: deactivation must not wait for such a quarrel.
 */
export async function changeUser(
  deps: DirectoryDeps,
  {
    id,
    expectVersion,
    change,
  }: { id: DirectoryUserId; expectVersion: number | null; change: ChangeUser },
): Promise<UserSaved> {
  for (let attempt = 0; attempt < attemptsCountMax; attempt += 1) {
    const user = await deps.directory.readUser(id)
    if (user === null) return { ok: false, code: 'not_found' }
    if (expectVersion !== null && expectVersion !== user.version)
      return { ok: false, code: 'changed' }
    const result = await writeChange(deps, user, change(user))
    if (result === 'same') return { ok: true, user }
    if (result === 'name_taken') return { ok: false, code: 'uniqueness' }
    if (result === 'written') return readBack(deps, id)
  }
  throw new Error('a user of the directory kept changing while it was changed')
}

/** `same`: nothing of it is new, and nothing is left to take over either. */
async function writeChange(deps: DirectoryDeps, user: DirectoryUser, draft: UserDraft) {
  const { id, person } = user
  const plan = planEmails(person, draft.emails, await deps.directory.holders(draft.emails))
  if (isSame(user, draft) && plan.take.length + plan.merge.length === 0) return 'same'
  const at = await deps.now()
  return writePlanned(deps, {
    ...{ id, draft, at, person, plan, expectVersion: user.version, link: null },
    release: user.emails.filter((email) => !draft.emails.includes(email)),
    events: [userEvent(deps, { at, user: id, person, code: 'changed' })],
  })
}

interface Planned {
  id: DirectoryUserId
  draft: UserDraft
  at: Date
  person: PersonId | null
  plan: EmailPlan
  expectVersion: number | null
  release: string[]
  link: UserWrite['link']
  events: EventDraft[]
}

async function writePlanned(
  deps: DirectoryDeps,
  given: Planned,
): ReturnType<Directory['writeUser']> {
  const { id, draft, at, person, plan, release, events } = given
  const { name, ...user } = draft
  const moved = plan.take.length + plan.merge.length + release.length
  const more = { user: id, person, refused: plan.refused }
  return deps.directory.writeUser({
    user: { id, ...user },
    expectVersion: given.expectVersion,
    ...{ at, name, link: given.link, person, take: plan.take, release },
    merge: person === null ? [] : plan.merge.map((other) => merging(deps, at, other, person)),
    standing: person === null ? null : standingOf(deps, { at, person, active: draft.active }),
    events: [
      ...events,
      ...(moved + plan.refused.length === 0
        ? []
        : [
            draftEvent(deps.newId, {
              type: 'person.emails_changed',
              at,
              actor: directoryActor,
              more,
            }),
          ]),
    ],
  })
}

function merging(deps: DirectoryDeps, at: Date, person: PersonId, into: PersonId) {
  const gist = { at, actor: directoryActor, code: null, person, into }
  return { person, event: mergedEvent(deps.newId, gist) }
}

function standingOf(
  deps: DirectoryDeps,
  { at, person, active }: { at: Date; person: PersonId; active: boolean },
): NonNullable<UserWrite['standing']> {
  const disabled = !active
  const gist = { at, actor: directoryActor, person, disabled, code: 'directory' }
  return { disabled, event: standingEvent(deps.newId, gist) }
}

/** Deletes a user: the person is disabled, and whoever has their e-mail next is somebody else. */
export async function deleteUser(
  deps: DirectoryDeps,
  id: DirectoryUserId,
  expectVersion: number | null,
): Promise<'deleted' | 'not_found' | 'changed'> {
  for (let attempt = 0; attempt < attemptsCountMax; attempt += 1) {
    const at = await deps.now()
    const user = await deps.directory.readUser(id)
    if (user === null) return 'not_found'
    if (expectVersion !== null && expectVersion !== user.version) return 'changed'
    const { person } = user
    const result = await deps.directory.deleteUser({
      user: id,
      expectVersion: user.version,
      at,
      standing:
        person === null
          ? null
          : { person, event: standingOf(deps, { at, person, active: false }).event },
      events: [userEvent(deps, { at, user: id, person, code: 'deleted' })],
    })
    if (result === 'written') return 'deleted'
  }
  throw new Error('a user of the directory kept changing while it was deleted')
}

async function readBack(deps: DirectoryDeps, id: DirectoryUserId): Promise<UserSaved> {
  const user = await deps.directory.readUser(id)
  return user === null ? { ok: false, code: 'not_found' } : { ok: true, user }
}

function isSame(user: DirectoryUser, draft: UserDraft): boolean {
  const { externalId, userName, emails, active, resource } = user
  const now = { externalId, userName, emails, active, resource }
  const then = {
    externalId: draft.externalId,
    userName: draft.userName,
    emails: draft.emails,
    active: draft.active,
    resource: draft.resource,
  }
  return JSON.stringify(now) === JSON.stringify(then)
}

function userEvent(
  deps: DirectoryDeps,
  given: { at: Date; user: DirectoryUserId; person: PersonId | null; code: string },
): EventDraft {
  const { at, user, person, code } = given
  const more = { user, person }
  return draftEvent(deps.newId, {
    type: 'directory.user_changed',
    at,
    actor: directoryActor,
    code,
    more,
  })
}

function linkedEvent(
  deps: DirectoryDeps,
  given: { at: Date; person: PersonId; identity: `idn_${string}` },
): EventDraft {
  const { at, person, identity } = given
  const more = { person, identity, provider: 'scim' }
  return draftEvent(deps.newId, { type: 'person.identity_linked', at, actor: directoryActor, more })
}
