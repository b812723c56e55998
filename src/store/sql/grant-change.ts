import { insertEventRows } from '../event-rows.ts'
import { allCount, countedPeople, ownedAgent } from './counted-people.ts'
import { policyInForce } from './select-request.ts'

/**
 * Uses a grant. One row in one statement, so of a hundred that race one wins; and only if the policy, the agent and the
 * people that the use rests on are still as they were read. `clock_timestamp()` is the clock that counts.
 */
export const useGrant = `
with ${countedPeople('$7')}, ${ownedAgent('$1')},
r as (
  update request set grant_used_at = $4::timestamptz, grant_used_by = $2
  where id = $1 and status = 'approved' and digest = $3
    and grant_used_at is null and grant_revoked_at is null and clock_timestamp() < grant_until
    and $5 = ${policyInForce}
    and exists (select 1 from owned o where o.version = $6 and o.disabled_at is null)
    and ${allCount}
    and not exists (select 1 from person_disabled s where s.person_id = any($7::text[])
      and (s.until is null or s.until >= $4::timestamptz))
  returning id),
e as (${insertEventRows('$8', 'exists (select 1 from r)')})
select count(*)::int as written from r`

/** The cards that show the request follow it. */
const syncCards = `
s as (select (graphile_worker.add_job('sync_card', json_build_object('card', c.id, 'attempt', 0),
        job_key := 'card:' || c.id)).id
      from card c join r on c.request_id = r.id)`

/** Ends a grant that is unused, and its time not over. */
export const revokeGrant = `
with r as (
  update request set grant_revoked_at = $2::timestamptz, version = version + 1
  where id = $1 and status = 'approved' and grant_used_at is null and grant_revoked_at is null
    and clock_timestamp() < grant_until
  returning id),
w as (insert into request_words (request_id, revoke_reason) select r.id, $3 from r where $3::text is not null
      on conflict (request_id) do update set revoke_reason = excluded.revoke_reason),
e as (${insertEventRows('$4', 'exists (select 1 from r)')}),
${syncCards}
select (select count(*) from r)::int as written, (select count(*) from s) as cards`

/** Writes how the execution went, once, by whoever used the grant. */
export const reportOutcome = `
with r as (
  update request set outcome = $3, outcome_at = $4::timestamptz, version = version + 1
  where id = $1 and grant_used_by = $2 and outcome is null
  returning id),
w as (insert into request_words (request_id, outcome_detail) select r.id, $5 from r where $5::text is not null
      on conflict (request_id) do update set outcome_detail = excluded.outcome_detail),
e as (${insertEventRows('$6', 'exists (select 1 from r)')}),
${syncCards}
select (select count(*) from r)::int as written, (select count(*) from s) as cards`
