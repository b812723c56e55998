import type { DirectoryGroupId, DirectoryUserId, PersonId } from '../contract/ids.ts'
import { attemptsCountMax, type DirectoryDeps, directoryActor } from './directory-users.ts'
import type { DirectoryGroup, EventDraft } from './ports.ts'
import { draftEvent } from './record-event.ts'

/** A group as it is to be: `members` are ids as they were sent. */
export interface GroupDraft {
  externalId: string | null
  displayName: string
  members: string[]
}

export type GroupSaved =
  | { ok: true; group: DirectoryGroup }
  | { ok: false; code: 'uniqueness' | 'not_found' | 'changed' | 'unknown_member' }

/** A group that the directory made. Two of one name are refused, because the policy knows groups by their names. */
export async function createGroup(deps: DirectoryDeps, draft: GroupDraft): Promise<GroupSaved> {
  const id = deps.newId('drg')
  const written = await write(deps, { id, before: null, draft })
  if (written === 'stale') throw new Error('a group that nobody knew was changed')
  return written
}

/** Changes a group. `expectVersion`: only if it is still that version. */
export async function changeGroup(
  deps: DirectoryDeps,
  given: {
    id: DirectoryGroupId
    expectVersion: number | null
    change: (group: DirectoryGroup) => GroupDraft
  },
): Promise<GroupSaved> {
  const { id, expectVersion, change } = given
  for (let attempt = 0; attempt < attemptsCountMax; attempt += 1) {
    const before = await deps.directory.readGroup(id)
    if (before === null) return { ok: false, code: 'not_found' }
    if (expectVersion !== null && expectVersion !== before.version) {
      return { ok: false, code: 'changed' }
    }
    const written = await write(deps, { id, before, draft: change(before) })
    if (written !== 'stale') return written
  }
  throw new Error('a group of the directory kept changing while it was changed')
}

/** Deletes a group: nobody is in it from then on. */
export async function deleteGroup(
  deps: DirectoryDeps,
  id: DirectoryGroupId,
  expectVersion: number | null,
): Promise<'deleted' | 'not_found' | 'changed'> {
  for (let attempt = 0; attempt < attemptsCountMax; attempt += 1) {
    const at = await deps.now()
    const before = await deps.directory.readGroup(id)
    if (before === null) return 'not_found'
    if (expectVersion !== null && expectVersion !== before.version) return 'changed'
    const { live } = await deps.directory.usersAmong(before.members.map((member) => member.id))
    const result = await deps.directory.deleteGroup({
      group: id,
      name: before.displayName,
      expectVersion: before.version,
      at,
      events: [
        groupEvent(deps, at, id, 'deleted'),
        ...memberEvents(deps, { at, group: id, code: 'removed', people: live }),
      ],
    })
    if (result === 'written') return 'deleted'
  }
  throw new Error('a group of the directory kept changing while it was deleted')
}

interface Writing {
  id: DirectoryGroupId
  before: DirectoryGroup | null
  draft: GroupDraft
}

async function write(
  deps: DirectoryDeps,
  { id, before, draft }: Writing,
): Promise<GroupSaved | 'stale'> {
  const at = await deps.now()
  const had = new Set<string>(before?.members.map((member) => member.id))
  const wanted = new Set(draft.members)
  const added = [...wanted].filter((member) => !had.has(member))
  const { known, live } = await deps.directory.usersAmong([...added, ...had])
  if (added.some((member) => !known.has(member))) return { ok: false, code: 'unknown_member' }
  const add = live.filter((user) => wanted.has(user.id) && !had.has(user.id))
  const remove = live.filter((user) => had.has(user.id) && !wanted.has(user.id))
  const { externalId, displayName } = draft
  const renamed = before?.displayName !== displayName || before.externalId !== externalId
  if (before !== null && !renamed && add.length + remove.length === 0) {
    return { ok: true, group: before }
  }

  const result = await deps.directory.writeGroup({
    group: { id, externalId, displayName },
    expectVersion: before?.version ?? null,
    at,
    add: add.map((user) => user.id),
    remove: remove.map((user) => user.id),
    names: before === null ? [displayName] : [before.displayName, displayName],
    events: [
      ...(renamed ? [groupEvent(deps, at, id, before === null ? 'created' : 'changed')] : []),
      ...memberEvents(deps, { at, group: id, code: 'added', people: add }),
      ...memberEvents(deps, { at, group: id, code: 'removed', people: remove }),
    ],
  })
  if (result === 'name_taken') return { ok: false, code: 'uniqueness' }
  if (result === 'stale') return 'stale'
  const group = await deps.directory.readGroup(id)
  return group === null ? { ok: false, code: 'not_found' } : { ok: true, group }
}

function groupEvent(
  deps: DirectoryDeps,
  at: Date,
  group: DirectoryGroupId,
  code: string,
): EventDraft {
  const more = { group }
  return draftEvent(deps.newId, {
    type: 'directory.group_changed',
    at,
    actor: directoryActor,
    code,
    more,
  })
}

function memberEvents(
  deps: DirectoryDeps,
  given: {
    at: Date
    group: DirectoryGroupId
    code: 'added' | 'removed'
    people: { id: DirectoryUserId; person: PersonId | null }[]
  },
): EventDraft[] {
  const { at, group, code, people } = given
  return people.map(({ id, person }) =>
    draftEvent(deps.newId, {
      type: 'person.group_changed',
      at,
      actor: directoryActor,
      code,
      more: { person, user: id, group },
    }),
  )
}
