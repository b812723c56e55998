import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { holdings } from '../../../src/store/merge-people.ts'
import { type FreshDatabase, freshDatabase } from '../../harness/database.ts'
import { rowsOf } from '../../harness/rows.ts'

/** Read as the other's where they stand, changed only where a request still waits, or joined period by period. */
const handledApart = [
  ['decision', 'person_id'],
  ['person_disabled', 'person_id'],
  ['person_group', 'person_id'],
  ['request', 'on_behalf_of'],
]

let database: FreshDatabase

beforeAll(async () => {
  database = await freshDatabase()
})

afterAll(() => database.drop())

it('knows every column that names a person, so that nothing of two people who are one is left behind', async () => {
  const columns = await rowsOf<{ table: string; column: string }>(
    database.owner,
    `select table_name as table, column_name as column from information_schema.columns
     where table_schema = 'public' and column_name in ('person_id', 'made_by', 'holder', 'on_behalf_of')
     union
     select k.conrelid::regclass::text, a.attname from pg_constraint k
     join pg_attribute a on a.attrelid = k.conrelid and a.attnum = any(k.conkey)
     where k.contype = 'f' and k.confrelid = 'person'::regclass`,
  )

  expect(columns.map(({ table, column }) => `${table}.${column}`).sort()).toEqual(
    [...holdings, ...handledApart].map((place) => place.join('.')).sort(),
  )
})
