import pg from 'pg'
import { type Connection, toClientConfig } from './connection.ts'

/** Serialises grants of several replicas: two at once fail with "tuple concurrently updated". */
const grantLock = 72_707_370

/** What the app may do with a table, where it is less than everything. */
const rightsByTable: Record<string, string> = {
  event: 'select, insert',
  decision: 'select, insert',
  policy_activation: 'select, insert',
  _prisma_migrations: 'select',
  card_message: 'select, insert, update, delete',
  session: 'select, insert, update, delete',
  sign_in_link: 'select, insert, update, delete',
  spent: 'select, insert, update, delete',
  line: 'select, insert, update, delete',
  link_offer: 'select, insert, update, delete',
  directory_member: 'select, insert, update, delete',
}
const usualRights = 'select, insert, update'

/** The role that a connection enters as. */
export async function roleOf(config: Connection): Promise<string> {
  return withClient(config, async (client) => {
    const { rows } = await client.query<{ role: string }>('select current_user as role')
    return rows[0]?.role ?? ''
  })
}

/**
 * Lets the app's role work on the owner's tables, and on the events only read and append: it does not
 * own that table, so it can neither change a row nor switch the triggers off. Nothing to do where both
 * are one role. Run it after every migration; it may be run any number of times.
 *
 * @throws Error that names the missing grant, where the owner may not let the app make its job schema.
 */
export async function grantTo(owner: Connection, appRole: string): Promise<void> {
  await withClient(owner, async (client) => {
    const { rows } = await client.query<{ role: string }>('select current_user as role')
    if (rows[0]?.role === appRole) return
    await client.query('begin')
    await client.query('select pg_advisory_xact_lock($1)', [grantLock])
    await grantTables(client, appRole)
    await grantSequences(client, appRole)
    await grantJobSchema(client, appRole)
    await client.query('commit')
  })
}

async function grantTables(client: pg.Client, appRole: string): Promise<void> {
  const role = client.escapeIdentifier(appRole)
  const { rows } = await client.query<{ schemaname: string; tablename: string }>(
    `select schemaname, tablename from pg_tables
     where schemaname = current_schema() and tableowner = current_user order by tablename`,
  )
  for (const { schemaname, tablename } of rows) {
    const table = `${client.escapeIdentifier(schemaname)}.${client.escapeIdentifier(tablename)}`
    const rights = rightsByTable[tablename] ?? usualRights
    await client.query(`revoke all on ${table} from ${role}`)
    await client.query(`grant ${rights} on ${table} to ${role}`)
  }
  const { rows: schemas } = await client.query<{ name: string }>('select current_schema() as name')
  const schema = client.escapeIdentifier(schemas[0]?.name ?? 'public')
  await client.query(`grant usage on schema ${schema} to ${role}`)
}

async function grantSequences(client: pg.Client, appRole: string): Promise<void> {
  const { rows } = await client.query<{ schemaname: string; sequencename: string }>(
    `select schemaname, sequencename from pg_sequences
     where schemaname = current_schema() and sequenceowner = current_user order by sequencename`,
  )
  for (const { schemaname, sequencename } of rows) {
    const sequence = `${client.escapeIdentifier(schemaname)}.${client.escapeIdentifier(sequencename)}`
    await client.query(`grant usage, select on ${sequence} to ${client.escapeIdentifier(appRole)}`)
  }
}

/** The app's role migrates and owns the schema of the jobs. */
async function grantJobSchema(client: pg.Client, appRole: string): Promise<void> {
  const { rows } = await client.query<{ database: string; may: boolean; grantable: boolean }>(
    `select current_database() as database,
       has_database_privilege($1, current_database(), 'create')
         or exists (select from pg_namespace
                    where nspname = 'graphile_worker' and pg_get_userbyid(nspowner) = $1) as may,
       has_database_privilege(current_user, current_database(), 'create with grant option') as grantable`,
    [appRole],
  )
  const facts = rows[0]
  if (!facts || facts.may) return
  const statement = `grant create on database ${client.escapeIdentifier(facts.database)} to ${client.escapeIdentifier(appRole)}`
  if (!facts.grantable) {
    throw new Error(
      `The app's role cannot make the schema of its jobs. Run as a superuser: ${statement}`,
    )
  }
  await client.query(statement)
}

async function withClient<T>(
  config: Connection,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ ...toClientConfig(config), application_name: 'countersign-roles' })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
