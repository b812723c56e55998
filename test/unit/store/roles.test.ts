import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import pg from 'pg'
import { grantTo, roleOf } from '../../../src/store/roles.ts'
import { type FreshDatabase, freshDatabase } from '../../harness/database.ts'

const notAllowed = '42501'
const appendStatement = `insert into event (id, type, at, body) values ('evt_' || gen_random_uuid(), 'test', now(), '{}')`

let database: FreshDatabase
let app: pg.Client
let owner: pg.Client

beforeAll(async () => {
  database = await freshDatabase()
  app = new pg.Client({ ...database.app })
  owner = new pg.Client({ ...database.owner })
  for (const client of [app, owner]) await client.connect()
  await app.query(appendStatement)
})

afterAll(async () => {
  for (const client of [app, owner]) await client.end()
  await database.drop()
})

describe('the rights of the service', () => {
  it('an event can be appended and read', async () => {
    await app.query(appendStatement)

    const { rows } = await app.query('select count(*)::int > 1 as there from event')
    expect(rows).toEqual([{ there: true }])
  })

  it.each([
    ['changed', `update event set body = '{"other":true}'`],
    ['deleted', 'delete from event'],
    ['emptied out', 'truncate event'],
    ['freed of its triggers', 'alter table event disable trigger all'],
    ['given another trigger function', 'drop function event_is_append_only cascade'],
    ['dropped', 'drop table event'],
  ])('the log cannot be %s by the service', async (_what, statement) => {
    await expect(app.query(statement)).rejects.toMatchObject({ code: notAllowed })
  })

  it.each([
    ['changed', `update event set body = '{"other":true}'`],
    ['deleted', 'delete from event'],
    ['emptied out', 'truncate event'],
  ])('the log cannot be %s by its owner either', async (_what, statement) => {
    await expect(owner.query(statement)).rejects.toThrow('append-only')
  })

  it.each([
    `update decision set decision = 'approve'`,
    'delete from decision',
    'delete from policy_activation',
    `update policy_activation set version = 'another'`,
    'delete from request',
    'delete from agent_owner',
    'delete from person',
  ])('what decides cannot be undone by the service: %s', async (statement) => {
    await expect(app.query(statement)).rejects.toMatchObject({ code: notAllowed })
  })

  it('the history of migrations can be read and not written by the service', async () => {
    await app.query('select migration_name from _prisma_migrations')

    const forged = app.query('delete from _prisma_migrations')

    await expect(forged).rejects.toMatchObject({ code: notAllowed })
  })

  it('the service owns the schema of its jobs and is no superuser', async () => {
    const { rows } = await app.query(
      `select pg_get_userbyid(nspowner) = current_user as owns,
              (select rolsuper from pg_roles where rolname = current_user) as super
       from pg_namespace where nspname = 'graphile_worker'`,
    )

    expect(rows).toEqual([{ owns: true, super: false }])
  })

  it('granting again changes nothing, also when replicas do it at the same time', async () => {
    const role = await roleOf(database.app)

    await Promise.all([1, 2, 3].map(() => grantTo(database.owner, role)))

    await expect(app.query('delete from event')).rejects.toMatchObject({ code: notAllowed })
    await app.query(appendStatement)
  })

  it('where migrations and the service are one role there is nothing to grant', async () => {
    const role = await roleOf(database.owner)

    await expect(grantTo(database.owner, role)).resolves.toBeUndefined()
  })
})
