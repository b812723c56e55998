import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createPool } from '../../../src/store/pool.ts'
import { barredOf, ownersNow } from '../../../src/store/sql/barred.ts'
import { tidyUp } from '../../../src/store/tidy-up.ts'
import { type FreshDatabase, freshDatabase } from '../../harness/database.ts'
import { rowsOf } from '../../harness/rows.ts'

let database: FreshDatabase

const sql = (statement: string) =>
  rowsOf<{ person_id: string }>(database.owner, statement).then((rows) =>
    rows.map((row) => row.person_id).sort(),
  )

beforeAll(async () => {
  database = await freshDatabase()
  await sql(
    `insert into person (id) values ('per_stays'), ('per_silent'), ('per_unlinked'), ('per_linked')`,
  )
  await sql(`insert into agent (id, name, kind) values ('agt_1', 'etl-bot', 'agent')`)
  await sql(
    `insert into agent_owner (agent_id, group_name) values ('agt_1', 'squad'), ('agt_1', 'crew')`,
  )
  await sql(`insert into policy_group (name, kind, team, value)
    values ('squad', 'oidc', '', 'Squad'), ('crew', 'slack', '', 'S0CREW')`)
  await sql(`insert into person_group (person_id, source, name, believed_until) values
    ('per_stays', 'oidc', 'Squad', now() + interval '1 hour'),
    ('per_silent', 'oidc', 'Squad', now() - interval '1 hour')`)
  await sql(`insert into identity (id, person_id, provider, tenant, subject, ended_at) values
    ('idn_1', 'per_unlinked', 'slack', 'T0', 'U0', now() - interval '1 hour'),
    ('idn_2', 'per_linked', 'slack', 'T0', 'U0', null)`)
  await sql(
    `insert into roster_member (team, usergroup, home, user_id) values ('', 'S0CREW', 'T0', 'U0')`,
  )
})

afterAll(() => database.drop())

const barred = barredOf({
  agent: `'agt_1'`,
  key: `'key_1'`,
  beneficiary: 'null::text',
  moment: 'now()',
})

const everybody = ['per_linked', 'per_silent', 'per_stays', 'per_unlinked']

describe('a group that owns an agent', () => {
  it('bars whom sign-in put in it until sign-in says otherwise, and whoever its accounts ever were', async () => {
    expect(await sql(barred)).toEqual(everybody)
  })

  it('bars them also after what is over was tidied up', async () => {
    const pool = createPool(database.appUrl)
    await tidyUp(pool)
    await pool.end()

    expect(await sql(barred)).toEqual(everybody)
  })

  it('lets only those see what it owns whom sign-in says to be in it lately, by an account that is theirs', async () => {
    expect(await sql(ownersNow(`'agt_1'`))).toEqual(['per_linked', 'per_stays'])
  })
})
