import type pg from 'pg'
import type { Directory, DirectoryUser, UserWrite } from '../app/ports.ts'
import { directoryPage } from './directory-page.ts'
import { eventRows, insertEventRows } from './event-rows.ts'
import { followMemberships } from './follow-memberships.ts'
import { mergeIn } from './merge-people.ts'
import { followPeople } from './sql/follow-people.ts'
import { changeStandingIn, lockPeople } from './standing.ts'
import { inTransaction, takenIndex } from './transaction.ts'

/** Every account of the directory stands under one tenant: one installation has one directory. */
export const directoryAccount = `provider = 'scim' and tenant = 'directory'`

type Users = Pick<Directory, 'readUser' | 'listUsers' | 'holders' | 'writeUser' | 'deleteUser'>

/** Users of the directory, and what each means for the person whom it is. */
export function createDirectoryUsers(pool: pg.Pool): Users {
  return {
    readUser: async (id) => {
      const { rows } = await pool.query<UserRow>(
        `select ${columns} from directory_user u where u.id = $1 and u.deleted_at is null`,
        [id],
      )
      return rows[0] === undefined ? null : toUser(rows[0])
    },
    listUsers: (search, page) => listUsers(pool, search, page),
    holders: (emails) => holders(pool, emails),
    writeUser: (write) => writeUser(pool, write),
    deleteUser: (deletion) => deleteUser(pool, deletion),
  }
}

type UserRow = Omit<DirectoryUser, 'resource'> & { resource: string }

const columns = `u.id, u.external_id as "externalId", u.user_name as "userName", u.emails, u.active,
  u.resource, u.version, u.created_at as "createdAt", u.changed_at as "changedAt",
  (select i.person_id from identity i where i.subject = u.id and ${directoryAccount}
     and i.ended_at is null) as person,
  (select coalesce(json_agg(json_build_object('id', g.id, 'displayName', g.display_name) order by g.id), '[]')
   from directory_member m join directory_group g on g.id = m.group_id and g.deleted_at is null
   where m.user_id = u.id) as groups`

function toUser(row: UserRow): DirectoryUser {
  return { ...row, resource: JSON.parse(row.resource) }
}

async function listUsers(
  pool: pg.Pool,
  ...[search, page]: Parameters<Users['listUsers']>
): ReturnType<Users['listUsers']> {
  const listed = { table: 'directory_user u', name: 'user_name', columns } as const
  const { found, total } = await directoryPage<UserRow>(pool, listed, search, page)
  return { found: found.map(toUser), total }
}

async function holders(pool: pg.Pool, emails: string[]): ReturnType<Users['holders']> {
  const { rows } = await pool.query<Awaited<ReturnType<Users['holders']>>[number]>(
    `select m.email, m.person_id as person,
       (select json_build_object('id', u.id, 'externalId', u.external_id, 'deleted', u.deleted_at is not null)
        from identity i join directory_user u on u.id = i.subject
        where i.person_id = m.person_id and ${directoryAccount}
        order by u.deleted_at desc nulls first limit 1) as "user",
       exists (select 1 from identity i where i.person_id = m.person_id and i.ended_at is null
               and not (${directoryAccount})) as "hasAccount"
     from person_email m where m.email = any($1::text[]) and m.until is null`,
    [emails],
  )
  return rows
}

async function writeUser(pool: pg.Pool, write: UserWrite): ReturnType<Users['writeUser']> {
  try {
    return await inTransaction(pool, async (client) => {
      if (!(await isStillThere(client, write))) return 'stale'
      const written = await (write.expectVersion === null ? insert : update)(client, write)
      if (!written) return 'stale'
      await writePerson(client, write)
      await client.query(insertEventRows('$1'), [eventRows(write.events)])
      return 'written'
    })
  } catch (error) {
    const index = takenIndex(error)
    if (index === null) throw error
    return index === 'directory_user_name_key' ? 'name_taken' : 'stale'
  }
}

/** Whoever is to have it may have turned out to be somebody else meanwhile; from here on they cannot. */
function isStillThere(client: pg.PoolClient, { person, link, merge }: UserWrite): Promise<boolean> {
  const own = person === null || link?.isNew === true ? [] : [person]
  return lockPeople(client, [...own, ...merge.map((other) => other.person)])
}

async function insert(client: pg.PoolClient, { user, at, link }: UserWrite): Promise<boolean> {
  const { id, externalId, userName, emails, active, resource } = user
  await client.query(
    `insert into directory_user (id, external_id, user_name, emails, active, resource, created_at, changed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $7)`,
    [id, externalId, userName, emails, active, JSON.stringify(resource), at],
  )
  if (link === null) return true
  if (link.isNew) await client.query('insert into person (id) values ($1)', [link.person])
  await client.query(
    `insert into identity (id, person_id, provider, tenant, subject)
     values ($1, $2, 'scim', 'directory', $3)`,
    [link.identity, link.person, id],
  )
  return true
}

async function update(client: pg.PoolClient, write: UserWrite): Promise<boolean> {
  const { id, externalId, userName, emails, active, resource } = write.user
  const { rowCount } = await client.query(
    `update directory_user set external_id = $3, user_name = $4, emails = $5, active = $6, resource = $7,
       changed_at = $8, version = version + 1
     where id = $1 and version = $2 and deleted_at is null`,
    [
      id,
      write.expectVersion,
      externalId,
      userName,
      emails,
      active,
      JSON.stringify(resource),
      write.at,
    ],
  )
  return rowCount === 1
}

async function writePerson(client: pg.PoolClient, write: UserWrite): Promise<void> {
  const { person, at, take, release, merge, name, standing } = write
  if (person === null) return
  for (const other of merge) {
    const { person: gone, event } = other
    const merged = await mergeIn(client, { person: gone, into: person, at, event })
    // They are locked, so that nothing can have come between: half of it must not be written.
    if (merged !== 'merged') throw new Error(`two people could not be made one: ${merged}`)
  }
  await client.query(
    `update person_email set until = $3 where person_id = $1 and email = any($2::text[]) and until is null`,
    [person, release, at],
  )
  for (const { email, from } of take) {
    await client.query(
      `update person_email set until = $3 where email = $1 and person_id = $2 and until is null`,
      [email, from, at],
    )
    await client.query(`insert into person_email (person_id, email, "from") values ($1, $2, $3)`, [
      person,
      email,
      at,
    ])
  }
  await client.query('update person set name = coalesce($2, name) where id = $1', [person, name])
  // Whoever holds another e-mail may be in other groups of the policy.
  const changed = take.flatMap(({ from }) => (from === null ? [] : [from]))
  if (take.length + release.length > 0) await client.query(followPeople, [[person, ...changed]])
  if (standing !== null) {
    await changeStandingIn(client, { person, source: 'directory', at, ...standing })
  }
}

async function deleteUser(
  pool: pg.Pool,
  { user, expectVersion, at, standing, events }: Parameters<Users['deleteUser']>[0],
): ReturnType<Users['deleteUser']> {
  return inTransaction(pool, async (client) => {
    // A person before their user, as everywhere: two who change both at once would wait for each other.
    if (standing !== null && !(await lockPeople(client, [standing.person]))) return 'stale'
    const { rowCount } = await client.query(
      `update directory_user set deleted_at = $3, active = false, changed_at = $3, version = version + 1
       where id = $1 and version = $2 and deleted_at is null`,
      [user, expectVersion, at],
    )
    if (rowCount !== 1) return 'stale'
    const left = await client.query<{ name: string }>(
      `delete from directory_member m using directory_group g
       where m.user_id = $1 and g.id = m.group_id returning g.display_name as name`,
      [user],
    )
    await client.query(
      `update identity set ended_at = $2 where subject = $1 and ${directoryAccount} and ended_at is null`,
      [user, at],
    )
    await followMemberships(
      client,
      left.rows.map(({ name }) => name),
      at,
    )
    if (standing !== null) {
      const { person, event } = standing
      await changeStandingIn(client, { person, source: 'directory', disabled: true, at, event })
    }
    await client.query(insertEventRows('$1'), [eventRows(events)])
    return 'written'
  })
}
