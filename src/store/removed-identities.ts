import type pg from 'pg'
import type { PeopleRecords } from '../app/ports.ts'
import type { PersonId } from '../contract/ids.ts'
import type { IdentityView } from '../contract/person.ts'
import { eventRows, insertEventRows } from './event-rows.ts'
import { followPeople } from './sql/follow-people.ts'
import { lockPeople } from './standing.ts'
import { inTransaction, takenIndex } from './transaction.ts'

type Restoring = Parameters<PeopleRecords['restoreIdentity']>[0]

/** A row of an account that nobody has now; of one that was removed several times, its last. */
const isAway = `i.ended_at is not null and not exists (
  select 1 from identity o where o.provider = i.provider and o.tenant = i.tenant and o.subject = i.subject
    and (o.ended_at is null or (o.ended_at, o.id) > (i.ended_at, i.id)))`

/** Accounts that an administrator took from a person. */
export async function removedIdentities(pool: pg.Pool, person: PersonId): Promise<IdentityView[]> {
  const { rows } = await pool.query<
    Pick<IdentityView, 'id' | 'provider' | 'tenant' | 'subject'> & Record<'from' | 'until', Date>
  >(
    `select i.id, i.provider, i.tenant, i.subject, i.created_at as "from", i.ended_at as until
     from identity i where i.person_id = $1 and ${isAway} order by i.ended_at desc, i.id`,
    [person],
  )
  return rows.map(({ from, until, ...account }) => ({
    ...account,
    created_at: from.toISOString(),
    removed_at: until.toISOString(),
  }))
}

/** Links one of them again. */
export async function restoreIdentity(
  pool: pg.Pool,
  restoring: Restoring,
): ReturnType<PeopleRecords['restoreIdentity']> {
  try {
    return await inTransaction(pool, (client) => restoreIn(client, restoring))
  } catch (error) {
    if (takenIndex(error) !== null) return 'taken'
    throw error
  }
}

async function restoreIn(
  client: pg.PoolClient,
  { person, identity, as, at, event }: Restoring,
): ReturnType<PeopleRecords['restoreIdentity']> {
  if (!(await lockPeople(client, [person]))) return 'unknown'
  const { rowCount } = await client.query(
    `insert into identity (id, person_id, provider, tenant, subject, created_at)
     select $3, i.person_id, i.provider, i.tenant, i.subject, $4 from identity i
     where i.id = $2 and i.person_id = $1 and ${isAway}`,
    [person, identity, as, at],
  )
  if (rowCount === 0) return 'unknown'
  // A user group of Slack may list this account.
  await client.query(followPeople, [[person]])
  await client.query(insertEventRows('$1'), [eventRows([event])])
  return 'restored'
}
