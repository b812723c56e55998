import { insertEventRows } from '../event-rows.ts'

/** Tries at a receiver that hangs come after all others, or a few such receivers would hold every worker. */
const hangingPriority = 10

const queueOf = (delivery: string) => `'webhook:' || ${delivery}.endpoint_id`

/** One queue for each endpoint, so that a receiver that hangs holds one worker and no more. */
const addTry = (
  delivery: string,
  runAt: string,
  priority = '0',
) => `(graphile_worker.add_job('deliver_webhook',
  json_build_object('delivery', ${delivery}.id, 'attempt', ${delivery}.attempts),
  queue_name := ${queueOf(delivery)}, run_at := ${runAt}, priority := ${priority})).id`

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

const priorityAfter = (delivery: string) =>
  `case when ${delivery}.last_error = 'timeout' then ${hangingPriority} else 0 end`

/** What else waits for a receiver that hangs lets others pass. */
const yieldToOthers = `
  select graphile_worker.reschedule_jobs(array(
    select w.id from graphile_worker.jobs w join d on w.queue_name = ${queueOf('d')}
    where d.last_error = 'timeout' and w.priority < ${hangingPriority} and w.locked_at is null),
    priority := ${hangingPriority})`

/**
 * How a try ended, and the job of the next one, at once. A job names the try that it is, so one that comes twice, or that
 * an operator has overtaken, finds its try written and does nothing.
 */
export const recordTry = `
with d as (
  update webhook_delivery set attempts = attempts + 1, status = $3, last_status = $4, last_error = $5,
    next_attempt_at = clock_timestamp() + make_interval(secs => $6::float8),
    delivered_at = case when $3 = 'delivered' then clock_timestamp() else delivered_at end
  where id = $1 and attempts = $2 and status = 'pending' and next_attempt_at is not distinct from $9
  returning id, endpoint_id, attempts, status, last_error, next_attempt_at),
j as (select ${addTry('d', 'd.next_attempt_at', priorityAfter('d'))} from d where d.status = 'pending'),
y as (${yieldToOthers}),
h as (update webhook_endpoint p set disabled_at = clock_timestamp(), disabled_reason = 'gone'
      from d where $7::boolean and p.id = d.endpoint_id and p.disabled_at is null returning p.id),
e as (${insertEventRows('$8', 'exists (select 1 from h)')})
select (select count(*) from d) as written, (select count(*) from j) as tries, (select count(*) from y) as yielded`

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
