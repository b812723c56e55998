import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { DatabaseAddress } from '../src/store/connection.ts'
import { startEmbedded } from '../src/store/embedded/start-embedded.ts'
import { migrate } from '../src/store/migrate.ts'
import { grantTo } from '../src/store/roles.ts'

/** A durable database and a service over it, both only for this run. */
export interface Ground {
  owner: DatabaseAddress
  url: string
  agentKey: string
  adminToken: string
  close(): Promise<void>
}

const policy = `
version: 1
groups: { approvers: { members: [ana@example.com] } }
rules:
  - { name: reads, match: { action: "db.read" }, when: "payload.rows <= 1000", then: allow }
default:
  then: review
  review: { needs: [ { group: approvers, count: 1 } ], expires_in: 1h }
`

/** Starts PostgreSQL with its own defaults (fsync on) and the compiled service in a process of its own. */
export async function openGround(): Promise<Ground> {
  const folder = mkdtempSync(path.join(tmpdir(), 'countersign-bench-'))
  // As root the server runs as another account, which has to get in.
  chmodSync(folder, 0o711)
  const database = await startEmbedded({ folder: path.join(folder, 'postgres') })
  if (database.kind === 'refused') throw new Error(database.sentence)
  await migrate(database.owner, 'prisma/migrations')
  await grantTo(database.owner, database.app.user)
  writeFileSync(path.join(folder, 'policy.yaml'), policy)
  const port = await freePort()
  const service = await startServer(folder, port, database)
  const secrets: { admin_token: string; sample_agent_key: string } = JSON.parse(
    readFileSync(path.join(folder, 'dev-secrets.json'), 'utf8'),
  )
  return {
    owner: database.owner,
    url: `http://127.0.0.1:${port}`,
    agentKey: secrets.sample_agent_key,
    adminToken: secrets.admin_token,
    close: async () => {
      const exited = once(service, 'exit')
      service.kill('SIGTERM')
      await exited
      await database.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function startServer(
  folder: string,
  port: number,
  { app, owner }: { app: DatabaseAddress; owner: DatabaseAddress },
): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    [...process.execArgv, '--max-semi-space-size=32', 'dist/src/main/server.js'],
    {
      env: {
        PATH: process.env['PATH'] ?? '',
        PORT: String(port),
        DATA_DIR: folder,
        DATABASE_URL: urlOf(app),
        DATABASE_MIGRATION_URL: urlOf(owner),
        POLICY_FILE: path.join(folder, 'policy.yaml'),
        LOG_LEVEL: 'warn',
        AGENT_RATE_LIMIT: '100000000',
        AGENT_PENDING_LIMIT: '1000000',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (chunk) => {
      if (String(chunk).includes('is ready at')) resolve()
    })
    child.once('exit', () => reject(new Error('the service did not start')))
  })
  return child
}

function urlOf({ host, port, user, password, database }: DatabaseAddress): string {
  const entry = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`
  return host.startsWith('/')
    ? `postgresql://${entry}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`
    : `postgresql://${entry}@${host}:${port}/${database}`
}

async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const closed = once(server, 'close')
  server.close()
  await closed
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  return address.port
}
