import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import pg from 'pg'

const prefix = 'countersign_test_'
const migrationsFolder = fileURLToPath(new URL('../../prisma/migrations', import.meta.url))

/**
 * One role and one template database for this run, both named after it. The role is what the service
 * runs as: not the owner of the tables. `maintenance` must be allowed to make roles and databases.
 */
export async function prepareTemplate(store, maintenance) {
  const client = new pg.Client(maintenance)
  client.on('error', () => {})
  await client.connect()
  await removeLeftovers(client)
  const run = `${prefix}${randomBytes(6).toString('hex')}`
  await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [run])

  const password = randomBytes(18).toString('base64url')
  const facts = {
    run,
    template: `${run}_template`,
    maintenance,
    app: { ...maintenance, user: run, password },
  }
  await client.query(`create role ${run} login password '${password}'`)
  await client.query(`create database ${facts.template}`)
  await client.query(`grant create, connect, temporary on database ${facts.template} to ${run}`)
  await fill(store, { ...maintenance, database: facts.template }, facts)
  await client.query(`alter database ${facts.template} allow_connections false`)
  return {
    facts,
    remove: async () => {
      await removeRun(client, run)
      await client.end()
    },
  }
}

/** What the service does at its start, by the same code. */
async function fill(store, owner, facts) {
  const { migrate } = await import(new URL('migrate.js', store))
  const { grantTo } = await import(new URL('roles.js', store))
  const { createPool } = await import(new URL('pool.js', store))
  const { migrateJobs } = await import(new URL('jobs/migrate-jobs.js', store))
  await migrate(owner, migrationsFolder)
  await grantTo(owner, facts.app.user)
  const pool = createPool({ ...facts.app, database: facts.template }, { max: 2 })
  await migrateJobs(pool)
  await pool.end()
}

/** A run holds the lock of its name as long as it lives; those whose lock is free are dead. */
async function removeLeftovers(client) {
  const { rows } = await client.query('select rolname as run from pg_roles where rolname like $1', [
    `${prefix}%`,
  ])
  for (const { run } of rows) {
    const free = await client.query(
      'select pg_try_advisory_lock(hashtextextended($1, 0)) as free',
      [run],
    )
    if (free.rows[0].free) await removeRun(client, run)
  }
}

async function removeRun(client, run) {
  const { rows } = await client.query(
    'select datname as name from pg_database where datname like $1',
    [`${run}\\_%`],
  )
  for (const { name } of rows) await client.query(`drop database if exists ${name} with (force)`)
  await client.query(`drop role if exists ${run}`)
  await client.query('select pg_advisory_unlock(hashtextextended($1, 0))', [run])
}
