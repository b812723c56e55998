import { RequestId } from '../../contract/ids.ts'

const queue = '/requests'

/**
 * Where to go after signing in: the queue or one request, and nothing else that a link may ask for.
 * A list of what is allowed leaves no spelling of a foreign address to think of.
 */
export function returnPath(wanted: unknown): string {
  if (typeof wanted !== 'string' || !wanted.startsWith(`${queue}/`)) return queue
  const id = RequestId.safeParse(wanted.slice(queue.length + 1))
  return id.success ? `${queue}/${id.data}` : queue
}

/** The sign-in page, for somebody who wanted to be at a path of the console. */
export function signInPath(wanted: string): string {
  const path = returnPath(wanted)
  return path === queue ? '/console/sign-in' : `/console/sign-in?return=${encodeURIComponent(path)}`
}
