import pg from 'pg'
import { type Connection, toClientConfig } from './connection.ts'
import type { StoreLog } from './log.ts'

const connectLimitMs = 5_000
const statementLimitMs = 10_000
const hungServerGraceMs = 1_000
const idleTransactionLimitMs = 15_000
const idleConnectionLimitMs = 30_000
const connectionsDefault = 16

/** PostgreSQL's number for the type bigint (pg_type.oid). */
const bigintOid = 20

export interface PoolOptions {
  /** How many connections at most. */
  max?: number
  /** How long to wait for a free or a new connection, in milliseconds. */
  connectLimitMs?: number
  /** How long the server works on one statement, in milliseconds. */
  statementLimitMs?: number
  name?: string
  log?: StoreLog
}

/**
 * A pool that outlives its connections: an idle one that breaks is logged and replaced, one in use fails its query.
 * A bigint arrives as a number; one that a number cannot hold exactly fails its query.
 */
export function createPool(connection: Connection, options: PoolOptions = {}): pg.Pool {
  const pool = new pg.Pool({
    ...toClientConfig(connection),
    max: options.max ?? connectionsDefault,
    application_name: options.name ?? 'countersign',
    keepAlive: true,
    connectionTimeoutMillis: options.connectLimitMs ?? connectLimitMs,
    statement_timeout: options.statementLimitMs ?? statementLimitMs,
    // A server that hangs cannot keep its own time limit.
    query_timeout: (options.statementLimitMs ?? statementLimitMs) + hungServerGraceMs,
    idle_in_transaction_session_timeout: idleTransactionLimitMs,
    idleTimeoutMillis: idleConnectionLimitMs,
    types: { getTypeParser },
  })
  // Whoever has a connection learns from its own query that it broke; an event that nobody hears would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined))
  pool.on('error', (error) => {
    options.log?.('warn', 'database: an idle connection broke', { error: error.message })
  })
  return pool
}

const getTypeParser: pg.CustomTypesConfig['getTypeParser'] = (oid, format) => {
  if (oid === bigintOid && format !== 'binary') return toExactNumber
  return pg.types.getTypeParser(oid, format)
}

/** @throws RangeError where the value is past what a number holds exactly. */
function toExactNumber(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is too large for a number`)
  return value
}
