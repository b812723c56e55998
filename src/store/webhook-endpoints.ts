import type pg from 'pg'
import type { Sealing, WebhookEndpoints } from '../app/ports.ts'
import type { EndpointId } from '../contract/ids.ts'
import type { DisabledReason, EndpointView } from '../contract/webhook.ts'
import type { WebhookKeys } from '../proof/sign/sign-webhook.ts'
import { eventRows, insertEventRows } from './event-rows.ts'

/** The endpoints of agents. Their secrets are sealed, each for its own row. */
export function createWebhookEndpoints(pool: pg.Pool, sealing: Sealing): WebhookEndpoints {
  return {
    canSeal: sealing.canSeal,
    add: ({ id, agent, url, secret, privateKey, publicKey }, event) =>
      write(pool, 'add-webhook-endpoint', {
        text: `
          with w as (insert into webhook_endpoint (id, agent_id, url, sealed_secret, sealed_key, public_key)
            values ($1, $2, $3, $4, $5, $6) returning id)
          ${insertEventRows('$7', 'exists (select 1 from w)')}`,
        values: [
          id,
          agent,
          url,
          sealing.seal(secret, secretContext(id)),
          sealing.seal(privateKey, keyContext(id)),
          publicKey,
          eventRows([event]),
        ],
      }),
    list: async (agent) => {
      const { rows } = await pool.query<EndpointRow>({
        name: 'list-webhook-endpoints',
        text: `select ${endpointColumns} from webhook_endpoint where agent_id = $1 order by id`,
        values: [agent],
      })
      return rows.map(toView)
    },
    rotate: ({ id, agent, secret, previousUntil }, event) =>
      rotate(pool, [
        id,
        agent,
        sealing.seal(secret, secretContext(id)),
        previousUntil,
        eventRows([event]),
      ]),
    disable: async ({ id, agent, at, reason }, event) => {
      await write(pool, 'disable-webhook-endpoint', {
        text: `
          with w as (update webhook_endpoint set disabled_at = $3, disabled_reason = $4
            where id = $1 and agent_id = $2 and disabled_at is null returning id)
          ${insertEventRows('$5', 'exists (select 1 from w)')}`,
        values: [id, agent, at, reason, eventRows([event])],
      })
      const { rowCount } = await pool.query(
        'select from webhook_endpoint where id = $1 and agent_id = $2',
        [id, agent],
      )
      return rowCount === 1
    },
  }
}

/** The sealed secrets of a row; the one before the last is null once its day is over. */
export interface SealedKeys {
  id: EndpointId
  secret: string
  previous: string | null
  key: string
}

/** The keys that sign for an endpoint just now, or null where one of them does not open. */
export function openKeys(
  sealing: Sealing,
  { id, secret, previous, key }: SealedKeys,
): WebhookKeys | null {
  const sealed = previous === null ? [secret] : [secret, previous]
  const secrets = sealed.map((each) => sealing.open(each, secretContext(id)))
  const privateKey = sealing.open(key, keyContext(id))
  const opened = secrets.filter((each) => each !== null)
  return privateKey === null || opened.length < sealed.length
    ? null
    : { secrets: opened, privateKey }
}

function secretContext(id: string): string {
  return `webhook-secret:${id}`
}

function keyContext(id: string): string {
  return `webhook-key:${id}`
}

async function write(
  pool: pg.Pool,
  name: string,
  statement: { text: string; values: unknown[] },
): Promise<void> {
  await pool.query({ name, ...statement })
}

async function rotate(
  pool: pg.Pool,
  values: unknown[],
): Promise<{ url: string; publicKey: string } | null> {
  const { rows } = await pool.query<{ url: string; publicKey: string }>({
    name: 'rotate-webhook-secret',
    text: `
      with w as (update webhook_endpoint
          set previous_sealed_secret = sealed_secret, previous_until = $4, sealed_secret = $3
          where id = $1 and agent_id = $2 and disabled_at is null
          returning url, public_key),
        e as (${insertEventRows('$5', 'exists (select 1 from w)')})
      select url, public_key as "publicKey" from w`,
    values,
  })
  return rows[0] ?? null
}

interface EndpointRow {
  id: EndpointId
  url: string
  public_key: string
  created_at: Date
  previous_until: Date | null
  disabled_at: Date | null
  disabled_reason: DisabledReason | null
}

const endpointColumns = `id, url, public_key, created_at, disabled_at, disabled_reason,
  case when previous_until > clock_timestamp() then previous_until end as previous_until`

function toView(row: EndpointRow): EndpointView {
  return {
    id: row.id,
    url: row.url,
    public_key: row.public_key,
    created_at: row.created_at.toISOString(),
    previous_secret_until: row.previous_until?.toISOString() ?? null,
    disabled_at: row.disabled_at?.toISOString() ?? null,
    disabled_reason: row.disabled_reason,
  }
}
