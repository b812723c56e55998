import type pg from 'pg'
import type { PeopleRecords } from '../app/ports.ts'
import type { PersonId } from '../contract/ids.ts'
import { eventRows, insertEventRows } from './event-rows.ts'
import { followPeople } from './sql/follow-people.ts'
import { endAccess } from './standing.ts'
import { inTransaction, takenIndex } from './transaction.ts'

/**
 * Makes two people one. Decisions stay written as they were made and are read as the other's; all else changes hands.
 * Nothing is lost of what bars or disables either.
 */
export async function mergePeople(
  pool: pg.Pool,
  merging: Parameters<PeopleRecords['merge']>[0],
): ReturnType<PeopleRecords['merge']> {
  try {
    return await inTransaction(pool, (client) => mergeIn(client, merging))
  } catch (error) {
    if (takenIndex(error) === 'identity_tenant_key') return 'second_identity'
    throw error
  }
}

/** The same, in a transaction that has more to do. */
export async function mergeIn(
  client: pg.PoolClient,
  { person, into, offer, at, event }: Parameters<PeopleRecords['merge']>[0],
): ReturnType<PeopleRecords['merge']> {
  const { rows } = await client.query(
    `select 1 from person where id = any($1::text[]) and merged_into is null
       and ($2 or disabled_at is null)
     order by id for no key update`,
    [[person, into], offer === undefined],
  )
  if (rows.length !== 2) return 'unknown'
  if (offer !== undefined && !(await spendOffer(client, { offer, person, at }))) return 'unknown'
  await outdateAgents(client, [person, into])
  await moveRights(client, person, into)
  await moveStanding(client, { person, into, at })
  await moveGroups(client, { person, into, at })
  await client.query('update person set merged_into = $2 where id = $1 or merged_into = $1', [
    person,
    into,
  ])
  await client.query(followPeople, [[into]])
  await moveRequests(client, person, into)
  await client.query(
    `select graphile_worker.add_job('reconsider', '{}'::json, job_key := 'reconsider')`,
  )
  await client.query(insertEventRows('$1'), [eventRows([event])])
  return 'merged'
}

/** Uses up a linking offer, if its account is this person's still: it cannot be taken away before the merge is written. */
async function spendOffer(
  client: pg.PoolClient,
  { offer, person, at }: { offer: string; person: PersonId; at: Date },
): Promise<boolean> {
  const { rowCount } = await client.query(
    `with i as (
       select 1 from identity i
       join link_offer o on o.provider = i.provider and o.tenant = i.tenant and o.subject = i.subject
       where o.hash = $1 and i.person_id = $2 and i.ended_at is null for no key update of i)
     update link_offer set used_at = $3
     where hash = $1 and used_at is null and expires_at > $3 and holder = $2 and exists (select 1 from i)`,
    [offer, person, at],
  )
  return rowCount === 1
}

/**
 * An agent's version is part of what a decision rests on. Before its owners and before any request, as whoever changes
 * owners or decides locks them: two who do it the other way round would wait for each other.
 */
async function outdateAgents(client: pg.PoolClient, owners: PersonId[]): Promise<void> {
  await client.query(
    `update agent set version = version + 1 where id in (
       select a.id from agent a
       where a.id in (select o.agent_id from agent_owner o where o.person_id = any($1::text[]))
       order by a.id for no key update)`,
    [owners],
  )
}

/** Memberships that both have run on under the other's name. */
async function moveGroups(
  client: pg.PoolClient,
  { person, into, at }: { person: PersonId; into: PersonId; at: Date },
): Promise<void> {
  await client.query(
    `update person_group b set believed_until = greatest(b.believed_until, a.believed_until) from person_group a
     where b.person_id = $2 and b.until is null and a.person_id = $1 and a.until is null
       and b.source = a.source and b.name = a.name`,
    [person, into],
  )
  await client.query(
    `update person_group a set until = $3
     where a.person_id = $1 and a.until is null and exists (select 1 from person_group b
       where b.person_id = $2 and b.source = a.source and b.name = a.name and b.until is null)`,
    [person, into, at],
  )
  await client.query('update person_group set person_id = $2 where person_id = $1', [person, into])
}

/** Where a table says who, in the column that says it. */
export const holdings = [
  ['identity', 'person_id'],
  ['person_email', 'person_id'],
  ['person_token', 'person_id'],
  ['session', 'person_id'],
  ['agent_owner', 'person_id'],
  ['agent_key', 'made_by'],
  ['agent_trust', 'made_by'],
  ['card_message', 'person_id'],
  ['link_offer', 'holder'],
] as const

async function moveRights(client: pg.PoolClient, person: PersonId, into: PersonId): Promise<void> {
  for (const [table, column] of holdings) {
    await client.query(`update ${table} set ${column} = $2 where ${column} = $1`, [person, into])
  }
  await client.query(
    `update person p set name = coalesce(p.name, q.name) from person q where p.id = $2 and q.id = $1`,
    [person, into],
  )
}

/** They were followed before, which locked them in the order that everybody keeps. */
async function moveRequests(
  client: pg.PoolClient,
  person: PersonId,
  into: PersonId,
): Promise<void> {
  await client.query(
    `update request set on_behalf_of = $2 where on_behalf_of = $1 and status = 'pending'`,
    [person, into],
  )
}

/** Whoever was disabled stays so under both names: a period that runs in both runs on from the earlier. */
async function moveStanding(
  client: pg.PoolClient,
  { person, into, at }: { person: PersonId; into: PersonId; at: Date },
): Promise<void> {
  await client.query(
    `update person_disabled a set until = greatest($3, a."from")
     where a.person_id = $1 and a.until is null and exists (select 1 from person_disabled b
       where b.person_id = $2 and b.source = a.source and b.until is null)`,
    [person, into, at],
  )
  await client.query('update person_disabled set person_id = $2 where person_id = $1', [
    person,
    into,
  ])
  await client.query(
    `update person set disabled_at = (select min(s."from") from person_disabled s
       where s.person_id = $1 and s.until is null) where id = $1`,
    [into],
  )
  const { rows } = await client.query(
    'select 1 from person where id = $1 and disabled_at is not null',
    [into],
  )
  if (rows.length > 0) await endAccess(client, 'person_id', into, at)
}
