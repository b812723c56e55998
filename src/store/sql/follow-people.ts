import { barredFrom, presently } from './select-request.ts'

/**
 * Pending requests that rest on somebody whose standing changed have a new version, so that nothing which was judged
 * before is written after, and their cards follow.
 */
export const followPeople = `
  with r as (
    update request r set version = version + 1
    where r.status = 'pending' and (
      r.id in (select d.request_id from decision d where ${presently('d.person_id')} = any($1::text[]))
      or exists (select 1 from (${barredFrom}) b where ${presently('b.person_id')} = any($1::text[])))
    returning r.id)
  select (graphile_worker.add_job('sync_card', json_build_object('card', c.id, 'attempt', 0),
    job_key := 'card:' || c.id)).id from card c join r on c.request_id = r.id`
