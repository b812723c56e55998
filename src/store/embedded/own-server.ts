import { setTimeout as sleep } from 'node:timers/promises'
import type { DatabaseAddress } from '../connection.ts'
import { type DedicatedClient, openDedicatedClient } from '../dedicated-client.ts'

/** Whoever holds this advisory lock in the maintenance database is the folder's one owner. */
const ownerLock = 7001

/** A killed owner's lock goes when the server notices its closed socket, which takes a moment. */
const lockPatienceMs = 2_000
const lockPauseMs = 100

export type Ownership =
  | { kind: 'owned'; lock: DedicatedClient }
  | { kind: 'taken' }
  /** The server went away or is not yet up: look for it again. */
  | { kind: 'unreachable'; reason: string }

/** Tries to become the owner of a running server, on a connection that lives as long as the ownership. */
export async function ownServer(maintenance: DatabaseAddress): Promise<Ownership> {
  let lock: DedicatedClient
  try {
    lock = await openDedicatedClient(maintenance, 'countersign-owner')
  } catch (error) {
    return { kind: 'unreachable', reason: error instanceof Error ? error.message : String(error) }
  }
  try {
    if (await takeLock(lock)) return { kind: 'owned', lock }
    await lock.close()
    return { kind: 'taken' }
  } catch (error) {
    await lock.close()
    return { kind: 'unreachable', reason: error instanceof Error ? error.message : String(error) }
  }
}

async function takeLock(lock: DedicatedClient): Promise<boolean> {
  const giveUpAt = Date.now() + lockPatienceMs
  for (;;) {
    const rows = await lock.query<{ got: boolean }>('select pg_try_advisory_lock($1) as got', [
      ownerLock,
    ])
    if (rows[0]?.got) return true
    if (Date.now() > giveUpAt) return false
    await sleep(lockPauseMs)
  }
}
