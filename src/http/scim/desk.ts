import type { Request } from 'express'
import type { changeGroup, createGroup, deleteGroup } from '../../app/directory-groups.ts'
import type { changeUser, createUser, deleteUser } from '../../app/directory-users.ts'
import type { Directory } from '../../app/ports.ts'
import type { JsonObject } from '../../contract/json.ts'

type DropFirst<List extends unknown[]> = List extends [unknown, ...infer Rest] ? Rest : never
type Verb<Of extends (...given: never[]) => unknown> = (
  ...given: DropFirst<Parameters<Of>>
) => ReturnType<Of>

export interface ScimRoutes {
  token: string
  /** The address under which clients reach this, for `location`. */
  base: string
  directory: Pick<Directory, 'readUser' | 'listUsers' | 'readGroup' | 'listGroups'>
  createUser: Verb<typeof createUser>
  changeUser: Verb<typeof changeUser>
  deleteUser: Verb<typeof deleteUser>
  createGroup: Verb<typeof createGroup>
  changeGroup: Verb<typeof changeGroup>
  deleteGroup: Verb<typeof deleteGroup>
}

/** What `/Users` and `/Groups` do, each in its own words. */
export interface ResourceDesk {
  list(query: Request['query']): Promise<{ found: JsonObject[]; total: number; startIndex: number }>
  read(id: string): Promise<JsonObject | null>
  create(body: JsonObject): Promise<JsonObject>
  replace(id: string, body: JsonObject, expectVersion: number | null): Promise<JsonObject>
  patch(id: string, body: JsonObject, expectVersion: number | null): Promise<JsonObject>
  remove(id: string, expectVersion: number | null): Promise<void>
}
