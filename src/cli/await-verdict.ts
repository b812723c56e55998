import type { RequestObject } from '../contract/request.ts'
import { type Countersign, Refused } from '../sdk/index.ts'
import type { Progress } from './progress.ts'

export interface AwaitOptions {
  /** How long to wait, in milliseconds. Without it until the request's own deadline. */
  timeoutMs: number | null
  signal: AbortSignal
  progress: Progress
}

/** How much later than the deadline a service that is back says what came of it. */
const graceMs = 30_000
/** How often the line that says what is waited for is brought up to date. */
const lookEveryMs = 2_000
const lookMsMax = 5_000

/**
 * Waits for the verdict, and meanwhile says how far it is.
 *
 * @throws Refused, Unavailable, or the signal's reason.
 */
export async function awaitVerdict(
  client: Countersign,
  request: RequestObject,
  { timeoutMs, signal, progress }: AwaitOptions,
): Promise<RequestObject> {
  if (request.status !== 'pending') return request
  const settled = new AbortController()
  const until = AbortSignal.any([signal, settled.signal])
  const looking = look(client, request, progress, until)
  try {
    return await client.waitForVerdict(request.id, {
      timeoutMs: timeoutMs ?? msToDeadline(request),
      signal,
    })
  } finally {
    settled.abort()
    await looking
    progress.end()
  }
}

/** By the service's own two times: the clock of this machine may say anything. */
function msToDeadline({ created_at: from, expires_at: to }: RequestObject): number {
  return to === null ? graceMs : Date.parse(to) - Date.parse(from) + graceMs
}

async function look(
  client: Countersign,
  first: RequestObject,
  progress: Progress,
  until: AbortSignal,
): Promise<void> {
  progress.show(first)
  while (await pause(lookEveryMs, until)) {
    try {
      const request = await client.read(first.id, { timeoutMs: lookMsMax, signal: until })
      if (request.status === 'pending' && !until.aborted) progress.show(request)
    } catch (error) {
      // What is refused here is refused to whoever waits, too, who says so.
      if (until.aborted || error instanceof Refused) return
      progress.lost()
    }
  }
}

/** False where it was not waited to the end. */
function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(false)
    const stop = () => {
      clearTimeout(timer)
      resolve(false)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve(true)
    }, ms)
    signal.addEventListener('abort', stop, { once: true })
  })
}
