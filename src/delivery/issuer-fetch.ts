import ipaddr from 'ipaddr.js'
import type { AllowList } from './allow-list.ts'
import { createGuard } from './guard.ts'
import { createGuardedFetch, type GuardedFetch } from './guarded-fetch.ts'

const connectMsMax = 5_000
/** A set of keys or a discovery document is a few kilobytes. */
const responseBytesMax = 256 * 1024

/**
 * `fetch` for the keys of issuers that administrators name: the same guard as that of webhooks, which in development
 * lets an issuer of this very machine through.
 */
export function createIssuerFetch(
  allowList: AllowList,
  mode: 'development' | 'production',
): GuardedFetch {
  const isHere = (address: string) =>
    ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback'
  const alsoHere: AllowList = {
    allows: (destination) => isHere(destination.address) || allowList.allows(destination),
  }
  const guard = createGuard({ allowList: mode === 'development' ? alsoHere : allowList })
  return createGuardedFetch(guard, { connectMsMax, responseBytesMax })
}
