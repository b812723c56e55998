import type pg from 'pg'
import type { DeliveryTry, DueDelivery, Sealing, WebhookDeliveries } from '../app/ports.ts'
import type { AgentId, DeliveryId, EndpointId, RequestId } from '../contract/ids.ts'
import type {
  DeliveryQuery,
  DeliveryStatus,
  DeliveryView,
  WebhookType,
} from '../contract/webhook.ts'
import { readCursor, writeCursor } from './cursor.ts'
import { eventRows } from './event-rows.ts'
import { webhookUrlOf } from './read-row.ts'
import { beginDeliveries, recordTry, sendAgain } from './sql/webhook-delivery.ts'
import { openKeys, type SealedKeys } from './webhook-endpoints.ts'

/** Verdicts on their way to endpoints. */
export function createWebhookDeliveries(pool: pg.Pool, sealing: Sealing): WebhookDeliveries {
  return {
    begin: async ({ request, type, to }) => {
      await pool.query({
        name: 'begin-webhook-deliveries',
        text: beginDeliveries,
        values: [request, type, JSON.stringify(to)],
      })
    },
    read: (id) => read(pool, sealing, id),
    record: (tried) => record(pool, tried),
    list: (query) => list(pool, query),
    ofRequest: async (request) => {
      const { rows } = await pool.query<DeliveryRow>({
        name: 'deliveries-of-request',
        text: `${selectDeliveries} where d.request_id = $1 order by d.id`,
        values: [request],
      })
      return rows.map((row) => ({
        host: new URL(urlOf(row)).host,
        status: row.status,
        attempts: row.attempts,
        lastStatus: row.last_status,
        lastError: row.last_error,
        nextAttemptAt: row.next_attempt_at,
        deliveredAt: row.delivered_at,
      }))
    },
    sendAgain: async (id, event) => {
      const row = await readRow(pool, id)
      if (row === null) return null
      const draft = event({
        agent: row.agent_id,
        endpoint: row.endpoint_id,
        request: row.request_id,
      })
      const { rowCount } = await pool.query({
        name: 'send-webhook-again',
        text: sendAgain,
        values: [id, eventRows([draft])],
      })
      if (rowCount === 0) return 'endpoint_disabled'
      const after = await readRow(pool, id)
      return after === null ? null : toView(after)
    },
  }
}

async function read(pool: pg.Pool, sealing: Sealing, id: DeliveryId): Promise<DueDelivery | null> {
  const { rows } = await pool.query<
    Omit<DueDelivery, 'endpoint'> &
      SealedKeys & { endpoint: EndpointId; url: string; disabled: boolean }
  >({
    name: 'read-webhook-delivery',
    text: `
      select d.id as delivery, d.request_id as request, d.agent_id as agent, d.type, d.status, d.attempts,
        d.round_start as "roundStart", d.next_attempt_at as "dueAt", clock_timestamp()::timestamptz(3) as now,
        h.id, h.url, h.disabled_at is not null as disabled, h.sealed_secret as secret, h.sealed_key as key,
        case when h.previous_until > clock_timestamp() then h.previous_sealed_secret end as previous
      from webhook_delivery d join webhook_endpoint h on h.id = d.endpoint_id where d.id = $1`,
    values: [id],
  })
  const row = rows[0]
  if (row === undefined) return null
  const { request, agent, type, status, attempts, roundStart, dueAt, now, url, disabled } = row
  const endpoint = { id: row.id, url, disabled, keys: openKeys(sealing, row) }
  return { id, request, agent, type, status, attempts, roundStart, dueAt, now, endpoint }
}

async function record(pool: pg.Pool, tried: DeliveryTry): Promise<boolean> {
  const { rows } = await pool.query<{ written: number }>({
    name: 'record-webhook-try',
    text: recordTry,
    values: [
      tried.id,
      tried.attempts,
      tried.status,
      tried.lastStatus,
      tried.lastError,
      tried.nextAfterMs === null ? null : tried.nextAfterMs / 1_000,
      tried.gone !== null,
      eventRows(tried.gone === null ? [] : [tried.gone]),
      tried.dueAt,
    ],
  })
  return rows[0]?.written === 1
}

interface DeliveryRow {
  id: DeliveryId
  endpoint_id: EndpointId
  agent_id: AgentId
  request_id: RequestId
  type: WebhookType
  endpoint_url: string
  words: string | null
  status: DeliveryStatus
  attempts: number
  last_status: number | null
  last_error: string | null
  next_attempt_at: Date | null
  delivered_at: Date | null
  created_at: Date
}

const selectDeliveries = `
  select d.id, d.endpoint_id, d.agent_id, d.request_id, d.type, h.url as endpoint_url, w.body as words,
    d.status, d.attempts, d.last_status, d.last_error, d.next_attempt_at, d.delivered_at, d.created_at
  from webhook_delivery d join webhook_endpoint h on h.id = d.endpoint_id
  left join request_words w on w.request_id = d.request_id`

async function readRow(pool: pg.Pool, id: DeliveryId): Promise<DeliveryRow | null> {
  const { rows } = await pool.query<DeliveryRow>(`${selectDeliveries} where d.id = $1`, [id])
  return rows[0] ?? null
}

/** A page of deliveries, newest first, by keyset. */
async function list(
  pool: pg.Pool,
  query: DeliveryQuery,
): Promise<{ deliveries: DeliveryView[]; nextCursor: string | null }> {
  const cursor = query.cursor === undefined ? null : readCursor(query.cursor)
  const { rows } = await pool.query<DeliveryRow>(
    `${selectDeliveries}
     where ($1::text is null or d.status = $1) and ($2::text is null or d.agent_id = $2)
       and ($3::text is null or d.request_id = $3)
       and ($4::timestamptz is null or (d.created_at, d.id) < ($4, $5))
     order by d.created_at desc, d.id desc limit $6`,
    [
      query.status ?? null,
      query.agent ?? null,
      query.request ?? null,
      cursor?.at ?? null,
      cursor?.id ?? null,
      query.limit + 1,
    ],
  )
  const shown = rows.slice(0, query.limit)
  const last = shown.at(-1)
  const more = rows.length > query.limit && last !== undefined
  return {
    deliveries: shown.map(toView),
    nextCursor: more ? writeCursor(last.created_at, last.id) : null,
  }
}

/** Where it goes: read as it is sent, from the words of the request, which can be erased. */
function urlOf({ words, endpoint_url }: DeliveryRow): string {
  return webhookUrlOf(words) ?? endpoint_url
}

function toView(row: DeliveryRow): DeliveryView {
  return {
    id: row.id,
    endpoint: row.endpoint_id,
    agent: row.agent_id,
    request: row.request_id,
    type: row.type,
    url: urlOf(row),
    status: row.status,
    attempts: row.attempts,
    last_status: row.last_status,
    last_error: row.last_error,
    next_attempt_at: row.next_attempt_at?.toISOString() ?? null,
    delivered_at: row.delivered_at?.toISOString() ?? null,
    created_at: row.created_at.toISOString(),
  }
}
