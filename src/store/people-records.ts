import type pg from 'pg'
import type { PeopleRecords } from '../app/ports.ts'
import type { IdentityId, PersonId } from '../contract/ids.ts'
import type { DisabledBy, IdentityView, PersonPage, PersonView } from '../contract/person.ts'
import { eventRows, insertEventRows } from './event-rows.ts'
import { mergePeople } from './merge-people.ts'
import { removedIdentities, restoreIdentity } from './removed-identities.ts'
import { followPeople } from './sql/follow-people.ts'
import { changeStandingIn, endAccess } from './standing.ts'
import { inTransaction } from './transaction.ts'

/** People as administrators see and change them. Whoever turned out to be somebody else is not listed. */
export function createPeopleRecords(pool: pg.Pool): PeopleRecords {
  return {
    list: (query) => list(pool, query),
    read: (id) => read(pool, id),
    identities: (id) => identities(pool, id),
    changeStanding: (change) => inTransaction(pool, (client) => changeStandingIn(client, change)),
    removedIdentities: (id) => removedIdentities(pool, id),
    restoreIdentity: (restoring) => restoreIdentity(pool, restoring),
    endIdentity: (end) => inTransaction(pool, (client) => endIdentity(client, end)),
    merge: (merging) => mergePeople(pool, merging),
  }
}

interface PersonRow {
  id: PersonId
  name: string | null
  emails: string[]
  disabled_by: DisabledBy[]
  created_at: Date
}

const columns = `p.id, p.name, p.created_at,
  array(select m.email from person_email m where m.person_id = p.id and m.until is null
        order by m."from", m.email) as emails,
  array(select s.source from person_disabled s where s.person_id = p.id and s.until is null
        order by s.source) as disabled_by`

async function list(
  pool: pg.Pool,
  { email, limit, cursor }: Parameters<PeopleRecords['list']>[0],
): Promise<PersonPage> {
  const { rows } = await pool.query<PersonRow>(
    `select ${columns} from person p
     where p.merged_into is null and ($1::text is null or p.id < $1)
       and ($2::text is null or exists (select 1 from person_email m
         where m.person_id = p.id and m.email = $2 and m.until is null))
     order by p.id desc limit $3`,
    [cursor ?? null, email ?? null, limit + 1],
  )
  const shown = rows.slice(0, limit)
  return {
    data: shown.map(toView),
    next_cursor: rows.length > limit ? (shown.at(-1)?.id ?? null) : null,
  }
}

async function read(pool: pg.Pool, id: PersonId): Promise<PersonView | null> {
  const { rows } = await pool.query<PersonRow>(
    `select ${columns} from person p where p.id = $1 and p.merged_into is null`,
    [id],
  )
  return rows[0] === undefined ? null : toView(rows[0])
}

function toView({ id, name, emails, disabled_by, created_at }: PersonRow): PersonView {
  const disabled = disabled_by.length > 0
  return { id, name, emails, disabled, disabled_by, created_at: created_at.toISOString() }
}

async function identities(pool: pg.Pool, person: PersonId): Promise<IdentityView[]> {
  const { rows } = await pool.query<
    Pick<IdentityView, 'provider' | 'tenant' | 'subject'> & { id: IdentityId; created_at: Date }
  >(
    `select id, provider, tenant, subject, created_at from identity
     where person_id = $1 and ended_at is null order by created_at, id`,
    [person],
  )
  return rows.map((row) => ({ ...row, created_at: row.created_at.toISOString() }))
}

async function endIdentity(
  client: pg.PoolClient,
  { person, identity, at, event }: Parameters<PeopleRecords['endIdentity']>[0],
): Promise<boolean> {
  const { rowCount } = await client.query(
    `update identity set ended_at = $3 where id = $2 and person_id = $1 and ended_at is null`,
    [person, identity, at],
  )
  if (rowCount === 0) return false
  await endAccess(client, 'identity_id', identity, at)
  // A user group of Slack may have known them by this account alone.
  await client.query(followPeople, [[person]])
  await client.query(insertEventRows('$1'), [eventRows([event])])
  return true
}
