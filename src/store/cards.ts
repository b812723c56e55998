import type pg from 'pg'
import type {
  CardChange,
  CardFacts,
  CardMessageRecord,
  Cards,
  MessageRef,
  NewMessage,
} from '../app/ports.ts'
import type { CardId, PersonId } from '../contract/ids.ts'
import { personalDestination } from '../core/personal-card.ts'
import type { CardRecord } from '../core/record.ts'
import { createCardLines } from './card-lines.ts'
import { eventRows, insertEventRows } from './event-rows.ts'
import { type RequestRow, toRecord } from './read-row.ts'
import { serveJob } from './sql/lines.ts'
import { requestColumns, requestTables, selectPerson } from './sql/select-request.ts'

const syncJob = (payload: string, runAt: string) => `
  (graphile_worker.add_job('sync_card', ${payload}, run_at := ${runAt}, job_key := 'card:' || c.id)).id`

/** The store of cards and of the messages that show them. */
export function createCards(pool: pg.Pool): Cards {
  return {
    ...createCardLines(pool),
    facts: (card) => facts(pool, card),
    save: (change) => save(pool, change),
    adopt: (message) => adopt(pool, message),
    adoptLatest: (...given) => adoptLatest(pool, ...given),
    personal: (query) => personal(pool, query),
    knows: (message) => knows(pool, message),
    takeReminder: async (card) => {
      const { rowCount } = await pool.query({
        name: 'take-reminder',
        text: `update card set reminded_at = clock_timestamp()
               where id = $1 and reminded_at is null`,
        values: [card],
      })
      return rowCount === 1
    },
    giveReminderBack: async (card) => {
      await pool.query('update card set reminded_at = null where id = $1', [card])
    },
  }
}

async function facts(pool: pg.Pool, card: CardId): Promise<CardFacts | null> {
  const { rows } = await pool.query<RequestRow & { now: Date; messages: CardMessageRecord[] }>({
    name: 'card-facts',
    text: `
      select clock_timestamp()::timestamptz(3) as now, ${requestColumns},
        (select coalesce(json_agg(json_build_object('id', m.id, 'ref', m.ref,
           'shownVersion', m.shown_version, 'person', ${selectPerson('m.person_id')}) order by m.id), '[]')
         from card_message m where m.card_id = k.id) as messages
      from card k join ${requestTables} on r.id = k.request_id
      where k.id = $1`,
    values: [card],
  })
  const row = rows[0]
  const own = row?.cards.find(({ id }: CardRecord) => id === card)
  if (row === undefined || own === undefined) return null
  return { now: row.now, request: toRecord(row), card: own, messages: row.messages }
}

/**
 * The card, its messages, its events and the job of the next try, all or nothing. The card leaves its line, unless it
 * keeps its turn or has joined again since; the line pauses, and is served again where anybody waits in it.
 */
async function save(pool: pg.Pool, change: CardChange): Promise<void> {
  await pool.query({
    name: 'save-card',
    text: `
      with c as (update card set status = $2, reason = $3, shown_version = $4,
                   urgency = case when ticket = $11 and not $12 then null else urgency end,
                   attempt = case when ticket = $11 then $10::int else attempt end
                 where id = $1 returning id, line, urgency),
      l as (insert into line (key, free_at)
            select c.line, clock_timestamp() + make_interval(secs => $13::float8) from c where $13 > 0
            on conflict (key) do update set free_at = excluded.free_at),
      n as (select ${serveJob('c.line', 'clock_timestamp() + make_interval(secs => $13::float8)')} as id from c
            where c.urgency is not null or exists
              (select 1 from card o where o.line = c.line and o.urgency is not null and o.id <> c.id)),
      p as (insert into card_message (id, card_id, surface, key, ref, shown_version)
            select x.id, c.id, x.surface, x.key, x.ref, $4 from c,
              json_to_recordset($5::json) as x(id text, surface text, key text, ref jsonb)
            on conflict (surface, key) do update set shown_version = excluded.shown_version),
      u as (update card_message m set shown_version = x.version
            from json_to_recordset($6::json) as x(message text, version int) where m.id = x.message),
      g as (delete from card_message where id = any($7::text[])),
      e as (${insertEventRows('$8')}),
      j as (select ${syncJob(
        "json_build_object('card', c.id, 'attempt', $10::int)",
        'now() + make_interval(secs => $9::float8)',
      )} as id from c where $9::float8 is not null and not $12)
      select (select count(*) from j) as tries, (select count(*) from n) as turns`,
    values: [
      change.card,
      change.status,
      change.reason,
      change.shownVersion,
      JSON.stringify(change.posted === null ? [] : [change.posted]),
      JSON.stringify(change.shown),
      change.gone,
      eventRows(change.events),
      change.again?.afterSeconds ?? null,
      change.again?.attempt ?? 0,
      change.ticket,
      change.again?.keepsTurn ?? false,
      change.pauseSeconds,
    ],
  })
}

/** The card has to be the request's own, on that surface; a message that is known already stays as it is. */
const adoptMessage = `
  m as (insert into card_message (id, card_id, surface, key, ref, shown_version, person_id)
    select $1, k.id, k.surface, $5, $6::jsonb, $7, $8 from card k
    where k.id = $2 and k.request_id = $3 and k.surface = $4
    on conflict (surface, key) do nothing returning card_id),
  c as (update card set status = 'posted', reason = null
        where id in (select card_id from m) returning id, request_id),
  j as (select ${syncJob("json_build_object('card', c.id, 'attempt', 0)", 'now()')} as id
        from c join request r on r.id = c.request_id where r.version > $7)`

function adoptValues(message: NewMessage, person: PersonId | null) {
  const { id, card, request, surface, key, ref, shownVersion } = message
  return [id, card, request, surface, key, JSON.stringify(ref), shownVersion, person]
}

async function adopt(pool: pg.Pool, message: NewMessage): Promise<void> {
  await pool.query({
    name: 'adopt-message',
    text: `with ${adoptMessage} select count(*) from j`,
    values: adoptValues(message, null),
  })
}

async function adoptLatest(
  pool: pg.Pool,
  message: NewMessage & { person: PersonId },
  conversation: string,
): Promise<MessageRef[]> {
  const { rows } = await pool.query<{ ref: MessageRef }>({
    name: 'adopt-latest',
    text: `with ${adoptMessage},
      o as (delete from card_message where card_id = $2 and key <> $5
            and ref->>'conversation' = $9 returning ref)
      select o.ref from o, (select count(*) from j) as asked`,
    values: [...adoptValues(message, message.person), conversation],
  })
  return rows.map(({ ref }) => ref)
}

/** One for each request and surface, made when it is first wanted. The update that changes nothing makes it answer. */
async function personal(
  pool: pg.Pool,
  { request, surface, id }: Parameters<Cards['personal']>[0],
): Promise<CardId> {
  const { rows } = await pool.query<{ id: CardId }>({
    name: 'personal-card',
    text: `insert into card (id, request_id, surface, destination, status, line)
      values ($1, $2, $3, '${personalDestination}', 'posted', 'card:' || $1)
      on conflict (request_id, surface, destination) do update set status = card.status
      returning id`,
    values: [id, request, surface],
  })
  const row = rows[0]
  if (row === undefined) throw new Error('a personal card was neither found nor made')
  return row.id
}

async function knows(
  pool: pg.Pool,
  { card, surface, key }: Parameters<Cards['knows']>[0],
): Promise<boolean> {
  const { rows } = await pool.query({
    name: 'knows-message',
    text: 'select 1 from card_message where surface = $1 and key = $2 and card_id = $3',
    values: [surface, key, card],
  })
  return rows.length > 0
}
