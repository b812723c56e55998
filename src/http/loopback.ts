import type { Request } from 'express'
import ipaddr from 'ipaddr.js'

const forwardedHeaders = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via']

/** Whether a host name or address, with or without a port, means this very machine. */
export function isLoopbackHost(host: string): boolean {
  const name = hostname(host)
  if (name === 'localhost') return true
  return ipaddr.isValid(name) && ipaddr.process(name).range() === 'loopback'
}

/** Whether a call names a loopback Host and came through no proxy or tunnel, as far as its headers tell. */
export function isUnforwarded(request: Pick<Request, 'headers'>): boolean {
  return (
    isLoopbackHost(request.headers.host ?? '') &&
    forwardedHeaders.every((name) => request.headers[name] === undefined)
  )
}

/** Whether the socket itself is local too. */
export function isLocalCall(request: Pick<Request, 'headers' | 'socket'>): boolean {
  return isUnforwarded(request) && isLoopbackHost(request.socket.remoteAddress ?? '')
}

function hostname(host: string): string {
  const bracketed = /^\[(.*)\](?::\d+)?$/.exec(host)
  if (bracketed !== null) return bracketed[1] ?? ''
  return ipaddr.isValid(host) ? host : host.replace(/:\d+$/, '').toLowerCase()
}
