import type { RequestId } from '../contract/ids.ts'
import { waitsPerPrincipalMax } from '../contract/limits.ts'

/** How long a verdict may be late when a notification was lost: half of what API users are promised. */
const pollEveryMs = 1_000

export interface WaiterOptions {
  /** Which of these requests are settled by now. */
  settledAmong: (requests: RequestId[]) => Promise<RequestId[]>
  onFault: (error: unknown) => void
}

/** One parked caller. It is opened before the state is read, so that nothing can happen in between. */
export interface Ticket {
  /** Resolves when the request is settled, as far as this process knows, or when the service stops. */
  woken: Promise<void>
  close(): void
}

export interface Waiters {
  /** Null where this principal already holds as many waits as one may. */
  open(request: RequestId, principal: string): Ticket | null
  wake(request: RequestId): void
  /** Asks the database about every request that somebody waits for: after a listener's gap, and from time to time. */
  resync(): Promise<void>
  count(): number
  /** Answers everybody who waits, and whoever still comes. */
  stop(): void
}

/**
 * Long-poll waiters of this process. Whoever settles a request here wakes them at once; other processes are heard
 * through the database's notifications; a slow poll covers a notification that was lost.
 */
export function createWaiters(options: WaiterOptions): Waiters {
  const parked = new Map<RequestId, Set<() => void>>()
  const held = new Map<string, number>()
  let stopped = false

  function wake(request: RequestId): void {
    const wakers = parked.get(request)
    parked.delete(request)
    for (const waker of wakers ?? []) waker()
  }

  async function resync(): Promise<void> {
    if (parked.size === 0) return
    for (const request of await options.settledAmong([...parked.keys()])) wake(request)
  }

  let polling = false
  const timer = setInterval(() => {
    if (polling) return
    polling = true
    resync()
      .catch(options.onFault)
      .finally(() => {
        polling = false
      })
  }, pollEveryMs)
  timer.unref()

  return {
    open: (request, principal) => {
      const count = held.get(principal) ?? 0
      if (count >= waitsPerPrincipalMax) return null
      held.set(principal, count + 1)
      const ticket = park(parked, request, () => release(held, principal))
      if (stopped) wake(request)
      return ticket
    },
    wake,
    resync,
    count: () => [...held.values()].reduce((sum, count) => sum + count, 0),
    stop: () => {
      stopped = true
      clearInterval(timer)
      for (const request of [...parked.keys()]) wake(request)
    },
  }
}

function park(
  parked: Map<RequestId, Set<() => void>>,
  request: RequestId,
  onClose: () => void,
): Ticket {
  let waker: () => void = () => undefined
  const woken = new Promise<void>((resolve) => {
    waker = resolve
  })
  const wakers = parked.get(request) ?? new Set()
  wakers.add(waker)
  parked.set(request, wakers)
  let open = true
  return {
    woken,
    close: () => {
      if (!open) return
      open = false
      wakers.delete(waker)
      if (wakers.size === 0 && parked.get(request) === wakers) parked.delete(request)
      onClose()
    },
  }
}

function release(held: Map<string, number>, principal: string): void {
  const count = (held.get(principal) ?? 1) - 1
  if (count === 0) held.delete(principal)
  else held.set(principal, count)
}
