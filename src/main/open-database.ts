import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Connection } from '../store/connection.ts'
import { startEmbedded } from '../store/embedded/start-embedded.ts'
import { migrateJobs } from '../store/jobs/migrate-jobs.ts'
import type { StoreLog } from '../store/log.ts'
import { migrate } from '../store/migrate.ts'
import { createPool } from '../store/pool.ts'
import { grantTo, roleOf } from '../store/roles.ts'
import type { Config } from './config.ts'
import { packageRoot } from './package-root.ts'
import { StartRefused } from './start-refused.ts'

/** A database that is ready for work: migrated, granted, and with the queue's schema. */
export interface OpenDatabase {
  connection: Connection
  pool: ReturnType<typeof createPool>
  /** What the operator is told about where it is. */
  place: string
  close(): Promise<void>
}

/** Starts or reaches the database and brings its schema up to date. */
export async function openDatabase(
  config: Config,
  dataDir: string,
  log: StoreLog,
): Promise<OpenDatabase> {
  const server = await reach(config, dataDir, log)
  try {
    const migrations = fileURLToPath(new URL('prisma/migrations', packageRoot))
    const applied = await migrate(server.owner, migrations)
    if (applied.length > 0) log('info', 'migrations were applied', { count: applied.length })
    await grantTo(server.owner, await roleOf(server.app))
    const pool = createPool(server.app, { log })
    await migrateJobs(pool, log)
    return {
      connection: server.app,
      pool,
      place: server.place,
      close: async () => {
        await pool.end()
        await server.stop()
      },
    }
  } catch (error) {
    await server.stop()
    throw error
  }
}

interface Server {
  app: Connection
  owner: Connection
  place: string
  stop(): Promise<void>
}

async function reach(config: Config, dataDir: string, log: StoreLog): Promise<Server> {
  if (config.database.kind === 'url') {
    const { app, owner } = config.database
    return { app, owner, place: 'DATABASE_URL', stop: async () => undefined }
  }
  const folder = path.join(dataDir, 'postgres')
  const started = await startEmbedded({
    folder,
    log: (line) => log('info', 'embedded database', { line }),
    onLost: ({ sentence }) => log('error', 'the embedded database is gone', { sentence }),
  })
  if (started.kind === 'refused') throw new StartRefused([started.sentence])
  return {
    app: started.app,
    owner: started.owner,
    place: `embedded PostgreSQL in ${folder}`,
    stop: () => started.stop(),
  }
}
