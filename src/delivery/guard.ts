import { isIP } from 'node:net'
import { type AllowList, bareHost } from './allow-list.ts'
import { isPublicUnicast } from './is-public-unicast.ts'
import { type ResolveHost, resolveHost } from './resolve-host.ts'

const httpPort = 80
const httpsPort = 443
/** Below it are mail, shells and databases of old; what a receiver runs without privileges is above. */
const openPortMin = 1_024

export interface GuardOptions {
  allowList: AllowList
  /** Another way to find addresses, for tests. */
  resolve?: ResolveHost
}

/** Where a connection is to go. */
export interface Target {
  protocol: string
  host: string
  port: number
}

/** The addresses of a target that may all be called, or why none is. */
type Admission =
  | { ok: true; addresses: string[] }
  | { ok: false; fault: 'address_refused' | 'name_not_found' }

/** Decides what may be called: the same for a registration, for a connection to be made, and for one that was made. */
export interface Guard {
  /** Finds the addresses, and insists on every one of them: whoever has one bad one may answer with it next time. */
  admit(target: Target): Promise<Admission>
  admits(target: Target, address: string): boolean
}

export function createGuard({ allowList, resolve = resolveHost }: GuardOptions): Guard {
  const admits = ({ protocol, host, port }: Target, address: string) => {
    if (allowList.allows({ host, port, address })) return true
    const isOpenPort = port === httpsPort || port >= openPortMin
    return protocol === 'https:' && isOpenPort && isPublicUnicast(address)
  }
  return {
    admits,
    admit: async (target) => {
      const { host } = target
      const addresses = isIP(host) === 0 ? await resolve(host) : [host]
      if (addresses.length === 0) return { ok: false, fault: 'name_not_found' }
      return addresses.every((address) => admits(target, address))
        ? { ok: true, addresses }
        : { ok: false, fault: 'address_refused' }
    },
  }
}

/** What a URL leads to; null where its very spelling is refused. It has been through the parser, which folds hosts. */
export function targetOf(url: URL): Target | null {
  if (url.username !== '' || url.password !== '') return null
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return null
  const usual = url.protocol === 'https:' ? httpsPort : httpPort
  return {
    protocol: url.protocol,
    host: bareHost(url.hostname),
    port: url.port === '' ? usual : Number(url.port),
  }
}
