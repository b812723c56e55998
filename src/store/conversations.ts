import type pg from 'pg'
import type { Conversation, Conversations, KnownChannel } from '../app/ports.ts'
import { eventRows, insertEventRows } from './event-rows.ts'

/** Where in the chats the bot is, as the platforms told it. */
export function createConversations(pool: pg.Pool): Conversations {
  return {
    save: (conversation, event) => save(pool, conversation, event),
    remove: (at, event) => remove(pool, at, event),
    channel: (query) => channel(pool, query),
    anywhere: (at) => anywhere(pool, at),
    personal: (account) => personal(pool, account),
  }
}

/**
 * What is seen again is there again. Where the bot was installed just now (there is an event, which is written unless it
 * was there already: Teams says it twice), cards that could not be posted for want of it are tried at once.
 */
async function save(
  pool: pg.Pool,
  given: Conversation,
  event: Parameters<Conversations['save']>[1],
): Promise<void> {
  await pool.query({
    name: 'save-conversation',
    text: `
      with w as (select 1 from conversation
                 where surface = $1 and tenant = $2 and id = $3 and installed_at is not null),
      c as (
        insert into conversation (surface, tenant, id, kind, team, "group", subject, name, service_url,
          installed_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, case when $11 then now() end)
        on conflict (surface, tenant, id) do update set kind = excluded.kind,
          team = coalesce(excluded.team, conversation.team),
          "group" = coalesce(excluded."group", conversation."group"),
          subject = coalesce(excluded.subject, conversation.subject),
          name = coalesce(excluded.name, conversation.name),
          service_url = excluded.service_url, seen_at = now(), removed_at = null,
          installed_at = coalesce(conversation.installed_at, excluded.installed_at)
        returning id),
      e as (${insertEventRows('$10', 'not exists (select 1 from w)')}),
      j as (select (graphile_worker.add_job('sync_card', json_build_object('card', k.id, 'attempt', 0),
              job_key := 'card:' || k.id)).id
            from card k join request r on r.id = k.request_id
            where $11 and $4 <> 'personal' and not exists (select 1 from w)
              and k.surface = $1 and k.status = 'failed'
              and k.reason in ('not_installed', 'forbidden', 'channel_not_found')
              and r.status = 'pending')
      select (select count(*) from c) as saved, (select count(*) from j) as tried`,
    values: [
      given.surface,
      given.tenant,
      given.id,
      given.kind,
      given.team,
      given.group,
      given.subject,
      given.name,
      given.serviceUrl,
      eventRows(event === null ? [] : [event]),
      event !== null,
    ],
  })
}

async function remove(
  pool: pg.Pool,
  { surface, tenant, id }: Parameters<Conversations['remove']>[0],
  event: Parameters<Conversations['remove']>[1],
): Promise<void> {
  await pool.query({
    name: 'remove-conversation',
    text: `
      with c as (update conversation set removed_at = now(), installed_at = null
        where surface = $1 and tenant = $2 and (id = $3 or team = $3) and removed_at is null
        returning id)
      ${insertEventRows('$4', 'exists (select 1 from c)')}`,
    values: [surface, tenant, id, eventRows([event])],
  })
}

/** The nearest that is known: each is a lookup by key, because a tenant may have a conversation for everybody in it. */
async function channel(
  pool: pg.Pool,
  { surface, tenant, prefer, team, channel: id }: Parameters<Conversations['channel']>[0],
): Promise<KnownChannel | null> {
  const { rows } = await pool.query<KnownChannel>({
    name: 'find-channel',
    text: `
      with own as (select c.tenant, c.service_url from conversation c
        where c.surface = $1 and c.id = $4 and ($2::text is null or c.tenant = $2)
        order by c.tenant = $5 desc, c.seen_at desc limit 1)
      select tenant, service_url as "serviceUrl" from own
      union all
      (select c.tenant, c.service_url from conversation c
        where c.surface = $1 and c.kind = 'team' and ($2::text is null or c.tenant = $2)
          and (c.id = $3 or c."group" = $3)
        order by c.tenant = $5 desc, c.seen_at desc limit 1)
      limit 1`,
    values: [surface, tenant, team, id, prefer],
  })
  return rows[0] ?? anywhere(pool, { surface, tenant: tenant ?? prefer })
}

/** Where Teams was last seen in the tenant: all of one tenant is reached at one address as a rule. */
async function anywhere(
  pool: pg.Pool,
  { surface, tenant }: Parameters<Conversations['anywhere']>[0],
): Promise<KnownChannel | null> {
  const { rows } = await pool.query<KnownChannel>({
    name: 'find-anywhere',
    text: `select tenant, service_url as "serviceUrl" from conversation
      where surface = $1 and tenant = $2 and kind <> 'personal'
      order by seen_at desc limit 1`,
    values: [surface, tenant],
  })
  return rows[0] ?? null
}

async function personal(
  pool: pg.Pool,
  { tenant, subject }: Parameters<Conversations['personal']>[0],
): Promise<Conversation | null> {
  const { rows } = await pool.query<Conversation>({
    name: 'personal-conversation',
    text: `select surface, tenant, id, kind, team, "group", subject, name, service_url as "serviceUrl"
      from conversation
      where kind = 'personal' and tenant = $1 and subject = $2 and removed_at is null
      order by seen_at desc limit 1`,
    values: [tenant, subject],
  })
  return rows[0] ?? null
}
