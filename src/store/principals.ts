import type pg from 'pg'
import type { Principal } from '../app/ports.ts'
import type { PersonRecord } from '../core/record.ts'
import { batched } from './batch.ts'
import { selectPerson } from './sql/select-request.ts'

/** Whom a hashed bearer token belongs to; null for an unknown, expired or revoked one. */
export interface Principals {
  agentByKey(hash: string): Promise<Extract<Principal, { kind: 'agent' }> | null>
  personByToken(hash: string): Promise<Extract<Principal, { kind: 'person' }> | null>
}

/** The last use is noted once a minute at most, so that reading stays reading. */
export const notedEvery = `interval '1 minute'`

const agentsByKeys = `
  with k as (select q.place, k.id, k.last_used_at, a.id as agent, a.name, a.kind,
      a.disabled_at is not null as disabled
    from unnest($1::text[]) with ordinality as q(hash, place)
    left join agent_key k on k.hash = q.hash and k.revoked_at is null
      and (k.expires_at is null or k.expires_at > now())
    left join agent a on a.id = k.agent_id),
  u as (update agent_key set last_used_at = now() where id in (select id from k
    where last_used_at is null or last_used_at < now() - ${notedEvery}))
  select id as key, agent, name, kind, disabled from k order by place`

const personByToken = `
  with t as (select * from person_token
    where hash = $1 and revoked_at is null and expires_at > now()
      and exists (select 1 from identity i where i.id = identity_id and i.ended_at is null)),
  u as (update person_token set last_used_at = now() where id in (select id from t
    where last_used_at is null or last_used_at < now() - ${notedEvery}))
  select t.id, t.identity_id as identity, ${selectPerson('t.person_id')} as person from t`

export function createPrincipals(pool: pg.Pool): Principals {
  return {
    agentByKey: batched((hashes: string[]) => agentsByHash(pool, hashes)),
    personByToken: async (hash) => {
      const { rows } = await pool.query<PersonRow>({
        name: 'person-by-token',
        text: personByToken,
        values: [hash],
      })
      const row = rows[0]
      if (row === undefined || row.person.disabled) return null
      return { kind: 'person', person: row.person, identity: row.identity, token: row.id }
    },
  }
}

async function agentsByHash(
  pool: pg.Pool,
  hashes: string[],
): Promise<(Extract<Principal, { kind: 'agent' }> | null)[]> {
  const { rows } = await pool.query<AgentRow>({
    name: 'agents-by-keys',
    text: agentsByKeys,
    values: [hashes],
  })
  return rows.map(({ key, agent, name, kind, disabled }) =>
    key === null ? null : { kind: 'agent', id: agent, name, agentKind: kind, disabled, key },
  )
}

/** Everything but the key is null too where there is no such key. */
interface AgentRow {
  key: Extract<Principal, { kind: 'agent' }>['key'] | null
  agent: Extract<Principal, { kind: 'agent' }>['id']
  name: string
  kind: Extract<Principal, { kind: 'agent' }>['agentKind']
  disabled: boolean
}

interface PersonRow {
  id: Extract<Principal, { kind: 'person' }>['token']
  identity: Extract<Principal, { kind: 'person' }>['identity']
  person: PersonRecord
}
