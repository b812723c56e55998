import { insertEventRows } from '../event-rows.ts'
import { policyInForce } from './select-request.ts'

/**
 * Writes a proposal: the request, its payload and words, its cards, its events, and the jobs that post the cards and
 * expire it, all or nothing. Nothing is written where another policy is in force by now, or where the idempotency key
 * is taken: a rival that is still being written is waited for by the unique index.
 */
function statement(jobs: string, joined: string): string {
  return `
with r as (
  insert into request (id, agent_id, key_id, status, action, resource, environment, on_behalf_of,
    digest, policy_version, evaluation, warnings, needs, groups, created_at, expires_at,
    decided_at, settlement, idempotency_key_hash, idempotency_body_hash)
  select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::jsonb, $12::jsonb, $13::jsonb, $14::text[],
    $15::timestamptz, $16::timestamptz, $17::timestamptz, $18::jsonb, $19, $20
  where ${policyInForce} = $10
  on conflict (agent_id, idempotency_key_hash) do nothing
  returning id, expires_at),
y as (insert into request_payload (request_id, body, salt) select r.id, $21, $22::bytea from r),
w as (insert into request_words (request_id, body, verdict_reason)
      select r.id, coalesce($23::text, '{}'), $24 from r
      where $23::text is not null or $24::text is not null),
e as (${insertEventRows('$25', 'r, ')})
${jobs}
select (select count(*) from r) as written ${joined}`
}

/** For an action that the policy settles at once: nobody waits for it, so no job is queued and nobody is notified. */
export const commitSettledProposal = statement('', '')

export const commitPendingProposal = statement(
  `, c as (insert into card (id, request_id, surface, destination, status)
      select x.id, r.id, x.surface, x.destination, 'queued' from r,
        json_to_recordset($26::json) as x(id text, surface text, destination text)
      returning id),
s as (select (graphile_worker.add_job('sync_card', json_build_object('card', c.id, 'attempt', 0),
        queue_name := 'card:' || c.id, job_key := 'card:' || c.id)).id from c),
j as (select (graphile_worker.add_job('expire', json_build_object('request', r.id),
        run_at := r.expires_at, job_key := 'expire:' || r.id)).id from r)`,
  ', (select count(*) from s) as cards, (select count(*) from j) as expiries',
)
