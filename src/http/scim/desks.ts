import type { Request } from 'express'
import type { z } from 'zod'
import type {
  DirectoryGroup,
  DirectoryPage,
  DirectorySearch,
  DirectoryUser,
} from '../../app/ports.ts'
import { DirectoryGroupId, DirectoryUserId } from '../../contract/ids.ts'
import type { JsonObject } from '../../contract/json.ts'
import { applyPatch } from './apply-patch.ts'
import type { ResourceDesk, ScimRoutes } from './desk.ts'
import { type Filter, isAllSearched, matches, readFilter, searchOf } from './filter.ts'
import { readGroup, viewGroup } from './groups.ts'
import { readPatch } from './read-patch.ts'
import { ScimRefusal } from './refusal.ts'
import { pageOf } from './send-list.ts'
import { readUser, viewUser } from './users.ts'

/** `/Users` over the verbs. */
export function userDesk(verbs: ScimRoutes): ResourceDesk {
  const { base, directory } = verbs
  const view = (user: DirectoryUser) => viewUser(user, base)
  return deskOf<DirectoryUserId, DirectoryUser>({
    kind: 'User',
    name: 'userName',
    id: DirectoryUserId,
    view,
    find: (search, page) => directory.listUsers(search, page),
    read: (id) => directory.readUser(id),
    create: async (body) => {
      const saved = await verbs.createUser(readUser(body))
      return saved.ok ? saved.user : refuse(saved.code)
    },
    change: async (id, expectVersion, next) => {
      const change = (user: DirectoryUser) => readUser(next(view(user)), user.active)
      const saved = await verbs.changeUser({ id, expectVersion, change })
      return saved.ok ? saved.user : refuse(saved.code)
    },
    remove: (id, expectVersion) => verbs.deleteUser(id, expectVersion),
  })
}

/** `/Groups` over the verbs. */
export function groupDesk(verbs: ScimRoutes): ResourceDesk {
  const { base, directory } = verbs
  const view = (group: DirectoryGroup) => viewGroup(group, base)
  return deskOf<DirectoryGroupId, DirectoryGroup>({
    kind: 'Group',
    name: 'displayName',
    id: DirectoryGroupId,
    view,
    find: (search, page) => directory.listGroups(search, page),
    read: (id) => directory.readGroup(id),
    create: async (body) => {
      const saved = await verbs.createGroup(readGroup(body))
      return saved.ok ? saved.group : refuse(saved.code)
    },
    change: async (id, expectVersion, next) => {
      const change = (group: DirectoryGroup) => readGroup(next(view(group)))
      const saved = await verbs.changeGroup({ id, expectVersion, change })
      return saved.ok ? saved.group : refuse(saved.code)
    },
    remove: (id, expectVersion) => verbs.deleteGroup(id, expectVersion),
  })
}

/** What tells users from groups. Whatever is refused is thrown. */
interface Resource<Id, One> extends Searching<One> {
  id: z.ZodType<Id>
  view(one: One): JsonObject
  read(id: Id): Promise<One | null>
  create(body: JsonObject): Promise<One>
  change(
    id: Id,
    expectVersion: number | null,
    next: (before: JsonObject) => JsonObject,
  ): Promise<One>
  remove(id: Id, expectVersion: number | null): Promise<'deleted' | 'not_found' | 'changed'>
}

function deskOf<Id, One>(resource: Resource<Id, One>): ResourceDesk {
  const { id, view, find } = resource
  const idOf = (given: string) => id.safeParse(given).data ?? refuse('not_found')
  const viewing: Searching<JsonObject> = {
    ...resource,
    find: async (search, page) => viewed(await find(search, page), view),
  }
  return {
    list: (query) => list(query, viewing),
    read: async (given) => {
      const known = id.safeParse(given)
      const one = known.success ? await resource.read(known.data) : null
      return one === null ? null : view(one)
    },
    create: async (body) => view(await resource.create(body)),
    replace: async (given, body, expectVersion) =>
      view(await resource.change(idOf(given), expectVersion, () => body)),
    patch: async (given, body, expectVersion) => {
      const operations = readPatch(body)
      const next = (before: JsonObject) => applyPatch(before, operations)
      return view(await resource.change(idOf(given), expectVersion, next))
    },
    remove: async (given, expectVersion) => {
      const result = await resource.remove(idOf(given), expectVersion)
      if (result !== 'deleted') refuse(result)
    },
  }
}

interface Searching<One> {
  kind: 'User' | 'Group'
  /** The attribute that names them. */
  name: string
  find(
    search: DirectorySearch,
    page: { offset: number; limit: number },
  ): Promise<DirectoryPage<One>>
}

async function list(
  query: Request['query'],
  searching: Searching<JsonObject>,
): ReturnType<ResourceDesk['list']> {
  const { startIndex, count } = pageOf(query)
  const given = query['filter']
  const filter =
    typeof given === 'string' && given.trim() !== '' ? readFilter(given, searching.kind) : null
  if (Array.isArray(given)) throw new ScimRefusal(400, 'There is one filter.', 'invalidFilter')
  const offset = startIndex - 1
  if (filter === null || isAllSearched(filter, searching.name)) {
    const search = filter === null ? {} : searchOf(filter, searching.name)
    return { ...(await searching.find(search, { offset, limit: count })), startIndex }
  }
  const all = await findAll(filter, searching)
  return { found: all.slice(offset, offset + count), total: all.length, startIndex }
}

const batchCount = 500

/** A filter that the database cannot look up is held against everybody whom it cannot exclude. */
async function findAll(filter: Filter, searching: Searching<JsonObject>): Promise<JsonObject[]> {
  const search = searchOf(filter, searching.name)
  const all: JsonObject[] = []
  for (let offset = 0; ; offset += batchCount) {
    const { found } = await searching.find(search, { offset, limit: batchCount })
    all.push(...found.filter((one) => matches(filter, one)))
    if (found.length < batchCount) return all
  }
}

function viewed<Found>(
  { found, total }: DirectoryPage<Found>,
  view: (one: Found) => JsonObject,
): DirectoryPage<JsonObject> {
  return { found: found.map(view), total }
}

function refuse(code: 'uniqueness' | 'not_found' | 'changed' | 'unknown_member'): never {
  switch (code) {
    case 'uniqueness':
      throw new ScimRefusal(409, 'The name or an e-mail is another one’s.', 'uniqueness')
    case 'not_found':
      throw new ScimRefusal(404, 'There is nothing under this id.')
    case 'changed':
      throw new ScimRefusal(412, 'It was changed since that version.')
    case 'unknown_member':
      throw new ScimRefusal(400, 'A member is no user of this directory.', 'invalidValue')
  }
}
