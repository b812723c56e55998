import type pg from 'pg'
import type { PeopleRecords } from '../app/ports.ts'
import type { PersonId } from '../contract/ids.ts'
import { eventRows, insertEventRows } from './event-rows.ts'
import { followPeople } from './sql/follow-people.ts'

type StandingChange = Parameters<PeopleRecords['changeStanding']>[0]

/**
 * Begins or ends a period in which a person may not act. Periods are kept: an approval from before one never counts
 * again. Runs in a transaction that has more to do, or nothing else.
 */
export async function changeStandingIn(
  client: pg.PoolClient,
  change: StandingChange,
): ReturnType<PeopleRecords['changeStanding']> {
  const { person, event } = change
  if (!(await lockPeople(client, [person]))) return 'unknown'
  const changed = change.disabled ? await begin(client, change) : await end(client, change)
  if (!changed) return 'unchanged'
  await client.query(insertEventRows('$1'), [eventRows([event])])
  return 'changed'
}

/**
 * Locks people, all in one order; false where one of them turned out to be somebody else. Weaker than a lock for update,
 * which a decision's reference to the person would wait for.
 */
export async function lockPeople(client: pg.PoolClient, people: PersonId[]): Promise<boolean> {
  const { rows } = await client.query(
    `select 1 from person where id = any($1::text[]) and merged_into is null
     order by id for no key update`,
    [people],
  )
  return rows.length === people.length
}

async function begin(
  client: pg.PoolClient,
  { person, source, at }: StandingChange,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `insert into person_disabled (person_id, source, "from") values ($1, $2, $3)
     on conflict (person_id, source) where until is null do nothing`,
    [person, source, at],
  )
  if (rowCount === 0) return false
  await client.query('update person set disabled_at = coalesce(disabled_at, $2) where id = $1', [
    person,
    at,
  ])
  await endAccess(client, 'person_id', person, at)
  await client.query(followPeople, [[person]])
  return true
}

async function end(
  client: pg.PoolClient,
  { person, source, at }: StandingChange,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `update person_disabled set until = greatest($3, "from")
     where person_id = $1 and source = $2 and until is null`,
    [person, source, at],
  )
  if (rowCount === 0) return false
  await client.query(
    `update person set disabled_at = null where id = $1 and not exists
       (select 1 from person_disabled s where s.person_id = $1 and s.until is null)`,
    [person],
  )
  return true
}

/** Ends sessions and tokens of a person or of one account: they are made anew, never revived. */
export async function endAccess(
  client: pg.PoolClient,
  column: 'person_id' | 'identity_id',
  id: string,
  at: Date,
): Promise<void> {
  await client.query(
    `update session set ended_at = $2, id_token = null where ${column} = $1 and ended_at is null`,
    [id, at],
  )
  await client.query(
    `update person_token set revoked_at = $2 where ${column} = $1 and revoked_at is null`,
    [id, at],
  )
}
