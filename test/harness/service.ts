import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pino } from 'pino'
import { readConfig } from '../../src/main/config.ts'
import { startService } from '../../src/main/start-service.ts'
import { type Api, apiOf } from './api.ts'
import { type FreshDatabase, freshDatabase } from './database.ts'
import { journeyPolicy } from './policy.ts'
import { until } from './until.ts'

/** A first start may make the folder of the embedded database. */
const startMsMax = 120_000

/** What every service of one test has in common: a database, a policy file, and a folder for generated secrets. */
export interface Ground {
  database: FreshDatabase
  folder: string
  policyFile: string
  environment(port: number, more?: Record<string, string>): Record<string, string>
  close(): Promise<void>
}

export interface RunningService {
  url: string
  api: Api
  stop(): Promise<void>
}

/** A service in a process of its own, to be killed. */
export interface ServiceProcess extends RunningService {
  child: ChildProcess
  /** kill -9, and wait until it is gone. */
  kill(): Promise<void>
  output(): string
}

export async function newGround(policy = journeyPolicy()): Promise<Ground> {
  const folder = mkdtempSync(path.join(tmpdir(), 'countersign-journey-'))
  const policyFile = path.join(folder, 'policy.yaml')
  writeFileSync(policyFile, policy)
  const database = await freshDatabase()
  return {
    database,
    folder,
    policyFile,
    environment: (port, more = {}) => ({
      PORT: String(port),
      DATA_DIR: folder,
      DATABASE_URL: database.appUrl,
      DATABASE_MIGRATION_URL: database.ownerUrl,
      POLICY_FILE: policyFile,
      LOG_LEVEL: 'silent',
      ...more,
    }),
    close: async () => {
      await database.drop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Starts the whole service in this process. */
export async function startHere(
  ground: Ground,
  more: Record<string, string> = {},
): Promise<RunningService & { link: string }> {
  const port = await freePort()
  const read = readConfig(ground.environment(port, more))
  if (!read.ok) throw new Error(read.faults.join('\n'))
  const service = await startService(read.config, pino({ level: read.config.logLevel }))
  const url = `http://127.0.0.1:${port}`
  const link = service.development?.link ?? ''
  return { url, link, api: await apiOf(url, ground.folder), stop: service.stop }
}

/** Starts the compiled service in a process of its own; `npm test` has built it. */
export async function startProcess(
  ground: Pick<Ground, 'folder' | 'environment'>,
  more: Record<string, string> = {},
  port?: number,
): Promise<ServiceProcess> {
  const at = port ?? (await freePort())
  const server = path.resolve('dist/src/main/server.js')
  const child = spawn(process.execPath, [server], {
    env: { PATH: process.env['PATH'] ?? '', ...ground.environment(at, more) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout?.on('data', (chunk) => {
    output += chunk
  })
  child.stderr?.on('data', (chunk) => {
    output += chunk
  })
  const url = `http://127.0.0.1:${at}`
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`the service stopped:\n${output}`)
    return output.includes('is ready at')
  }, startMsMax).catch(async (error: unknown) => {
    await end(child, 'SIGKILL')
    throw error
  })
  return {
    url,
    api: await apiOf(url, ground.folder),
    child,
    output: () => output,
    kill: () => end(child, 'SIGKILL'),
    stop: () => end(child, 'SIGTERM'),
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill(signal)
  await exited
}

export async function freePort(): Promise<number> {
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
