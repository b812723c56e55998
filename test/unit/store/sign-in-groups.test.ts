import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type pg from 'pg'
import { draftEvent } from '../../../src/app/record-event.ts'
import type { PersonId } from '../../../src/contract/ids.ts'
import { newId } from '../../../src/main/ids.ts'
import { createPool } from '../../../src/store/pool.ts'
import { createSignInGroups } from '../../../src/store/sign-in-groups.ts'
import { type FreshDatabase, freshDatabase } from '../../harness/database.ts'

let database: FreshDatabase
let pool: pg.Pool

beforeAll(async () => {
  database = await freshDatabase()
  pool = createPool(database.appUrl)
})

afterAll(async () => {
  await pool.end()
  await database.drop()
})

/** Writes that a sign-in named this group. */
function believe(person: PersonId): Promise<void> {
  const at = new Date()
  const until = new Date(at.getTime() + 60_000)
  const event = draftEvent(newId, {
    type: 'person.group_changed',
    at,
    actor: { kind: 'person', id: person },
  })
  return createSignInGroups(pool).replace({ person, names: ['Night'], at, until, event })
}

it('a sign-in writes no groups of somebody who turned out to be somebody else meanwhile', async () => {
  await pool.query(
    `insert into person (id, merged_into) values ('per_stays', null), ('per_gone', 'per_stays')`,
  )

  await believe('per_gone')
  await believe('per_stays')

  const { rows } = await pool.query('select person_id, name from person_group')
  expect(rows).toEqual([{ person_id: 'per_stays', name: 'Night' }])
  const events = await pool.query('select actor from event')
  expect(events.rows).toEqual([{ actor: 'per_stays' }])
})
