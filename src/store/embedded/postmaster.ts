import { spawnSync } from 'node:child_process'
import { readFileSync, readlinkSync, rmSync } from 'node:fs'
import path from 'node:path'
import { errorCode } from '../error-code.ts'

/** What a running server says of itself in `postmaster.pid` (PostgreSQL, "pidfile.h"). */
export interface Postmaster {
  pid: number
  port: number
  socketFolder: string
  ready: boolean
}

const lineNumbers = { pid: 0, port: 3, socketFolder: 4, status: 7 }

/** What the file says, true or not. Null where there is none. */
function readPostmaster(dataFolder: string): Postmaster | null {
  let lines: string[]
  try {
    lines = readFileSync(pidFile(dataFolder), 'utf8').split('\n')
  } catch {
    return null
  }
  const pid = Number(lines[lineNumbers.pid])
  if (!Number.isInteger(pid) || pid <= 0) return null
  return {
    pid,
    port: Number(lines[lineNumbers.port] ?? 0),
    socketFolder: lines[lineNumbers.socketFolder]?.trim() ?? '',
    ready: lines[lineNumbers.status]?.trim() === 'ready',
  }
}

/** The server of this folder, if it lives. */
export function livePostmaster(dataFolder: string): Postmaster | null {
  const postmaster = readPostmaster(dataFolder)
  return postmaster && isServerOf(postmaster.pid, dataFolder) ? postmaster : null
}

/**
 * Removes a pid file that a dead server left, where its number now belongs to some other process:
 * PostgreSQL would take that for a server of its own account and refuse to start.
 */
export function removeStalePidFile(dataFolder: string): void {
  const postmaster = readPostmaster(dataFolder)
  if (postmaster && isAlive(postmaster.pid) && !isServerOf(postmaster.pid, dataFolder)) {
    rmSync(pidFile(dataFolder), { force: true })
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return errorCode(error) === 'EPERM'
  }
}

/** The program that a process runs, where the system tells; one that was replaced ends in "(deleted)". */
export function programOf(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/exe`)
  } catch {
    return null
  }
}

/** A zombie and a reused number are alive too, so the command line decides where it can be read. */
function isServerOf(pid: number, dataFolder: string): boolean {
  if (!isAlive(pid)) return false
  if (process.platform === 'win32') return true
  return commandLineOf(pid).includes(dataFolder)
}

function commandLineOf(pid: number): string {
  if (process.platform !== 'linux') {
    return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? ''
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

function pidFile(dataFolder: string): string {
  return path.join(dataFolder, 'postmaster.pid')
}
