import { createHash, randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { type Connection, toClientConfig } from './connection.ts'
import { errorCode } from './error-code.ts'

/** The key that Prisma Migrate itself takes, so that both wait for each other. */
const migrationLock = 72_707_369
const connectPatienceMs = 30_000
const connectPauseMs = 500
const connectLimitMs = 5_000

/** SQLSTATE classes and socket errors of a server that is not there yet or is just going. */
const notReady = new Set(['57P03', '57P01', 'ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EAI_AGAIN'])

/** Prisma's own table, so that a real `prisma migrate deploy` can take over. */
const historyTable = `create table if not exists _prisma_migrations (
  id varchar(36) primary key, checksum varchar(64) not null, finished_at timestamptz,
  migration_name varchar(255) not null, logs text, rolled_back_at timestamptz,
  started_at timestamptz not null default now(), applied_steps_count integer not null default 0)`

/** A history that must not be built upon: somebody has to look first. */
export class MigrationError extends Error {
  readonly code: 'edited' | 'failed_earlier' | 'does_not_apply' | 'unknown_to_us'
  constructor(code: MigrationError['code'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'MigrationError'
    this.code = code
  }
}

interface Migration {
  name: string
  sql: string
  checksum: string
}

interface Applied {
  migration_name: string
  checksum: string
  finished_at: Date | null
}

/**
 * Applies what `folder` holds and the database lacks, each file in one transaction, in the order of
 * names. Any number of processes may call this at once: one works, the others wait and find it done.
 *
 * @returns the names applied by this call.
 * @throws MigrationError for a history that differs from the files; the driver's error where the
 * server stays unreachable for 30 seconds. Must not go through a transaction-mode pooler.
 */
export async function migrate(config: Connection, folder: string): Promise<string[]> {
  const migrations = readMigrations(folder)
  const client = await connectPatiently(config)
  try {
    await client.query('select pg_advisory_lock($1)', [migrationLock])
    await client.query(historyTable)
    const waiting = compare(migrations, await readHistory(client))
    for (const migration of waiting) await apply(client, migration)
    return waiting.map((migration) => migration.name)
  } finally {
    await client.end()
  }
}

function readMigrations(folder: string): Migration[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const bytes = readFileSync(path.join(folder, name, 'migration.sql'))
      const checksum = createHash('sha256').update(bytes).digest('hex')
      return { name, sql: bytes.toString('utf8'), checksum }
    })
}

async function readHistory(client: pg.Client): Promise<Map<string, Applied>> {
  const { rows } = await client.query<Applied>(
    'select migration_name, checksum, finished_at from _prisma_migrations where rolled_back_at is null',
  )
  return new Map(rows.map((row) => [row.migration_name, row]))
}

function compare(migrations: Migration[], history: Map<string, Applied>): Migration[] {
  const names = new Set(migrations.map((migration) => migration.name))
  for (const name of history.keys()) {
    if (!names.has(name)) {
      const message = `The database has the migration ${name}, which this version does not know. Run the version that made it, or a later one.`
      throw new MigrationError('unknown_to_us', message)
    }
  }
  return migrations.filter((migration) => {
    const applied = history.get(migration.name)
    if (applied) assertSame(migration, applied)
    return !applied
  })
}

function assertSame(migration: Migration, applied: Applied): void {
  if (!applied.finished_at) {
    const message = `The migration ${migration.name} failed earlier. Mend the database and mark it in _prisma_migrations.`
    throw new MigrationError('failed_earlier', message)
  }
  if (applied.checksum !== migration.checksum) {
    const message = `The migration ${migration.name} was edited after it was applied. Put the file back and write a new migration.`
    throw new MigrationError('edited', message)
  }
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  await client.query('begin')
  try {
    await client.query(migration.sql)
    await client.query(
      `insert into _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       values ($1, $2, $3, now(), 1)`,
      [randomUUID(), migration.checksum, migration.name],
    )
    await client.query('commit')
  } catch (cause) {
    await client.query('rollback').catch(() => undefined)
    const why = cause instanceof Error ? cause.message : String(cause)
    const message = `The migration ${migration.name} does not apply: ${why}. Nothing of it was kept.`
    throw new MigrationError('does_not_apply', message, { cause })
  }
}

async function connectPatiently(config: Connection): Promise<pg.Client> {
  const giveUpAt = Date.now() + connectPatienceMs
  for (;;) {
    const client = new pg.Client({
      ...toClientConfig(config),
      application_name: 'countersign-migrate',
      connectionTimeoutMillis: connectLimitMs,
    })
    client.on('error', () => undefined)
    try {
      await client.connect()
      return client
    } catch (error) {
      await client.end().catch(() => undefined)
      if (!notReady.has(errorCode(error) ?? '') || Date.now() > giveUpAt) throw error
      await sleep(connectPauseMs)
    }
  }
}
