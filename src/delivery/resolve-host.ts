import { lookup, Resolver } from 'node:dns/promises'
import { errorCode } from './error-code.ts'

/** Every address of a host, in the order in which they are to be tried; empty where the name is not known. */
export type ResolveHost = (host: string) => Promise<string[]>

const triesCount = 2
const tryMsMax = 3_000

/**
 * Asks the name servers themselves first: `lookup` holds one of the process' few threads for as long as a name server
 * is silent, and everything else that needs a name would wait behind it. What they do not know may stand in the
 * system's own list.
 */
export const resolveHost: ResolveHost = async (host) => {
  const resolver = new Resolver({ timeout: tryMsMax, tries: triesCount })
  const answers = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)])
  const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
  const isSilent = answers.some(
    (answer) => answer.status === 'rejected' && errorCode(answer.reason) === 'ETIMEOUT',
  )
  if (found.length > 0 || isSilent) return found
  const known = await lookup(host, { all: true, verbatim: true }).catch(() => [])
  return known.map(({ address }) => address)
}
