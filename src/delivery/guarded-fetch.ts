import { isIP, type LookupFunction, type Socket } from 'node:net'
import { Agent, buildConnector, fetch, type RequestInit, type Response } from 'undici'
import { bareHost } from './allow-list.ts'
import { type Guard, type Target, targetOf } from './guard.ts'

/** A call that was not made, or cut: `code` says why. */
class CallRefused extends Error {
  override name = 'CallRefused'
  readonly code: 'address_refused' | 'name_not_found'

  constructor(code: CallRefused['code']) {
    super(`the call was not made: ${code}`)
    this.code = code
  }
}

/** `fetch` for addresses that somebody else chose. */
export interface GuardedFetch {
  (url: string, init?: Omit<RequestInit, 'dispatcher' | 'redirect'>): Promise<Response>
  close(): Promise<void>
}

export interface FetchLimits {
  connectMsMax: number
  responseBytesMax: number
}

/**
 * Makes the `fetch` for every URL that a caller can influence. What is checked is the address that is connected: names
 * are resolved once, all their addresses are checked, exactly those are connected, and the connection is looked at
 * again. It follows no redirect, and no connection is used twice, so that no receiver sees another's.
 */
export function createGuardedFetch(guard: Guard, limits: FetchLimits): GuardedFetch {
  const agent = new Agent({
    connect: (options, done) => {
      const target = {
        protocol: options.protocol,
        host: bareHost(options.hostname),
        port: Number(options.port) || (options.protocol === 'https:' ? 443 : 80),
      }
      connect(guard, limits, target, options).then(
        (socket) => done(null, socket),
        (error: Error) => done(error, null),
      )
    },
    pipelining: 0,
    maxResponseSize: limits.responseBytesMax,
  })
  const guarded = async (url: string, init: RequestInit = {}) => {
    // A `data:` URL would be answered without any connection.
    if (targetOf(new URL(url)) === null) throw new CallRefused('address_refused')
    return fetch(url, { ...init, redirect: 'manual', dispatcher: agent })
  }
  return Object.assign(guarded, { close: () => agent.destroy() })
}

async function connect(
  guard: Guard,
  { connectMsMax }: FetchLimits,
  target: Target,
  options: buildConnector.Options,
): Promise<Socket> {
  const admission = await guard.admit(target)
  if (!admission.ok) throw new CallRefused(admission.fault)
  const connector = buildConnector({
    lookup: lookupAmong(admission.addresses),
    timeout: connectMsMax,
    maxCachedSessions: 0,
  })
  const socket = await new Promise<Socket>((resolve, reject) => {
    connector(options, (error, connected) => {
      if (error === null) resolve(connected)
      else reject(error)
    })
  })
  if (guard.admits(target, socket.remoteAddress ?? '')) return socket
  socket.destroy()
  throw new CallRefused('address_refused')
}

/** The checked addresses themselves, so that no second resolution can differ. A literal never gets here. */
function lookupAmong(addresses: string[]): LookupFunction {
  const found = addresses.map((address) => ({ address, family: isIP(address) }))
  return (_host, options, done) => {
    const [first] = found
    if (options.all === true) done(null, found)
    else done(null, first?.address ?? '', first?.family ?? 0)
  }
}
