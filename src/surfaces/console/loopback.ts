import type { Request } from 'express'

const forwardedHeaders = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
]

/** Whether a `Host` names this machine itself; any other name may be another site's (DNS rebinding). */
export function isLoopbackHost(host: string | undefined): boolean {
  if (host === undefined || !URL.canParse(`http://${host}`)) return false
  const { hostname } = new URL(`http://${host}`)
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname)
}

/** Whether a call was made on this machine, and not handed on by a tunnel or proxy (DESIGN.md, Modes). */
export function isLocalCall(request: Request): boolean {
  const forwarded = forwardedHeaders.some((name) => request.get(name) !== undefined)
  return !forwarded && isLoopbackHost(request.get('host'))
}
