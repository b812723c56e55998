import type pg from 'pg'
import type { Cards } from '../app/ports.ts'
import type { CardId } from '../contract/ids.ts'
import { freeAt, serveJob, urgencies } from './sql/lines.ts'

/** The lines in which cards wait to be shown. What waits is in the database, and a job serves each line. */
export function createCardLines(
  pool: pg.Pool,
): Pick<Cards, 'join' | 'next' | 'comeBack' | 'takePlace'> {
  return {
    join: (card, attempt) => join(pool, card, attempt),
    next: (line) => next(pool, line),
    takePlace: (card, paceSeconds) => takePlace(pool, card, paceSeconds),
    comeBack: async (line) => {
      await pool.query({
        name: 'come-back-to-line',
        text: `select ${serveJob('$1::text', freeAt('$1'))}`,
        values: [line],
      })
    },
  }
}

async function join(pool: pg.Pool, card: CardId, attempt: number): Promise<void> {
  await pool.query({
    name: 'join-line',
    text: `
      with c as (
        update card k set attempt = $2, ticket = k.ticket + 1, urgency = case
            when not exists (select 1 from card_message m where m.card_id = k.id) then ${urgencies.post}
            when r.status = 'pending' then ${urgencies.changed} else ${urgencies.settled} end
        from request r where k.id = $1 and r.id = k.request_id returning k.line)
      select ${serveJob('c.line', freeAt('c.line'))} from c`,
    values: [card, attempt],
  })
}

interface NextRow {
  pause: number | null
  id: CardId | null
  attempt: number
  ticket: number
}

async function next(pool: pg.Pool, line: string): ReturnType<Cards['next']> {
  const { rows } = await pool.query<NextRow>({
    name: 'next-in-line',
    text: `
      select c.id, c.attempt, c.ticket,
        (select ceil(extract(epoch from l.free_at - clock_timestamp()) * 1000)::int
         from line l where l.key = $1 and l.free_at > clock_timestamp()) as pause
      from card c where c.line = $1 and c.urgency is not null
      order by c.urgency, c.created_at, c.id limit 1`,
    values: [line],
  })
  const row = rows[0]
  if (row === undefined || row.id === null) return null
  if (row.pause !== null) return { kind: 'pause', ms: row.pause }
  return { kind: 'turn', turn: { card: row.id, attempt: row.attempt, ticket: row.ticket } }
}

/** The place is taken in the statement that finds it free, so that no two say something at once. */
async function takePlace(pool: pg.Pool, card: CardId, paceSeconds: number): Promise<number | null> {
  const { rows } = await pool.query<{ ms: number }>({
    name: 'take-place',
    text: `
      with t as (select clock_timestamp() as now, make_interval(secs => $2::float8) as pace)
      insert into line (key, free_at)
      select c.line, t.now + t.pace from card c, t where c.id = $1
      on conflict (key) do update
        set free_at = greatest(line.free_at, (select now from t)) + (select pace from t)
        where line.free_at <= (select now + pace from t)
      returning greatest(0, ceil(extract(epoch from
        free_at - (select now + pace from t)) * 1000))::int as ms`,
    values: [card, paceSeconds],
  })
  return rows[0]?.ms ?? null
}
