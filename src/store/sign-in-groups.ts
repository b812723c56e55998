import type pg from 'pg'
import type { SignInGroups } from '../app/ports.ts'

/** Those that are named no more end now; those that stay keep their beginning and are believed anew. */
const replaceGroups = `
  with gone as (
    update person_group set until = $3
    where person_id = $1 and source = 'oidc' and until is null and not name = any($2::text[]))
  insert into person_group (person_id, source, name, "from", believed_until)
  select $1, 'oidc', n.name, $3, $4 from unnest($2::text[]) as n(name)
  on conflict (person_id, source, name) where until is null
  do update set believed_until = excluded.believed_until`

/** The groups of somebody's last sign-in. */
export function createSignInGroups(pool: pg.Pool): SignInGroups {
  return {
    replace: async (person, names, at, until) => {
      const values = [person, names, at, until]
      await pool.query({ name: 'replace-sign-in-groups', text: replaceGroups, values })
    },
  }
}
