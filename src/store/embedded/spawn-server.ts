import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync } from 'node:fs'
import path from 'node:path'
import type { Binaries } from './find-binaries.ts'
import { loopbackAddress, usesTcp } from './free-port.ts'
import { serverAccount } from './server-account.ts'
import { serverEnvironment } from './server-environment.ts'
import { openLog, readTail } from './server-log.ts'

/** A log line names no row's content: DETAIL and statements can hold people's data. */
const ownSettings = {
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
  log_line_prefix: '%m [%p] ',
  jit: 'off',
}

export interface ServerPlan {
  binaries: Binaries
  dataFolder: string
  /** Without meaning where the server is reached over TCP. */
  socketFolder: string
  port: number
  logFile: string
  settings: Record<string, string>
}

/** One try to run a server. */
export interface Attempt {
  pid: number | undefined
  hasExited(): boolean
  /** What the server wrote to its log in this try, the end of it. */
  tail(): string
}

/**
 * The server gets a session of its own, so that a Ctrl-C in our terminal does not reach it before we
 * have finished with it, and so that it outlives us when we are killed.
 */
export function spawnServer(plan: ServerPlan): Attempt {
  const settings = { ...ownSettings, ...plan.settings }
  const { descriptor, end } = openLog(plan.logFile)
  const child = spawn(
    plan.binaries.postgres,
    [
      ...['-D', plan.dataFolder],
      ...addressArguments(plan),
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    {
      ...serverAccount(),
      cwd: path.parse(plan.dataFolder).root,
      env: serverEnvironment,
      stdio: ['ignore', descriptor, descriptor],
      detached: true,
    },
  )
  child.on('error', () => undefined)
  child.unref()
  closeSync(descriptor)
  return {
    pid: child.pid,
    hasExited: () => hasExited(child),
    tail: () => readTail(plan.logFile, end),
  }
}

/** Never "localhost": where no name service answers, PostgreSQL would not start. */
function addressArguments(plan: ServerPlan): string[] {
  const port = ['-p', String(plan.port)]
  if (usesTcp()) return [...port, '-c', `listen_addresses=${loopbackAddress}`]
  const socket = ['-k', plan.socketFolder, '-c', 'unix_socket_permissions=0700']
  return [...port, '-c', 'listen_addresses=', ...socket]
}

/** A program that could not even be run has no pid and no exit code. */
function hasExited(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null
}
