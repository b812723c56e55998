/**
 * Those on whose standing a write rests, locked until it is committed: whoever disables or merges one of them waits for
 * it, or it for them and then sees what they did. A look without the lock would be as old as the statement, which may
 * have waited for the request's row.
 */
export const countedPeople = (ids: string) => `
counted as materialized (
  select disabled_at, merged_into from person where id = any(${ids}::text[]) order by id for share)`

/**
 * That none of them was disabled or turned out to be somebody else. It asks nothing of the request, so it comes before its
 * lock.
 */
export const allCount = `not exists (
      select 1 from counted c where c.disabled_at is not null or c.merged_into is not null)`

/** The account that a decision is made with, locked in the same way, after the people as a merge locks them. */
export const usedAccounts = (decisions: string) => `
used as materialized (
  select i.ended_at from identity i
  where (select count(*) from counted) >= 0
    and i.id in (select x.identity from json_to_recordset(${decisions}::json) as x(identity text))
  order by i.id for share)`

/** The agent of a request, locked in the same way: whoever changes its owners waits, or is seen. */
export const ownedAgent = (request: string) => `
owned as materialized (
  select version, disabled_at from agent
  where (select count(*) from counted) >= 0
    and id = (select q.agent_id from request q where q.id = ${request}) for share)`

/** That it was not removed. */
export const allLinked = 'not exists (select 1 from used u where u.ended_at is not null)'
