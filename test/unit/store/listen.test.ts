import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import pg from 'pg'
import { listen } from '../../../src/store/listen.ts'
import { type FreshDatabase, freshDatabase } from '../../harness/database.ts'
import { until } from './until.ts'

let database: FreshDatabase
let owner: pg.Client

beforeAll(async () => {
  database = await freshDatabase()
  owner = new pg.Client({ ...database.owner })
  await owner.connect()
})

afterAll(async () => {
  await owner.end()
  await database.drop()
})

function listenAndCount(channel: string) {
  const heard: string[] = []
  const counts = { resyncs: 0 }
  const listener = listen({
    config: database.app,
    channel,
    onMessage: (payload) => heard.push(payload),
    resync: async () => {
      counts.resyncs++
    },
  })
  return { heard, counts, listener }
}

function endListeners(): Promise<unknown> {
  return owner.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where application_name = 'countersign-listen' and datname = current_database()`,
  )
}

describe('listen', () => {
  it('hands on what is sent on its channel', async () => {
    const { heard, listener } = listenAndCount('settled')
    await until(() => listener.healthy())

    await owner.query(`select pg_notify('settled', 'req_1'), pg_notify('other', 'req_2')`)

    await until(() => heard.length > 0)
    expect(heard).toEqual(['req_1'])
    await listener.stop()
  })

  it('reads the state again after its connection was cut, and then hears again', async () => {
    const { heard, counts, listener } = listenAndCount('settled_after_cut')
    await until(() => listener.healthy())

    await endListeners()
    await until(() => counts.resyncs === 2 && listener.healthy())
    await owner.query(`select pg_notify('settled_after_cut', 'req_3')`)

    await until(() => heard.includes('req_3'))
    await listener.stop()
  })

  it('is not healthy while the state cannot be read, and tries again', async () => {
    let tries = 0
    const listener = listen({
      config: database.app,
      channel: 'settled_hard',
      onMessage: () => undefined,
      resync: async () => {
        tries++
        if (tries < 3) throw new Error('not now')
      },
    })

    await until(() => listener.healthy())

    expect(tries).toBe(3)
    await listener.stop()
  })

  it('a stopped listener leaves no connection behind', async () => {
    const { listener } = listenAndCount('settled_never')
    await until(() => listener.healthy())

    await listener.stop()

    expect(listener.healthy()).toBe(false)
    await until(async () => {
      const { rowCount } = await owner.query(
        `select from pg_stat_activity
         where application_name = 'countersign-listen' and datname = current_database()`,
      )
      return rowCount === 0
    })
  })
})
