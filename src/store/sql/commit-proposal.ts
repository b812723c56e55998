import { insertEventRows } from '../event-rows.ts'
import { remindTriesMax } from './commit-change.ts'
import { urgencies } from './lines.ts'
import { policyInForce } from './select-request.ts'

/** Every worker may be waiting for a chat that is out: a deadline is the next thing that one of them looks at. */
const deadlineFirst = -1

/** What `proposal-row.ts` writes and both statements unfold again. */
const rows = `json_to_recordset($1::json) as x(id text, agent text, key text, status text,
  action text, resource text, environment text, on_behalf_of text, digest text, policy text,
  evaluation jsonb, warnings jsonb, needs jsonb, groups text[], created_at timestamptz,
  expires_at timestamptz, decided_at timestamptz, settlement jsonb, grant_until timestamptz, key_hash text, body_hash text,
  payload text, salt text, words text, verdict_reason text, remind_after float8)`

/**
 * Writes proposals: requests, payloads, words and events. A request is not written where another policy is in force by
 * now, or where its idempotency key is taken: a rival that is still being written is waited for by the unique index.
 */
const writeRequests = `
with x as materialized (select * from ${rows}),
r as (
  insert into request (id, agent_id, key_id, status, action, resource, environment, on_behalf_of,
    digest, policy_version, evaluation, warnings, needs, groups, created_at, expires_at,
    decided_at, settlement, grant_until, idempotency_key_hash, idempotency_body_hash)
  select x.id, x.agent, x.key, x.status, x.action, x.resource, x.environment, x.on_behalf_of,
    x.digest, x.policy, x.evaluation, x.warnings, x.needs, x.groups, x.created_at, x.expires_at,
    x.decided_at, x.settlement, x.grant_until, x.key_hash, x.body_hash
  from x where x.policy = ${policyInForce}
  on conflict (agent_id, idempotency_key_hash) where idempotency_key_hash is not null do nothing
  returning id, expires_at),
y as (insert into request_payload (request_id, body, salt)
      select x.id, x.payload, decode(x.salt, 'hex') from x join r on r.id = x.id),
w as (insert into request_words (request_id, body, verdict_reason)
      select x.id, coalesce(x.words, '{}'), x.verdict_reason from x join r on r.id = x.id
      where x.words is not null or x.verdict_reason is not null),
e as (${insertEventRows('$2', 'v.request in (select r.id from r)')})`

/** For actions that the policy settles at once: nobody waits for them, so no job is queued and nobody is notified. */
export const commitSettledProposals = `${writeRequests}
select id from r`

/** For an action that people are asked about: with its cards, and the jobs that post them and expire it. */
export const commitPendingProposal = `${writeRequests},
c as (insert into card (id, request_id, surface, destination, status, line, urgency)
      select k.id, r.id, k.surface, k.destination, 'queued', k.line, ${urgencies.post} from r,
        json_to_recordset($3::json) as k(id text, surface text, destination text, line text)
      returning id),
s as (select (graphile_worker.add_job('sync_card', json_build_object('card', c.id, 'attempt', 0))).id from c),
j as (select (graphile_worker.add_job('expire', json_build_object('request', r.id),
        run_at := r.expires_at, job_key := 'expire:' || r.id, priority := ${deadlineFirst})).id from r),
m as (select (graphile_worker.add_job('remind', json_build_object('card', c.id),
        run_at := x.created_at + make_interval(secs => x.remind_after),
        job_key := 'remind:' || c.id, max_attempts := ${remindTriesMax})).id
      from x, c where x.created_at + make_interval(secs => x.remind_after) < x.expires_at),
n as (select (graphile_worker.add_job('escalate',
        json_build_object('request', r.id, 'place', u.place - 1), run_at := u.at,
        job_key := 'escalate:' || r.id || ':' || u.place)).id
      from r join (
        select x.id, f.place, x.created_at + make_interval(secs => (f.body->>'afterSeconds')::float8) as at
        from x, jsonb_array_elements(x.evaluation->'review'->'escalations')
          with ordinality as f(body, place)) u on u.id = r.id
      where u.at < r.expires_at)
select r.id, (select count(*) from s) as cards, (select count(*) from j) as expiries,
  (select count(*) from m) as reminders,
  (select count(*) from n) as escalations from r`
