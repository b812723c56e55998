import { barredFrom, everybodyOf } from './select-request.ts'

const changed = everybodyOf('any($1::text[])')

/**
 * Pending requests that rest on somebody whose standing changed have a new version, so that nothing which was judged
 * before is written after, and their cards follow. They are locked in one order, so that two who follow the same requests
 * never wait for each other.
 */
export const followPeople = `
  with held as (
    select r.id from request r
    where r.status = 'pending' and (
      exists (select 1 from decision d where d.request_id = r.id and d.person_id in ${changed})
      or exists (select 1 from (${barredFrom}) b where b.person_id in ${changed}))
    order by r.id for no key update of r),
  followed as (
    update request set version = version + 1
    where id in (select id from held) and status = 'pending' returning id)
  select (graphile_worker.add_job('sync_card', json_build_object('card', c.id, 'attempt', 0),
    job_key := 'card:' || c.id)).id from card c join followed f on f.id = c.request_id`
