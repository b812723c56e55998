import type { ServerResponse } from 'node:http'
import type { Request } from 'express'
import type { RequestId } from '../contract/ids.ts'
import { waitSecondsMax } from '../contract/limits.ts'

/** What `http` needs of the waiters: see `delivery/waiters.ts`. */
export interface Waiting {
  open(request: RequestId, principal: string): { woken: Promise<void>; close(): void } | null
}

/** One preference of the list: a comma within quotes divides nothing (RFC 7240, section 2). */
const preference = /(?:[^,"]|"(?:\\.|[^"\\])*")+/g
const waitPreference = /^\s*wait\s*=\s*(?:"(\d+)"|(\d+))\s*(?:;|$)/i

/** The seconds of `Prefer: wait=N` (RFC 7240), or null. More than the limit means the limit, and the first one counts. */
export function preferredWait(request: Pick<Request, 'headers'>): number | null {
  const prefer = request.headers['prefer']
  const text = Array.isArray(prefer) ? prefer.join(',') : (prefer ?? '')
  for (const [each] of text.matchAll(preference)) {
    const [, quoted, seconds = quoted] = waitPreference.exec(each) ?? []
    if (seconds !== undefined) return Math.min(Number(seconds), waitSecondsMax)
  }
  return null
}

/**
 * Holds an answer until the request is settled, the time is over, or the caller has gone: then `gone` is true and
 * nobody needs an answer.
 */
export async function hold(
  response: ServerResponse,
  woken: Promise<void>,
  seconds: number,
): Promise<{ gone: boolean }> {
  if (response.destroyed) return { gone: true }
  let timer: NodeJS.Timeout | undefined
  let onClose: () => void = () => undefined
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, seconds * 1000)
  })
  const closed = new Promise<void>((resolve) => {
    onClose = resolve
    response.once('close', onClose)
  })
  await Promise.race([woken, over, closed])
  clearTimeout(timer)
  response.off('close', onClose)
  return { gone: response.destroyed }
}
