import pg from 'pg'
import { type Connection, toClientConfig } from './connection.ts'

const connectLimitMs = 5_000
const answerLimitMs = 2_000
const pingEveryMs = 1_000
const closeLimitMs = 1_000

/**
 * Lets the server drop the session of a machine that vanished within about ten seconds, so that its
 * advisory locks become free. Over a unix socket PostgreSQL ignores these.
 */
const serverKeepalives =
  'set tcp_keepalives_idle = 4; set tcp_keepalives_interval = 2; set tcp_keepalives_count = 3'

/** One connection of its own, outside any pool: what it holds lasts exactly as long as it does. */
export interface DedicatedClient {
  /** Runs one statement at a time, in the order of the calls. */
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>
  onNotification(handler: (payload: string) => void): void
  /** Settles once with the reason when the connection is gone or no longer answers. Never rejects. */
  lost: Promise<string>
  /** Ends the connection; its locks and subscriptions end with it. */
  close(): Promise<void>
}

/**
 * Opens a connection that notices its own death: it is asked every second, so that a peer that is
 * gone without a word is found out too.
 *
 * @throws where the server cannot be reached or refuses.
 */
export async function openDedicatedClient(
  connection: Connection,
  name: string,
): Promise<DedicatedClient> {
  const client = new pg.Client({
    ...toClientConfig(connection),
    application_name: name,
    keepAlive: true,
    connectionTimeoutMillis: connectLimitMs,
    query_timeout: answerLimitMs,
  })
  const loss = watchForLoss(client)
  try {
    await client.connect()
    await client.query(serverKeepalives)
  } catch (error) {
    await endQuietly(client)
    throw error
  }

  let turn: Promise<unknown> = Promise.resolve()
  function query<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []) {
    const answer = turn.then(() => client.query<Row>(text, values))
    turn = answer.catch(() => undefined)
    return answer.then((result) => result.rows)
  }

  const ping = setInterval(() => {
    query('select 1').catch((error: Error) => loss.report(error.message))
  }, pingEveryMs)
  void loss.lost.then(() => clearInterval(ping))

  return {
    query,
    onNotification: (handler) => {
      client.on('notification', (message) => handler(message.payload ?? ''))
    },
    lost: loss.lost,
    close: async () => {
      clearInterval(ping)
      await endQuietly(client)
      loss.report('closed')
    },
  }
}

/** The handlers stay for the connection's life: a second error event without one ends the process. */
function watchForLoss(client: pg.Client) {
  let report: (reason: string) => void = () => undefined
  const lost = new Promise<string>((resolve) => {
    report = resolve
  })
  client.on('error', (error) => report(error.message))
  client.on('end', () => report('the connection ended'))
  return { lost, report: (reason: string) => report(reason) }
}

/** A peer that no longer answers must not hold up whoever closes. */
async function endQuietly(client: pg.Client): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, closeLimitMs)
  })
  await Promise.race([client.end().catch(() => undefined), limit])
  clearTimeout(timer)
}
