import { spawnSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { errorCode } from '../error-code.ts'
import { livePostmaster } from './postmaster.ts'

const fastLimitMs = 20_000
const immediateLimitMs = 5_000
const lookEveryMs = 20

/**
 * Stops the folder's server, if it runs, and returns when it is gone: a fast shutdown, and where that
 * hangs an immediate one, which costs a recovery at the next start and no data.
 * Only its owner may do this, after closing what uses it.
 */
export async function stopServer(dataFolder: string, pgCtl: string): Promise<void> {
  const pid = livePostmaster(dataFolder)?.pid
  if (pid === undefined) return
  shutDown(pid, 'fast', dataFolder, pgCtl)
  if (await isGone(pid, dataFolder, fastLimitMs)) return
  shutDown(pid, 'immediate', dataFolder, pgCtl)
  await isGone(pid, dataFolder, immediateLimitMs)
}

/** PostgreSQL's signals for its ways to shut down; Windows has none, so `pg_ctl` asks there. */
function shutDown(
  pid: number,
  mode: 'fast' | 'immediate',
  dataFolder: string,
  pgCtl: string,
): void {
  if (process.platform === 'win32') {
    spawnSync(pgCtl, ['stop', '-D', dataFolder, '-m', mode, '-W'], { stdio: 'ignore' })
    return
  }
  try {
    process.kill(pid, mode === 'fast' ? 'SIGINT' : 'SIGQUIT')
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error
  }
}

async function isGone(pid: number, dataFolder: string, limitMs: number): Promise<boolean> {
  const giveUpAt = Date.now() + limitMs
  while (livePostmaster(dataFolder)?.pid === pid) {
    if (Date.now() > giveUpAt) return false
    await sleep(lookEveryMs)
  }
  return true
}
