import type pg from 'pg'
import type { EventPage, Events, StoredEvent } from '../app/ports.ts'
import type { EventQuery } from '../contract/list.ts'
import { eventRows, insertEventRows } from './event-rows.ts'
import { presently } from './sql/select-request.ts'

/** The actor's name, by whatever kind of id it is. People are named by e-mail, as on every surface of the API. */
const actorName = `
  coalesce(
    (select m.email from person_email m where m.person_id = ${presently('e.actor')} and m.until is null limit 1),
    (select p.name from person p where p.id = ${presently('e.actor')}),
    (select g.name from agent g where g.id = e.actor),
    (select m.email from identity i join person_email m on m.person_id = i.person_id and m.until is null
     where i.id = e.actor limit 1))`

/** The audit log: it is only ever added to, and read. */
export function createEvents(pool: pg.Pool): Events {
  return {
    append: async (event) => {
      await pool.query({
        name: 'append-event',
        text: insertEventRows('$1'),
        values: [eventRows([event])],
      })
    },
    ofRequest: async (request) => {
      const { rows } = await pool.query<{ body: string; actor_name: string | null }>({
        name: 'events-of-request',
        text: `select e.body, ${actorName} as actor_name from event e
               where e.request_id = $1 order by e.position`,
        values: [request],
      })
      return rows.map(toStored)
    },
    list: (query) => list(pool, query),
  }
}

async function list(pool: pg.Pool, query: EventQuery): Promise<EventPage> {
  const { conditions, values } = conditionsOf(query)
  values.push(query.limit + 1)
  const { rows } = await pool.query<{
    position: number
    body: string
    actor_name: string | null
  }>(
    `select e.position, e.body, ${actorName} as actor_name from event e
     where ${['true', ...conditions].join(' and ')}
     order by e.position desc limit $${values.length}`,
    values,
  )
  const shown = rows.slice(0, query.limit)
  const last = shown.at(-1)
  return {
    events: shown.map(toStored),
    nextCursor: rows.length > query.limit && last !== undefined ? String(last.position) : null,
  }
}

function conditionsOf(query: EventQuery) {
  const filters: [string, unknown][] = [
    ['e.type =', query.type],
    ['e.actor =', query.actor],
    ['e.request_id =', query.request],
    ['e.at >=', query.since],
    ['e.at <', query.until],
    ['e.position <', query.cursor],
  ]
  const given = filters.filter(([, value]) => value !== undefined)
  return {
    conditions: given.map(([column], index) => `${column} $${index + 1}`),
    values: given.map(([, value]) => value),
  }
}

function toStored(row: { body: string; actor_name: string | null }): StoredEvent {
  return { body: row.body, actorName: row.actor_name }
}
