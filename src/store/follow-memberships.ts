import type pg from 'pg'
import type { PersonId } from '../contract/ids.ts'
import { followGroups } from './sql/follow-groups.ts'
import { followPeople } from './sql/follow-people.ts'

/**
 * Writes who is in groups of the directory by these names, as of now. What rests on somebody who came or left follows:
 * their approval counts no more, or they are barred, and cards say so.
 */
export async function followMemberships(
  client: pg.PoolClient,
  names: string[],
  at: Date,
): Promise<void> {
  const { rows } = await client.query<{ person_id: PersonId }>(followGroups, [names, at])
  const people = rows.map(({ person_id }) => person_id)
  if (people.length > 0) await client.query(followPeople, [people])
}
