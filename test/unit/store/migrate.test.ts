import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import pg from 'pg'
import { migrate } from '../../../src/store/migrate.ts'
import { emptyDatabase, type FreshDatabase } from '../../harness/database.ts'

let database: FreshDatabase
let folder: string

beforeEach(async () => {
  database = await emptyDatabase()
  folder = mkdtempSync(path.join(tmpdir(), 'countersign-migrations-'))
})

afterEach(async () => {
  rmSync(folder, { recursive: true })
  await database.drop()
})

function write(name: string, sql: string): void {
  mkdirSync(path.join(folder, name), { recursive: true })
  writeFileSync(path.join(folder, name, 'migration.sql'), sql)
}

async function ask(question: string): Promise<unknown> {
  const client = new pg.Client({ ...database.owner })
  await client.connect()
  const { rows } = await client.query(question)
  await client.end()
  return Object.values(rows[0] ?? {})[0]
}

describe('migrate', () => {
  it('applies each migration once, however many processes start at the same time', async () => {
    write('1_tree', 'create table tree (name text)')
    write('2_oak', "insert into tree values ('oak')")

    const applied = await Promise.all([1, 2, 3].map(() => migrate(database.owner, folder)))

    expect(applied.flat().sort()).toEqual(['1_tree', '2_oak'])
    expect(await ask('select count(*)::int from tree')).toBe(1)
  })

  it('refuses a history whose migration was edited after it was applied', async () => {
    write('1_tree', 'create table tree (name text)')
    await migrate(database.owner, folder)
    write('1_tree', 'create table tree (name text not null)')

    const again = migrate(database.owner, folder)

    await expect(again).rejects.toMatchObject({ code: 'edited' })
  })

  it('keeps nothing of a migration that fails, and applies it once it is mended', async () => {
    write('1_tree', "create table tree (name text); insert into forest values ('oak')")

    await expect(migrate(database.owner, folder)).rejects.toMatchObject({ code: 'does_not_apply' })
    write('1_tree', 'create table tree (name text)')

    expect(await migrate(database.owner, folder)).toEqual(['1_tree'])
  })

  it('refuses a database that a later version has migrated', async () => {
    write('1_tree', 'create table tree (name text)')
    write('2_oak', "insert into tree values ('oak')")
    await migrate(database.owner, folder)
    rmSync(path.join(folder, '2_oak'), { recursive: true })

    const older = migrate(database.owner, folder)

    await expect(older).rejects.toMatchObject({ code: 'unknown_to_us' })
  })

  it('refuses to go on after a migration that another tool left unfinished', async () => {
    write('1_tree', 'create table tree (name text)')
    await migrate(database.owner, folder)
    await ask('update _prisma_migrations set finished_at = null')

    const again = migrate(database.owner, folder)

    await expect(again).rejects.toMatchObject({ code: 'failed_earlier' })
  })
})
