import type pg from 'pg'
import type { PersonId } from '../contract/ids.ts'
import { followGroups } from './sql/follow-groups.ts'
import { followPeople } from './sql/follow-people.ts'

/** In one order, so that two who follow several groups never wait for each other. */
const lockGroups = `
  select pg_advisory_xact_lock(hashtextextended('directory_group:' || n.name, 0))
  from (select name from unnest($1::text[]) as u(name) order by name) n`

/**
 * Writes who is in groups of the directory by these names, as of now. What rests on somebody who came or left follows:
 * their approval counts no more, or they are barred, and cards say so. One at a time for each group, after all that a
 * transaction writes of its members: whoever follows it next sees all that was written before, so that nobody is put back
 * who was taken out meanwhile.
 */
export async function followMemberships(
  client: pg.PoolClient,
  names: string[],
  at: Date,
): Promise<void> {
  await client.query(lockGroups, [names])
  const { rows } = await client.query<{ person_id: PersonId }>(followGroups, [names, at])
  const people = rows.map(({ person_id }) => person_id)
  if (people.length > 0) await client.query(followPeople, [people])
}
