import type pg from 'pg'
import type { NewId, Policies, PolicyRecord } from '../app/ports.ts'
import { eventRows, insertEventRows } from './event-rows.ts'
import { createPeople } from './people.ts'

/** Every policy that ever was in force; the newest activation says which one is. */
export function createPolicies(pool: pg.Pool, newId: NewId): Policies {
  const people = createPeople(pool, newId)
  return {
    inForce: createInForce(pool),
    read: (version) => readYaml(pool, version),
    wasInForce: async (version) => {
      const { rows } = await pool.query('select 1 from policy_version where version = $1', [
        version,
      ])
      return rows.length > 0
    },
    activate: async ({ version, yaml, emails, groups, event }) => {
      for (const email of emails) await people.byEmail(email)
      await pool.query(
        `with v as (insert into policy_version (version, yaml) values ($1, $2)
           on conflict (version) do update set yaml = excluded.yaml returning version),
         a as (insert into policy_activation (version) select version from v),
         e as (${insertEventRows('$3')}),
         g as (select * from json_to_recordset($4::json) as g(name text, kind text, team text, value text)),
         t as materialized (select clock_timestamp() as at),
         u as (update policy_group p set until = (select at from t) where p.until is null and not exists
           (select 1 from g where (g.name, g.kind, g.team, g.value) = (p.name, p.kind, p.team, p.value))),
         i as (insert into policy_group (name, kind, team, value) select name, kind, team, value from g
           on conflict (name, kind, team, value) where until is null do nothing),
         j as (select (graphile_worker.add_job('reconsider', '{}'::json, job_key := 'reconsider')).id from v)
         select count(*) from j`,
        [version, yaml, eventRows([event]), JSON.stringify(groups)],
      )
    },
  }
}

/** Every card and every look asks for this, so the text of the policy, up to a megabyte, is read once per activation. */
function createInForce(pool: pg.Pool): Policies['inForce'] {
  let known: { activation: string; record: PolicyRecord } | null = null
  return async () => {
    const { rows } = await pool.query<{ activation: string; version: string; since: Date }>({
      name: 'policy-in-force',
      text: `select a.id as activation, a.version, a.at as since from policy_activation a
             order by a.id desc limit 1`,
    })
    const row = rows[0]
    if (row === undefined) return null
    if (known?.activation === row.activation) return known.record
    const { activation, version, since } = row
    const yaml = await readYaml(pool, version)
    if (yaml === null) throw new Error('the policy in force is not there')
    const record = { version, yaml, since }
    known = { activation, record }
    return record
  }
}

async function readYaml(pool: pg.Pool, version: string): Promise<string | null> {
  const { rows } = await pool.query<{ yaml: string }>(
    'select yaml from policy_version where version = $1',
    [version],
  )
  return rows[0]?.yaml ?? null
}
