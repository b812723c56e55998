import type pg from 'pg'
import type { NewId, Policies, PolicyRecord } from '../app/ports.ts'
import { eventRows, insertEventRows } from './event-rows.ts'
import { createPeople } from './people.ts'

/** Every policy that ever was in force; the newest activation says which one is. */
export function createPolicies(pool: pg.Pool, newId: NewId): Policies {
  const people = createPeople(pool, newId)
  return {
    inForce: async () => {
      const { rows } = await pool.query<PolicyRecord>({
        name: 'policy-in-force',
        text: `select v.version, v.yaml, a.at as since from policy_activation a
               join policy_version v on v.version = a.version order by a.id desc limit 1`,
      })
      return rows[0] ?? null
    },
    read: async (version) => {
      const { rows } = await pool.query<{ yaml: string }>(
        'select yaml from policy_version where version = $1',
        [version],
      )
      return rows[0]?.yaml ?? null
    },
    wasInForce: async (version) => {
      const { rows } = await pool.query('select 1 from policy_version where version = $1', [
        version,
      ])
      return rows.length > 0
    },
    activate: async ({ version, yaml, emails, event }) => {
      for (const email of emails) await people.byEmail(email)
      await pool.query(
        `with v as (insert into policy_version (version, yaml) values ($1, $2)
           on conflict (version) do update set yaml = excluded.yaml returning version),
         a as (insert into policy_activation (version) select version from v),
         e as (${insertEventRows('$3')}),
         j as (select (graphile_worker.add_job('reconsider', '{}'::json, job_key := 'reconsider')).id from v)
         select count(*) from j`,
        [version, yaml, eventRows([event])],
      )
    },
  }
}
