import { realpathSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DatabaseAddress } from '../connection.ts'
import type { DedicatedClient } from '../dedicated-client.ts'
import { makeDataFolder, ownerRole } from './data-folder.ts'
import { type Binaries, findBinaries } from './find-binaries.ts'
import { choosePort } from './free-port.ts'
import { launchServer, type RunningServer } from './launch-server.ts'
import { makeFolder } from './make-folder.ts'
import { ownServer } from './own-server.ts'
import { type Passwords, readPasswords } from './passwords.ts'
import { programOf } from './postmaster.ts'
import { appDatabase, appRole, prepareDatabase } from './prepare-database.ts'
import { isReachable } from './reachable-folder.ts'
import { type EmbeddedRefusal, refuse } from './refusal.ts'
import { socketFolder } from './socket-folder.ts'
import type { ServerPlan } from './spawn-server.ts'
import { stopServer } from './stop-server.ts'

const ownTries = 20
const ownPauseMs = 250

export interface EmbeddedOptions {
  /** Where everything of the database is kept; made where it is missing. */
  folder: string
  log?: (line: string) => void
  /** Server settings beside our own: tests trade durability for speed. */
  settings?: Record<string, string>
  /** Called once if the database is gone for good while we run: nothing can be recorded any more. */
  onLost?: (refusal: EmbeddedRefusal) => void
}

export interface EmbeddedDatabase {
  kind: 'running'
  /** Runs migrations; owns the tables. */
  owner: DatabaseAddress
  /** The service: reads and writes, and may only append events. */
  app: DatabaseAddress
  /** The server was running already, left by a process that died. */
  adopted: boolean
  /** Stops the server. Close every pool first. May be called twice. */
  stop(): Promise<void>
}

interface Owned {
  kind: 'owned'
  server: RunningServer
  lock: DedicatedClient
}

/**
 * Starts PostgreSQL under `folder`, or takes over the server that an earlier process of ours left
 * running. One process owns a folder at a time. While it runs a server that dies is started again.
 */
export async function startEmbedded(
  options: EmbeddedOptions,
): Promise<EmbeddedDatabase | EmbeddedRefusal> {
  const folder = path.resolve(options.folder)
  makeFolder(folder)
  if (!isReachable(folder)) return unreachable(folder)
  const binaries = await findBinaries(folder)
  if (binaries.kind === 'refused') return binaries
  const passwords = readPasswords(folder)
  const plan = await planServer(folder, binaries, options.settings ?? {})
  const failure = makeDataFolder({
    dataFolder: plan.dataFolder,
    binaries,
    ownerPassword: passwords.owner,
    durable: options.settings?.['fsync'] !== 'off',
  })
  if (failure) return failure
  const owned = await becomeOwner(plan, passwords)
  if (owned.kind === 'refused') return owned
  await prepareDatabase(maintenance(owned.server, passwords), passwords.app)
  options.log?.(owned.server.adopted ? `took over the server in ${folder}` : `started in ${folder}`)
  return describe(owned, plan, passwords, options)
}

function describe(
  owned: Owned,
  plan: ServerPlan,
  passwords: Passwords,
  options: EmbeddedOptions,
): EmbeddedDatabase {
  const stopWatching = watch(owned, plan, passwords, options)
  const at = { host: owned.server.host, port: owned.server.port, database: appDatabase }
  return {
    kind: 'running',
    owner: { ...at, user: ownerRole, password: passwords.owner },
    app: { ...at, user: appRole, password: passwords.app },
    adopted: owned.server.adopted,
    stop: async () => {
      await stopWatching()
      await stopServer(plan.dataFolder, plan.binaries.pgCtl)
    },
  }
}

/** Brings the server back as often as it goes away, and tells when that is not possible. */
function watch(
  first: Owned,
  plan: ServerPlan,
  passwords: Passwords,
  options: EmbeddedOptions,
): () => Promise<void> {
  const { host, port } = first.server
  const samePlace = { ...plan, socketFolder: host, port }
  let stopped = false
  let lock = first.lock
  async function keepUp(): Promise<void> {
    for (;;) {
      const reason = await lock.lost
      if (stopped) return
      await lock.close()
      options.log?.(`the server went away (${reason}); starting it again`)
      const again = await becomeOwner(samePlace, passwords)
      if (again.kind === 'refused') return void options.onLost?.(again)
      lock = again.lock
      if (stopped) return lock.close()
    }
  }
  const watching = keepUp()
  return async () => {
    stopped = true
    await lock.close()
    await watching
  }
}

async function becomeOwner(
  plan: ServerPlan,
  passwords: Passwords,
): Promise<Owned | EmbeddedRefusal> {
  let reason = ''
  for (let tries = 0; tries < ownTries; tries++) {
    const server = await launchServer(plan)
    if (server.kind === 'refused') return server
    const ownership = await ownServer(maintenance(server, passwords))
    if (ownership.kind === 'taken') return alreadyRunning(plan)
    if (ownership.kind === 'owned') {
      if (!isForeign(server, plan)) return { kind: 'owned', server, lock: ownership.lock }
      await ownership.lock.close()
      await stopServer(plan.dataFolder, plan.binaries.pgCtl)
    } else {
      reason = ownership.reason
      await sleep(ownPauseMs)
    }
  }
  return refuse('did_not_start', `The embedded PostgreSQL runs but cannot be entered: ${reason}`)
}

/** An orphan whose program was replaced or deleted since (a new install) cannot load its libraries. */
function isForeign(server: RunningServer, plan: ServerPlan): boolean {
  const program = server.adopted ? programOf(server.pid) : null
  return program !== null && program !== realpathSync(plan.binaries.postgres)
}

async function planServer(
  folder: string,
  binaries: Binaries,
  settings: Record<string, string>,
): Promise<ServerPlan> {
  return {
    binaries,
    dataFolder: path.join(folder, 'data'),
    socketFolder: socketFolder(folder),
    port: await choosePort(),
    logFile: path.join(folder, 'postgres.log'),
    settings,
  }
}

function maintenance(server: RunningServer, passwords: Passwords): DatabaseAddress {
  const { host, port } = server
  return { host, port, user: ownerRole, password: passwords.owner, database: 'postgres' }
}

function alreadyRunning(plan: ServerPlan): EmbeddedRefusal {
  const folder = path.dirname(plan.dataFolder)
  return refuse('already_running', `Countersign is already running on the data in ${folder}.`)
}

function unreachable(folder: string): EmbeddedRefusal {
  return refuse(
    'unreachable_folder',
    `PostgreSQL cannot run as root, and the account it runs as cannot enter ${folder}. Set DATA_DIR to a folder below ones that everybody may enter, or set DATABASE_URL.`,
  )
}
