import { insertEventRows } from '../event-rows.ts'
import { allCount, allLinked, countedPeople, ownedAgent, usedAccounts } from './counted-people.ts'
import { urgencies } from './lines.ts'
import { policyInForce } from './select-request.ts'

/** About ten minutes: a reminder that comes later than that says nothing new. */
export const remindTriesMax = 7

/** The channel on which other processes hear that a request was settled. */
export const settledChannel = 'countersign_settled'

/**
 * Changes a request only if nothing that the change rests on has changed since it was read: its version, the policy
 * in force, the agent's owners, the standing of whoever counts, the account that decides, and the deadline by the
 * database's clock. State, decision, words, events and jobs are one statement: all or nothing.
 */
export const commitChange = `
with ${countedPeople('$12')}, ${usedAccounts('$13')}, ${ownedAgent('$1')},
r as (
  update request set status = $3, version = version + 1, needs = $4::jsonb, groups = $5::text[],
    warnings = $6::jsonb, settlement = $7::jsonb, decided_at = $8::timestamptz, grant_until = $18::timestamptz
  where id = $1 and version = $2 and status = 'pending'
    and ($9::timestamptz is null or clock_timestamp() < $9)
    and ($10::text is null or $10 = ${policyInForce})
    and ($11::int is null or $11 = (select o.version from owned o))
    and ${allCount}
    and ${allLinked}
    and not exists (select 1 from person_disabled s where s.person_id = any($12::text[])
      and s.until >= ($13::json->0->>'at')::timestamptz)
  returning id, agent_id, status, evaluation, created_at, expires_at),
d as (insert into decision (id, request_id, person_id, identity_id, decision, surface, at)
      select x.id, r.id, x.person, x.identity, x.decision, x.surface, x.at from r,
        json_to_recordset($13::json) as x(id text, person text, identity text, decision text,
          surface text, at timestamptz)
      returning id),
dw as (insert into decision_words (decision_id, body) select d.id, $14 from d where $14::text is not null),
w as (insert into request_words (request_id, verdict_reason) select r.id, $15 from r
      where $15::text is not null
      on conflict (request_id) do update set verdict_reason = excluded.verdict_reason),
e as (${insertEventRows('$16', 'exists (select 1 from r)')}),
k as (insert into card (id, request_id, surface, destination, status, line, urgency)
      select v.id, r.id, v.surface, v.destination, 'queued', v.line, ${urgencies.post} from r,
        json_to_recordset($17::json) as v(id text, surface text, destination text, line text)
      on conflict (request_id, surface, destination) do nothing returning id),
s as (select (graphile_worker.add_job('sync_card', json_build_object('card', c.id, 'attempt', 0),
        job_key := 'card:' || c.id)).id
      from (select c.id from card c join r on c.request_id = r.id union all select id from k) c),
m as (select (graphile_worker.add_job('remind', json_build_object('card', k.id), run_at := u.at,
        job_key := 'remind:' || k.id, max_attempts := ${remindTriesMax})).id
      from k, (select r.expires_at, r.created_at + make_interval(
          secs => (r.evaluation->'review'->>'remindAfterSeconds')::float8) as at from r) u
      where u.at > clock_timestamp() and u.at < u.expires_at),
x as (select graphile_worker.remove_job('expire:' || r.id) from r where r.status <> 'pending'),
t as (select (graphile_worker.add_job('tell_verdict', json_build_object('request', r.id),
        job_key := 'tell:' || r.id)).id
      from r where r.status <> 'pending'
        and jsonb_array_length(coalesce(r.evaluation->'review'->'tell', '[]')) > 0),
h as (select (graphile_worker.add_job('tell_webhooks', json_build_object('request', r.id),
        job_key := 'webhooks:' || r.id)).id
      from r where r.status <> 'pending'
        and exists (select 1 from webhook_endpoint p where p.agent_id = r.agent_id and p.disabled_at is null)),
n as (select pg_notify('${settledChannel}', r.id) from r where r.status <> 'pending')
select (select count(*) from r) as written, (select count(*) from s) as cards, (select count(*) from m) as reminders,
  (select count(*) from x) as removed, (select count(*) from t) as told, (select count(*) from h) as hooks, (select count(*) from n) as notified`
