import type pg from 'pg'
import type { Requests } from '../app/ports.ts'
import type { PersonId } from '../contract/ids.ts'
import { ownersNow } from './sql/barred.ts'

/** About a day: whoever cannot be reached by then reads it in the console. */
const tellTriesMax = 15

/** Who hears how a request ended, and the jobs that tell them: one each. */
export function createTellings(pool: pg.Pool): Pick<Requests, 'hearers' | 'tellLater'> {
  return {
    hearers: async (request) => {
      const { rows } = await pool.query<{ owners: PersonId[]; beneficiary: PersonId | null }>({
        name: 'hearers',
        text: `select r.on_behalf_of as beneficiary,
            array(select distinct o.person_id from (${ownersNow('r.agent_id')}) o) as owners
          from request r where r.id = $1`,
        values: [request],
      })
      const row = rows[0]
      return row === undefined ? null : { owners: row.owners, onBehalfOf: row.beneficiary }
    },
    tellLater: async (request, people) => {
      await pool.query({
        name: 'tell-later',
        text: `select graphile_worker.add_job('tell_person',
            json_build_object('request', $1::text, 'person', p.id),
            job_key := 'tell:' || $1 || ':' || p.id, max_attempts := ${tellTriesMax})
          from unnest($2::text[]) as p(id)`,
        values: [request, people],
      })
    },
  }
}
