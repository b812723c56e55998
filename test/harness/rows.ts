import pg from 'pg'
import type { DatabaseAddress } from '../../src/store/connection.ts'

/** Asks the database past the service, as one of its two roles. */
export async function rowsOf<Row extends pg.QueryResultRow>(
  address: DatabaseAddress,
  statement: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ ...address })
  client.on('error', () => undefined)
  await client.connect()
  try {
    const { rows } = await client.query<Row>(statement, values)
    return rows
  } finally {
    await client.end()
  }
}
