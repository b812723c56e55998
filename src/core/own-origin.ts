import { isLoopbackHost } from './loopback.ts'

/** What a call says of where it comes from. */
interface Sender {
  origin: string | undefined
  /** `Sec-Fetch-Site`, which no script can set. */
  fetchSite: string | undefined
  host: string | undefined
}

/**
 * Whether a call that changes something comes from a page of ours. Without an Origin it is only taken where the browser
 * itself says so. Development has several names for this very machine.
 */
export function isOwnOrigin(
  { origin, fetchSite, host }: Sender,
  ownOrigin: string,
  anyLoopback: boolean,
): boolean {
  if (origin === undefined) return fetchSite === 'same-origin'
  if (origin === ownOrigin) return true
  return anyLoopback && isLoopbackHost(host) && origin === `http://${host}`
}
