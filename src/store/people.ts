import type pg from 'pg'
import type { Account, Contact, NewId, People } from '../app/ports.ts'
import type { IdentityId, PersonId } from '../contract/ids.ts'
import type { SlackUsergroup } from '../core/policy/policy.ts'
import type { PersonRecord } from '../core/record.ts'
import { eventRows, insertEventRows } from './event-rows.ts'
import { isIn } from './sql/barred.ts'
import { isFresh, selectPerson } from './sql/select-request.ts'

/** The store of people, the e-mails that they hold and the accounts that are theirs. */
export function createPeople(pool: pg.Pool, newId: NewId): People {
  return {
    byEmail: (email) => byEmail(pool, newId, email),
    read: (id) => read(pool, id),
    link: (query) => link(pool, newId, query),
    holderOf: async (email, account) => {
      if (account !== undefined && (await isRemoved(pool, account))) return null
      const holder = await holderOf(pool, email)
      const record = holder === null ? null : await read(pool, holder)
      const usergroups = account === undefined ? [] : await listing(pool, account)
      if (record !== null) return { ...record, usergroups: [...record.usergroups, ...usergroups] }
      return usergroups.length === 0 ? null : { ...notYetKnown, emails: [email], usergroups }
    },
    byAccount: async (account) => {
      const known = await identityOf(pool, account)
      const record = known === null ? null : await read(pool, known.person)
      return known === null || record === null ? null : { record, identity: known.identity }
    },
    contacts: (who) => contacts(pool, who),
  }
}

/** Locked by the e-mail, so that two at once make one person and leave none behind without an e-mail. */
const knowPerson = `
  with l as materialized (select pg_advisory_xact_lock(hashtextextended('person:' || $2, 0))),
  p as (insert into person (id)
        select $1 from l where not exists
          (select 1 from person_email where email = $2 and until is null)
        returning id)
  insert into person_email (person_id, email) select p.id, $2 from p
  on conflict (email) where until is null do nothing`

/** Two that make the same person known at once meet at the unique index: the loser finds the winner's. */
async function byEmail(pool: pg.Pool, newId: NewId, email: string): Promise<PersonId> {
  const found = await holderOf(pool, email)
  if (found !== null) return found
  const person = newId('per')
  await pool.query({ name: 'know-person', text: knowPerson, values: [person, email] })
  const holder = await holderOf(pool, email)
  if (holder === null) throw new Error('a person cannot be found after being made known')
  return holder
}

async function holderOf(pool: pg.Pool, email: string): Promise<PersonId | null> {
  const { rows } = await pool.query<{ person_id: PersonId }>({
    name: 'person-by-email',
    text: 'select person_id from person_email where email = $1 and until is null',
    values: [email],
  })
  return rows[0]?.person_id ?? null
}

/** Whoever becomes a person by their first click, because a user group has them; nothing refers to them before. */
const notYetKnown = {
  id: 'per_not_yet_known',
  name: null,
  directoryGroups: [],
  oidcGroups: [],
  disabled: false,
} satisfies Partial<PersonRecord>

/** The user groups that list an account, whoever it is linked to. */
async function listing(
  pool: pg.Pool,
  { provider, tenant, subject }: Account,
): Promise<SlackUsergroup[]> {
  if (provider !== 'slack') return []
  const { rows } = await pool.query<SlackUsergroup>({
    name: 'usergroups-listing',
    text: `select nullif(g.team, '') as team, g.usergroup as id from roster g
           where g.home = $1 and $2 = any(g.users) and ${isFresh('g')}`,
    values: [tenant, subject],
  })
  return rows
}

async function read(pool: pg.Pool, id: PersonId): Promise<PersonRecord | null> {
  const { rows } = await pool.query<{ person: PersonRecord | null }>({
    name: 'read-person',
    text: `select ${selectPerson('$1')} as person`,
    values: [id],
  })
  return rows[0]?.person ?? null
}

/** An account that an administrator removed is a stranger's, whatever e-mail it has. */
const wasRemoved = (provider: string, tenant: string, subject: string) =>
  `exists (select 1 from identity i where i.provider = ${provider} and i.tenant = ${tenant}
     and i.subject = ${subject} and i.ended_at is not null)`

async function isRemoved(pool: pg.Pool, { provider, tenant, subject }: Account): Promise<boolean> {
  const { rows } = await pool.query<{ removed: boolean }>({
    name: 'account-was-removed',
    text: `select ${wasRemoved('$1', '$2', '$3')} as removed`,
    values: [provider, tenant, subject],
  })
  return rows[0]?.removed === true
}

/**
 * Writes the identity and its event, unless the account or the person's place in that tenant is taken, or the person
 * turned out to be somebody else meanwhile: such an account would be nobody's whom anybody can see.
 */
async function link(
  pool: pg.Pool,
  newId: NewId,
  { account, person, name, proven, event }: Parameters<People['link']>[0],
): Promise<{ person: PersonId; identity: IdentityId } | null> {
  const known = await identityOf(pool, account)
  if (known !== null) return known
  const identity = newId('idn')
  await pool.query({
    name: 'link-identity',
    text: `
      with i as (
        insert into identity (id, person_id, provider, tenant, subject)
        select $1, p.id, $3, $4, $5
        from (select id from person where id = $2 and merged_into is null for share) p
        where $8 or not ${wasRemoved('$3', '$4', '$5')}
        on conflict do nothing returning person_id),
      n as (update person set name = coalesce(name, $6) where id in (select person_id from i))
      ${insertEventRows('$7', 'exists (select 1 from i)')}`,
    values: [
      identity,
      person,
      account.provider,
      account.tenant,
      account.subject,
      name,
      eventRows([event(person, identity)]),
      proven === true,
    ],
  })
  return identityOf(pool, account)
}

async function identityOf(
  pool: pg.Pool,
  account: Parameters<People['link']>[0]['account'],
): Promise<{ person: PersonId; identity: IdentityId } | null> {
  const { rows } = await pool.query<{ person: PersonId; identity: IdentityId }>({
    name: 'find-identity',
    text: `select person_id as person, id as identity from identity
           where provider = $1 and tenant = $2 and subject = $3 and ended_at is null`,
    values: [account.provider, account.tenant, account.subject],
  })
  return rows[0] ?? null
}

async function contacts(
  pool: pg.Pool,
  { emails, ids, usergroups, directoryGroups, oidcGroups }: Parameters<People['contacts']>[0],
): Promise<Contact[]> {
  const { rows } = await pool.query<Contact>({
    name: 'contacts',
    text: `
      select ${selectPerson('c.id')} as person,
        (select coalesce(json_agg(json_build_object('provider', i.provider, 'tenant', i.tenant,
           'subject', i.subject) order by i.created_at, i.id), '[]')
         from identity i where i.person_id = c.id and i.ended_at is null) as accounts
      from (select m.person_id as id from person_email m
              where m.email = any($1::text[]) and m.until is null
            union select p.id from unnest($2::text[]) as p(id)
            union select i.person_id from json_to_recordset($3::json) as u(team text, id text)
              join roster g on g.team = coalesce(u.team, '') and g.usergroup = u.id and ${isFresh('g')}
              join identity i on i.ended_at is null and i.provider = 'slack' and i.tenant = g.home and i.subject = any(g.users)
            union select g.person_id from person_group g where ${isIn('g')}
              and (g.source = 'scim' and g.name = any($4::text[])
                or g.source = 'oidc' and g.name = any($5::text[]))) c
      where exists (select 1 from person p where p.id = c.id)
      order by c.id`,
    values: [emails, ids, JSON.stringify(usergroups), directoryGroups, oidcGroups],
  })
  return rows
}
