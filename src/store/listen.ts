import { setTimeout as sleep } from 'node:timers/promises'
import type { Connection } from './connection.ts'
import { type DedicatedClient, openDedicatedClient } from './dedicated-client.ts'
import type { StoreLog } from './log.ts'

const reconnectPauseMinMs = 50
const reconnectJitterMs = 100

export interface ListenOptions {
  config: Connection
  /** A name of our own making: it becomes part of the statement. */
  channel: string
  onMessage: (payload: string) => void
  /** Reads again what notifications may have been missed of. Runs after every (re)connect. */
  resync: () => Promise<void>
  log?: StoreLog
}

export interface Listener {
  /** Whether the subscription stands and has been caught up. */
  healthy(): boolean
  stop(): Promise<void>
}

/**
 * Listens on a connection of its own until stopped, and comes back by itself. What was sent while it
 * was away is lost (PostgreSQL, NOTIFY), therefore the resync. A resync that fails counts as a lost
 * connection and is tried again.
 */
export function listen(options: ListenOptions): Listener {
  let stopped = false
  let caughtUp = false
  let current: DedicatedClient | null = null
  const { promise: stopping, resolve: announceStop } = settable()

  async function listenOnce(): Promise<string> {
    const client = await openDedicatedClient(options.config, 'countersign-listen')
    current = client
    try {
      client.onNotification(options.onMessage)
      await client.query(`listen "${options.channel}"`)
      await options.resync()
      caughtUp = true
      return await Promise.race([client.lost, stopping])
    } finally {
      caughtUp = false
      current = null
      await client.close()
    }
  }

  async function keepListening(): Promise<void> {
    while (!stopped) {
      const reason = await listenOnce().catch((error: Error) => error.message)
      if (stopped) return
      options.log?.('warn', 'listener: reconnecting', { channel: options.channel, reason })
      await sleep(reconnectPauseMinMs + Math.random() * reconnectJitterMs)
    }
  }

  const running = keepListening()
  return {
    healthy: () => caughtUp,
    stop: async () => {
      stopped = true
      announceStop('stopped')
      await current?.close()
      await running
    },
  }
}

function settable() {
  let resolve: (reason: string) => void = () => undefined
  const promise = new Promise<string>((settle) => {
    resolve = settle
  })
  return { promise, resolve: (reason: string) => resolve(reason) }
}
