import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import pg from 'pg'
import { createPool } from '../../../src/store/pool.ts'
import { type FreshDatabase, freshDatabase } from '../../harness/database.ts'
import { until } from './until.ts'

let database: FreshDatabase
let pool: pg.Pool

beforeAll(async () => {
  database = await freshDatabase()
  pool = createPool(database.appUrl, { max: 2, statementLimitMs: 2_000, name: 'pool-test' })
})

afterAll(async () => {
  await pool.end()
  await database.drop()
})

describe('createPool', () => {
  it('a bigint arrives as a number', async () => {
    const { rows } = await pool.query('select 9007199254740991::bigint as large')

    expect(rows).toEqual([{ large: Number.MAX_SAFE_INTEGER }])
  })

  it('a bigint that a number cannot hold exactly is refused, not rounded', async () => {
    const query = pool.query('select 9007199254740993::bigint as larger')

    await expect(query).rejects.toThrow(RangeError)
  })

  it('a statement that takes too long is ended by the server', async () => {
    const query = pool.query('select pg_sleep(60)')

    await expect(query).rejects.toThrow('statement timeout')
  })

  it('outlives connections that break while they are idle', async () => {
    await pool.query('select 1')
    const owner = new pg.Client({ ...database.owner })
    await owner.connect()

    await owner.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'pool-test'`,
    )
    await owner.end()

    await until(async () => (await pool.query('select 1')).rowCount === 1)
  })

  it('tells whoever holds a connection that it broke by their own query, and nobody else', async () => {
    const lent = await pool.connect()
    const { rows } = await lent.query<{ pid: number }>('select pg_backend_pid() as pid')
    const owner = new pg.Client({ ...database.owner })
    await owner.connect()

    await owner.query('select pg_terminate_backend($1)', [rows[0]?.pid])
    await owner.end()

    await expect(lent.query('select pg_sleep(0.1)')).rejects.toThrow(/terminat|not queryable/)
    lent.release(true)
    expect((await pool.query('select 1')).rowCount).toBe(1)
  })
})
