import { randomBytes } from 'node:crypto'
import pg from 'pg'
import type { DatabaseAddress } from '../../src/store/connection.ts'

/** What start-database.mjs left in the environment. */
interface Facts {
  run: string
  template: string
  maintenance: DatabaseAddress
  app: DatabaseAddress
}

export interface FreshDatabase {
  /** The role that the service runs as: it may only append events. */
  app: DatabaseAddress
  appUrl: string
  /** The role that owns the tables. */
  owner: DatabaseAddress
  ownerUrl: string
  /** Closes whatever is still connected and removes the database. */
  drop(): Promise<void>
}

/**
 * A database of a suite's own, with all migrations, grants and the schema of the jobs, and no rows.
 * It is a copy of the run's template and takes about a tenth of a second.
 */
export function freshDatabase(): Promise<FreshDatabase> {
  const facts = readFacts()
  return makeDatabase(facts, facts.template)
}

/** A database without anything of ours, for tests of what builds it. */
export function emptyDatabase(): Promise<FreshDatabase> {
  return makeDatabase(readFacts(), 'template1')
}

async function makeDatabase(facts: Facts, template: string): Promise<FreshDatabase> {
  const database = `${facts.run}_${randomBytes(6).toString('hex')}`
  await atMaintenance(facts, [
    `create database ${database} template ${template}`,
    `grant create, connect, temporary on database ${database} to ${facts.app.user}`,
  ])
  const app = { ...facts.app, database }
  const owner = { ...facts.maintenance, database }
  return {
    app,
    appUrl: toUrl(app),
    owner,
    ownerUrl: toUrl(owner),
    drop: () => atMaintenance(facts, [`drop database if exists ${database} with (force)`]),
  }
}

function readFacts(): Facts {
  const text = process.env['COUNTERSIGN_TEST_DATABASE']
  if (!text) throw new Error('No test database: run jest with its global set-up (jest.config.js).')
  return JSON.parse(text)
}

async function atMaintenance({ maintenance }: Facts, statements: string[]): Promise<void> {
  const client = new pg.Client({ ...maintenance })
  client.on('error', () => undefined)
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

/** A socket's folder goes into a parameter, because it cannot be a host name. */
function toUrl({ host, port, user, password, database }: DatabaseAddress): string {
  const entry = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`
  return host.startsWith('/')
    ? `postgresql://${entry}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`
    : `postgresql://${entry}@${host}:${port}/${database}`
}
