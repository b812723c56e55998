import type pg from 'pg'
import type { DueRoster, GroupSize, RosterState, Rosters } from '../app/ports.ts'
import type { PersonId } from '../contract/ids.ts'
import type { KeptElsewhere } from '../core/policy/group.ts'
import type { SlackUsergroup } from '../core/policy/policy.ts'
import { isIn } from './sql/barred.ts'
import { followPeople } from './sql/follow-people.ts'
import { isFresh } from './sql/select-request.ts'
import { inTransaction } from './transaction.ts'

/** The store of rosters. The bot's own workspace, which a policy need not name, is the empty team. */
export function createRosters(pool: pg.Pool): Rosters {
  return {
    takeDue: async (groups, olderThanSeconds) => {
      const { rows } = await pool.query<DueRoster>({
        name: 'take-due-rosters',
        text: `insert into roster (team, usergroup, users, tried_at)
          select coalesce(g.team, ''), g.id, '{}', clock_timestamp()
          from json_to_recordset($1::json) as g(team text, id text)
          on conflict (team, usergroup) do update
            set tried_at = greatest(excluded.tried_at, roster.tried_at + interval '1 millisecond')
            where $2::float8 = 0 or roster.tried_at <= clock_timestamp() - make_interval(
              secs => case when roster.trouble = 'unreachable' then least($2::float8, $3) else $2 end)
          returning nullif(team, '') as team, usergroup as id, tried_at::text as asked`,
        values: [JSON.stringify(groups), olderThanSeconds, unansweredSecondsMax],
      })
      return rows
    },
    save: async ({ team, id, asked }, result) => {
      if (result.ok) {
        const values = [team ?? '', id, result.home, result.users, asked]
        await inTransaction(pool, async (client) => {
          const query = { name: 'save-roster', text: saveRoster, values }
          const { rows } = await client.query<{ person_id: PersonId }>(query)
          const people = rows.map(({ person_id }) => person_id)
          if (people.length > 0) await client.query(followPeople, [people])
        })
      } else {
        await pool.query({
          name: 'save-roster-trouble',
          text: `update roster set trouble = $3,
              synced_at = case when $4 then null else synced_at end
            where team = $1 and usergroup = $2 and tried_at = $5::timestamptz`,
          values: [team ?? '', id, result.reason, goneReasons.has(result.reason), asked],
        })
      }
    },
    states: (groups) => states(pool, groups),
    sizes: (groups) => sizes(pool, groups),
  }
}

/**
 * With who came and who went: whoever was in a group that owns an agent is barred from what it proposed meanwhile.
 * Answers those of them whom we know.
 */
const saveRoster = `
  with r as (
    update roster set home = $3, users = $4, synced_at = clock_timestamp(), trouble = null
    where team = $1 and usergroup = $2 and tried_at = $5::timestamptz returning team, usergroup),
  u as (
    update roster_member m set until = clock_timestamp() from r
    where m.team = r.team and m.usergroup = r.usergroup and m.until is null
      and (m.home <> $3 or not m.user_id = any($4::text[]))
    returning m.home, m.user_id),
  n as (
    insert into roster_member (team, usergroup, home, user_id)
    select r.team, r.usergroup, $3, v.id from r, unnest($4::text[]) as v(id)
    on conflict (team, usergroup, home, user_id) where until is null do nothing
    returning home, user_id)
  select distinct i.person_id from (select * from u union all select * from n) c
  join identity i on i.provider = 'slack' and i.tenant = c.home and i.subject = c.user_id`

/** Where Slack did not answer at all, nobody may be known to be in the group: that is asked again soon. */
const unansweredSecondsMax = 15

/** Slack says that there is no such group for us: that is no outage, and nobody is in it from now on. */
const goneReasons = new Set(['no_such_subteam', 'not_installed_there', 'plan_upgrade_required'])

async function states(pool: pg.Pool, groups: SlackUsergroup[]): Promise<RosterState[]> {
  if (groups.length === 0) return []
  const { rows } = await pool.query<SlackUsergroup & Omit<RosterState, 'group'>>({
    name: 'roster-states',
    text: `select g.team, g.id, o.trouble, o.synced_at as "syncedAt",
        case when ${isFresh('o')} then cardinality(o.users) end as people
      from json_to_recordset($1::json) as g(team text, id text)
      left join roster o on o.team = coalesce(g.team, '') and o.usergroup = g.id`,
    values: [JSON.stringify(groups)],
  })
  return rows.map(({ team, id, ...state }) => ({ group: { team, id }, ...state }))
}

async function sizes(
  pool: pg.Pool,
  { directoryGroups, oidcGroups }: KeptElsewhere,
): Promise<GroupSize[]> {
  const asked = [
    ...directoryGroups.map((name) => ({ kind: 'scim', name })),
    ...oidcGroups.map((name) => ({ kind: 'oidc', name })),
  ]
  if (asked.length === 0) return []
  const { rows } = await pool.query<GroupSize>({
    name: 'group-sizes',
    text: `select a.kind, a.name, case
        when a.kind = 'oidc' or exists (
          select 1 from directory_group d where d.display_name = a.name and d.deleted_at is null)
        then (select count(*)::int from person_group g
          join person p on p.id = g.person_id and p.disabled_at is null
          where g.source = a.kind and g.name = a.name and ${isIn('g')}) end as people
      from json_to_recordset($1::json) as a(kind text, name text)`,
    values: [JSON.stringify(asked)],
  })
  return rows
}
