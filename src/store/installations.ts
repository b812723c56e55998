import type pg from 'pg'
import type { FoundInstallation, Installation, Installations, Sealing } from '../app/ports.ts'
import { eventRows, insertEventRows } from './event-rows.ts'

/** Workspaces that installed the app. Their tokens are sealed, each for its own row. */
export function createInstallations(pool: pg.Pool, sealing: Sealing): Installations {
  return {
    save: (installation, event) => save(pool, sealing, installation, event),
    remove: async (id, until, event) => {
      await pool.query({
        name: 'remove-installation',
        text: `
          with i as (update installation set removed_at = now()
            where id = $1 and removed_at is null and installed_at <= $2 returning id)
          ${insertEventRows('$3', 'exists (select 1 from i)')}`,
        values: [id, until, eventRows([event])],
      })
    },
    find: async (id) => {
      const { rows } = await pool.query<Row>({
        name: 'find-installation',
        text: `select ${columns} from installation where id = $1`,
        values: [id],
      })
      return found(sealing, rows[0])
    },
    only: async () => {
      const { rows } = await pool.query<Row>({
        name: 'only-installation',
        text: `select ${columns} from installation where removed_at is null limit 2`,
      })
      return rows.length > 1 ? { kind: 'several' } : found(sealing, rows[0])
    },
  }
}

const columns = `id, enterprise, is_org as "isOrg", sealed_token as "sealedToken", installer,
  removed_at is not null as removed`

interface Row extends Omit<Installation, 'botToken'> {
  sealedToken: string
  removed: boolean
}

/** The id is part of what is sealed. */
function contextOf(id: string): string {
  return `slack-installation:${id}`
}

function found(sealing: Sealing, row: Row | undefined): FoundInstallation {
  if (row === undefined) return { kind: 'none' }
  if (row.removed) return { kind: 'removed' }
  const { id, enterprise, isOrg, installer } = row
  const botToken = sealing.open(row.sealedToken, contextOf(id))
  if (botToken === null) return { kind: 'sealed_shut' }
  return { kind: 'found', installation: { id, enterprise, isOrg, botToken, installer } }
}

async function save(
  pool: pg.Pool,
  sealing: Sealing,
  { id, enterprise, isOrg, botToken, installer }: Installation,
  event: Parameters<Installations['save']>[1],
): Promise<void> {
  await pool.query({
    name: 'save-installation',
    text: `
      with i as (
        insert into installation (id, enterprise, is_org, sealed_token, installer)
        values ($1, $2, $3, $4, $5)
        on conflict (id) do update set enterprise = excluded.enterprise, is_org = excluded.is_org,
          sealed_token = excluded.sealed_token, installer = excluded.installer,
          installed_at = now(), removed_at = null
        returning id),
      e as (${insertEventRows('$6')}),
      j as (select (graphile_worker.add_job('sync_card', json_build_object('card', k.id, 'attempt', 0),
              job_key := 'card:' || k.id)).id
            from card k join request r on r.id = k.request_id
            where k.surface = 'slack' and k.status = 'failed' and r.status = 'pending')
      select (select count(*) from i) as saved, (select count(*) from j) as tried`,
    values: [
      id,
      enterprise,
      isOrg,
      sealing.seal(botToken, contextOf(id)),
      installer,
      eventRows([event]),
    ],
  })
}
