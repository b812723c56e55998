import type pg from 'pg'
import type { TrustRecord, Workloads } from '../app/ports.ts'
import { notedEvery } from './principals.ts'

interface Row {
  now: Date
  id: TrustRecord['agent']['key'] | null
  audience: string
  subject: string
  jwks_url: string | null
  note_due: boolean
  agent: TrustRecord['agent']['id']
  name: string
  kind: TrustRecord['agent']['agentKind']
  disabled: boolean
}

/** What workload tokens are judged by. */
export function createWorkloads(pool: pg.Pool): Workloads {
  return {
    trustsOf: async (issuer) => {
      const { rows } = await pool.query<Row>({
        name: 'trusts-of-issuer',
        text: `select c.now, t.id, t.audience, t.subject, t.jwks_url, a.id as agent, a.name, a.kind,
            a.disabled_at is not null as disabled,
            t.last_used_at is null or t.last_used_at < c.now - ${notedEvery} as note_due
          from (select clock_timestamp() as now) c
          left join (agent_trust t join agent a on a.id = t.agent_id)
            on t.issuer = $1 and t.removed_at is null`,
        values: [issuer],
      })
      return { now: rows[0]?.now ?? new Date(0), trusts: rows.flatMap(toTrust) }
    },
    noteUse: async (trust) => {
      await pool.query({
        name: 'note-use-of-trust',
        text: `update agent_trust set last_used_at = now() where id = $1
          and (last_used_at is null or last_used_at < now() - ${notedEvery})`,
        values: [trust],
      })
    },
  }
}

function toTrust(row: Row): TrustRecord[] {
  if (row.id === null) return []
  const { id: key, audience, subject, jwks_url: jwksUrl, note_due: noteDue } = row
  const { agent: id, name, kind: agentKind, disabled } = row
  const agent = { kind: 'agent', id, name, agentKind, disabled, key } as const
  return [{ audience, subject, jwksUrl, noteDue, agent }]
}
