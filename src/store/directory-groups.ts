import type pg from 'pg'
import type { Directory, DirectoryGroup, GroupWrite } from '../app/ports.ts'
import type { DirectoryUserId, PersonId } from '../contract/ids.ts'
import { directoryPage } from './directory-page.ts'
import { directoryAccount } from './directory-users.ts'
import { eventRows, insertEventRows } from './event-rows.ts'
import { followMemberships } from './follow-memberships.ts'
import { inTransaction, takenIndex } from './transaction.ts'

type Groups = Pick<
  Directory,
  'readGroup' | 'listGroups' | 'usersAmong' | 'writeGroup' | 'deleteGroup'
>

/** Groups of the directory, and who is in them. */
export function createDirectoryGroups(pool: pg.Pool): Groups {
  return {
    readGroup: async (id) => {
      const { rows } = await pool.query<DirectoryGroup>(
        `select ${columns} from directory_group g where g.id = $1 and g.deleted_at is null`,
        [id],
      )
      return rows[0] ?? null
    },
    listGroups: (search, page) => directoryPage<DirectoryGroup>(pool, listed, search, page),
    usersAmong: (ids) => usersAmong(pool, ids),
    writeGroup: (write) => writeGroup(pool, write),
    deleteGroup: (deletion) => deleteGroup(pool, deletion),
  }
}

const columns = `g.id, g.external_id as "externalId", g.display_name as "displayName", g.version,
  g.created_at as "createdAt", g.changed_at as "changedAt",
  (select coalesce(json_agg(json_build_object('id', u.id, 'userName', u.user_name) order by u.id), '[]')
   from directory_member m join directory_user u on u.id = m.user_id and u.deleted_at is null
   where m.group_id = g.id) as members`

const listed = { table: 'directory_group g', name: 'display_name', columns } as const

async function usersAmong(pool: pg.Pool, ids: string[]): ReturnType<Groups['usersAmong']> {
  const { rows } = await pool.query<{
    id: DirectoryUserId
    deleted: boolean
    person: PersonId | null
  }>(
    `select u.id, u.deleted_at is not null as deleted, i.person_id as person
     from directory_user u left join identity i on i.subject = u.id and ${directoryAccount} and i.ended_at is null
     where u.id = any($1::text[])`,
    [ids],
  )
  return {
    known: new Set(rows.map(({ id }) => id)),
    live: rows.filter(({ deleted }) => !deleted).map(({ id, person }) => ({ id, person })),
  }
}

async function writeGroup(pool: pg.Pool, write: GroupWrite): ReturnType<Groups['writeGroup']> {
  try {
    return await inTransaction(pool, async (client) => {
      if (!(await save(client, write))) return 'stale'
      await writeMembers(client, write)
      await followMemberships(client, write.names, write.at)
      await client.query(insertEventRows('$1'), [eventRows(write.events)])
      return 'written'
    })
  } catch (error) {
    if (takenIndex(error) === 'directory_group_name_key') return 'name_taken'
    throw error
  }
}

async function save(
  client: pg.PoolClient,
  { group, expectVersion, at }: GroupWrite,
): Promise<boolean> {
  const { id, externalId, displayName } = group
  const { rowCount } =
    expectVersion === null
      ? await client.query(
          `insert into directory_group (id, external_id, display_name, created_at, changed_at)
           values ($1, $2, $3, $4, $4)`,
          [id, externalId, displayName, at],
        )
      : await client.query(
          `update directory_group set external_id = $2, display_name = $3, changed_at = $4, version = version + 1
           where id = $1 and version = $5 and deleted_at is null`,
          [id, externalId, displayName, at, expectVersion],
        )
  return rowCount === 1
}

async function writeMembers(
  client: pg.PoolClient,
  { group, add, remove }: GroupWrite,
): Promise<void> {
  await client.query(
    'delete from directory_member where group_id = $1 and user_id = any($2::text[])',
    [group.id, remove],
  )
  await client.query(
    `insert into directory_member (group_id, user_id)
     select $1, u.id from (select id from directory_user where id = any($2::text[]) and deleted_at is null
                           order by id for share) u
     on conflict do nothing`,
    [group.id, add],
  )
}

async function deleteGroup(
  pool: pg.Pool,
  { group, name, expectVersion, at, events }: Parameters<Groups['deleteGroup']>[0],
): ReturnType<Groups['deleteGroup']> {
  return inTransaction(pool, async (client) => {
    const { rowCount } = await client.query(
      `update directory_group set deleted_at = $3, changed_at = $3, version = version + 1
       where id = $1 and version = $2 and deleted_at is null`,
      [group, expectVersion, at],
    )
    if (rowCount !== 1) return 'stale'
    await client.query('delete from directory_member where group_id = $1', [group])
    await followMemberships(client, [name], at)
    await client.query(insertEventRows('$1'), [eventRows(events)])
    return 'written'
  })
}
