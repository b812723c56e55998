import type { Request } from 'express'
import type { DirectoryPage, DirectorySearch } from '../../app/ports.ts'
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
  const view = (user: Parameters<typeof viewUser>[0]) => viewUser(user, base)
  const change = async (
    given: string,
    expectVersion: number | null,
    next: (before: JsonObject) => JsonObject,
  ) => {
    const id = userId(given)
    const change = (user: Parameters<typeof viewUser>[0]) => readUser(next(view(user)), user.active)
    const saved = await verbs.changeUser({ id, expectVersion, change })
    return saved.ok ? view(saved.user) : refuse(saved.code)
  }
  return {
    list: (query) =>
      list(query, {
        kind: 'User',
        name: 'userName',
        find: async (search, page) => viewed(await directory.listUsers(search, page), view),
      }),
    read: async (given) => {
      const id = DirectoryUserId.safeParse(given)
      const user = id.success ? await directory.readUser(id.data) : null
      return user === null ? null : view(user)
    },
    create: async (body) => {
      const saved = await verbs.createUser(readUser(body))
      return saved.ok ? view(saved.user) : refuse(saved.code)
    },
    replace: (id, body, expectVersion) => change(id, expectVersion, () => body),
    patch: (id, body, expectVersion) => {
      const operations = readPatch(body)
      return change(id, expectVersion, (before) => applyPatch(before, operations))
    },
    remove: async (id, expectVersion) => {
      const result = await verbs.deleteUser(userId(id), expectVersion)
      if (result !== 'deleted') refuse(result)
    },
  }
}

/** `/Groups` over the verbs. */
export function groupDesk(verbs: ScimRoutes): ResourceDesk {
  const { base, directory } = verbs
  const view = (group: Parameters<typeof viewGroup>[0]) => viewGroup(group, base)
  const change = async (
    given: string,
    expectVersion: number | null,
    next: (before: JsonObject) => JsonObject,
  ) => {
    const id = groupId(given)
    const change = (group: Parameters<typeof viewGroup>[0]) => readGroup(next(view(group)))
    const saved = await verbs.changeGroup({ id, expectVersion, change })
    return saved.ok ? view(saved.group) : refuse(saved.code)
  }
  return {
    list: (query) =>
      list(query, {
        kind: 'Group',
        name: 'displayName',
        find: async (search, page) => viewed(await directory.listGroups(search, page), view),
      }),
    read: async (given) => {
      const id = DirectoryGroupId.safeParse(given)
      const group = id.success ? await directory.readGroup(id.data) : null
      return group === null ? null : view(group)
    },
    create: async (body) => {
      const saved = await verbs.createGroup(readGroup(body))
      return saved.ok ? view(saved.group) : refuse(saved.code)
    },
    replace: (id, body, expectVersion) => change(id, expectVersion, () => body),
    patch: (id, body, expectVersion) => {
      const operations = readPatch(body)
      return change(id, expectVersion, (before) => applyPatch(before, operations))
    },
    remove: async (id, expectVersion) => {
      const result = await verbs.deleteGroup(groupId(id), expectVersion)
      if (result !== 'deleted') refuse(result)
    },
  }
}

interface Searching {
  kind: 'User' | 'Group'
  /** The attribute that names them. */
  name: string
  find(
    search: DirectorySearch,
    page: { offset: number; limit: number },
  ): Promise<DirectoryPage<JsonObject>>
}

async function list(
  query: Request['query'],
  searching: Searching,
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
async function findAll(filter: Filter, searching: Searching): Promise<JsonObject[]> {
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

function userId(given: string): DirectoryUserId {
  const id = DirectoryUserId.safeParse(given)
  return id.success ? id.data : refuse('not_found')
}

function groupId(given: string): DirectoryGroupId {
  const id = DirectoryGroupId.safeParse(given)
  return id.success ? id.data : refuse('not_found')
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
