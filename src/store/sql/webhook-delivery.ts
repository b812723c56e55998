import { insertEventRows } from '../event-rows.ts'

/** One queue for each endpoint, so that a receiver that hangs holds one worker and no more. */
const addTry = (delivery: string, runAt: string) => `(graphile_worker.add_job('deliver_webhook',
  json_build_object('delivery', ${delivery}.id, 'attempt', ${delivery}.attempts),
  queue_name := 'webhook:' || ${delivery}.endpoint_id, run_at := ${runAt})).id`

/** Deliveries, each with the job of its first try; none where there is one for the request and the endpoint. */
export const beginDeliveries = `
with d as (
  insert into webhook_delivery (id, request_id, endpoint_id, agent_id, type, status, next_attempt_at, created_at)
  select x.id, $1, h.id, h.agent_id, $2, 'pending', clock_timestamp(), clock_timestamp()
  from json_to_recordset($3::json) as x(id text, endpoint text)
  join webhook_endpoint h on h.id = x.endpoint and h.disabled_at is null
  on conflict (request_id, endpoint_id) do nothing
  returning id, endpoint_id, attempts),
j as (select ${addTry('d', 'now()')} from d)
select count(*) from j`

/**
 * How a try ended, and the job of the next one, at once. A job names the try that it is, so one that comes twice, or that
 * an operator has overtaken, finds its try written and does nothing.
 */
export const recordTry = `
with d as (
  update webhook_delivery set attempts = attempts + 1, status = $3, last_status = $4, last_error = $5,
    next_attempt_at = clock_timestamp() + make_interval(secs => $6::float8),
    delivered_at = case when $3 = 'delivered' then clock_timestamp() else delivered_at end
  where id = $1 and attempts = $2 and status = 'pending'
  returning id, endpoint_id, attempts, status, next_attempt_at),
j as (select ${addTry('d', 'd.next_attempt_at')} from d where d.status = 'pending'),
h as (update webhook_endpoint p set disabled_at = clock_timestamp(), disabled_reason = 'gone'
      from d where $7::boolean and p.id = d.endpoint_id and p.disabled_at is null returning p.id),
e as (${insertEventRows('$8', 'exists (select 1 from h)')})
select (select count(*) from d) as written, (select count(*) from j) as tries`

/** The next try is now, and as many may follow as after the first. */
export const sendAgain = `
with d as (
  update webhook_delivery w set status = 'pending', round_start = w.attempts, next_attempt_at = clock_timestamp()
  from webhook_endpoint h
  where w.id = $1 and h.id = w.endpoint_id and h.disabled_at is null
  returning w.id, w.endpoint_id, w.attempts),
j as (select ${addTry('d', 'now()')} from d),
e as (${insertEventRows('$2', 'exists (select 1 from d)')})
select d.id, (select count(*) from j) as tries from d`
