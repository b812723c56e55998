import pg from 'pg'
import type { DatabaseAddress } from '../connection.ts'

export const appRole = 'countersign'
export const appDatabase = 'countersign'

/**
 * Makes the app's role and its database where they are missing. The role is no superuser and owns
 * nothing but the schema of the jobs, which it makes itself. Only the owner of the server calls this.
 */
export async function prepareDatabase(
  maintenance: DatabaseAddress,
  appPassword: string,
): Promise<void> {
  const client = new pg.Client({ ...maintenance, application_name: 'countersign-prepare' })
  client.on('error', () => undefined)
  await client.connect()
  try {
    if (!(await exists(client, 'select 1 from pg_roles where rolname = $1', appRole))) {
      const password = client.escapeLiteral(appPassword)
      await client.query(`create role ${appRole} login password ${password}`)
    }
    if (!(await exists(client, 'select 1 from pg_database where datname = $1', appDatabase))) {
      await client.query(`create database ${appDatabase}`)
    }
    await client.query(`revoke all on database ${appDatabase} from public`)
    await client.query(`grant connect, create, temporary on database ${appDatabase} to ${appRole}`)
  } finally {
    await client.end()
  }
}

async function exists(client: pg.Client, question: string, name: string): Promise<boolean> {
  const { rows } = await client.query(question, [name])
  return rows.length > 0
}
