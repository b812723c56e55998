import type pg from 'pg'
import type { SignInGroups } from '../app/ports.ts'
import type { PersonId } from '../contract/ids.ts'
import { eventRows, insertEventRows } from './event-rows.ts'
import { isIn } from './sql/barred.ts'
import { followPeople } from './sql/follow-people.ts'
import { lockPeople } from './standing.ts'
import { inTransaction } from './transaction.ts'

/**
 * Those that are named no more end now; those that stay keep their beginning and are believed anew. The event is written
 * where somebody is in a group now who was not just before, or the other way round.
 */
const replaceGroups = `
  with came as (
    select n.name from unnest($2::text[]) as n(name) where not exists (
      select 1 from person_group g
      where g.person_id = $1 and g.source = 'oidc' and g.name = n.name and ${isIn('g')})),
  gone as (
    update person_group set until = $3
    where person_id = $1 and source = 'oidc' and until is null and not name = any($2::text[])
    returning name),
  kept as (
    insert into person_group (person_id, source, name, "from", believed_until)
    select $1, 'oidc', n.name, $3, $4 from unnest($2::text[]) as n(name)
    on conflict (person_id, source, name) where until is null
    do update set believed_until = excluded.believed_until)
  ${insertEventRows('$5', 'exists (select 1 from came) or exists (select 1 from gone)')}`

const doubtGroups = `
  with doubted as (
    update person_group set believed_until = $2
    where person_id = $1 and source = 'oidc' and until is null and believed_until > $2
    returning 1)
  ${insertEventRows('$3', 'exists (select 1 from doubted)')}`

/** The groups of somebody's last sign-in. */
export function createSignInGroups(pool: pg.Pool): SignInGroups {
  return {
    replace: ({ person, names, at, until, event }) => {
      const values = [person, names, at, until, eventRows([event])]
      return write(pool, person, { name: 'replace-sign-in-groups', text: replaceGroups, values })
    },
    doubt: ({ person, at, event }) => {
      const values = [person, at, eventRows([event])]
      return write(pool, person, { name: 'doubt-sign-in-groups', text: doubtGroups, values })
    },
  }
}

async function write(
  pool: pg.Pool,
  person: PersonId,
  statement: pg.QueryConfig<unknown[]>,
): Promise<void> {
  await inTransaction(pool, async (client) => {
    // What is written of somebody who turned out to be somebody else would bar the other for ever.
    if (!(await lockPeople(client, [person]))) return
    const { rowCount } = await client.query(statement)
    // The event alone was written: an approval counts no more, or again, and cards follow.
    if (rowCount === 1) await client.query(followPeople, [[person]])
  })
}
