import type { Request, Response } from 'express'
import type { RequestId } from '../contract/ids.ts'
import { waitSecondsMax } from '../contract/limits.ts'

/** What `http` needs of the waiters: see `delivery/waiters.ts`. */
export interface Waiting {
  open(request: RequestId, principal: string): { woken: Promise<void>; close(): void } | null
}

/** The seconds of `Prefer: wait=N` (RFC 7240), or null. More than the limit means the limit. */
export function preferredWait(request: Pick<Request, 'headers'>): number | null {
  const prefer = request.headers['prefer']
  const text = Array.isArray(prefer) ? prefer.join(',') : (prefer ?? '')
  const [, seconds] = /(?:^|[,;])\s*wait\s*=\s*"?(\d+)"?/i.exec(text) ?? []
  return seconds === undefined ? null : Math.min(Number(seconds), waitSecondsMax)
}

/**
 * Holds an answer until the request is settled, the time is over, or the caller has gone: then `gone` is true and
 * nobody needs an answer.
 */
export async function hold(
  response: Response,
  woken: Promise<void>,
  seconds: number,
): Promise<{ gone: boolean }> {
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
