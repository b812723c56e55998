/** 127.0.0.0/8 (RFC 1122), ::1 (RFC 4291), that network mapped into IPv6, and the name that means them. */
const loopback = /^(localhost|127(\.\d{1,3}){3}|::1|::ffff:127(\.\d{1,3}){3})$/i

/** What a proxy or tunnel adds to a call that it hands on. */
const forwardedHeader = /^(forwarded|via|x-forwarded-.*|x-real-ip|x-original-host)$/

/** Whether a host name or address, with or without a port, means this very machine. Any other name may be another site's (DNS rebinding). */
export function isLoopbackHost(host: string | undefined): boolean {
  return host !== undefined && (loopback.test(host) || loopback.test(withoutPort(host)))
}

/** Whether a call names a loopback Host and came through no proxy or tunnel, as far as its headers tell (DESIGN.md, Modes). */
export function isUnforwarded(headers: Record<string, string | string[] | undefined>): boolean {
  const { host } = headers
  return (
    typeof host === 'string' &&
    isLoopbackHost(host) &&
    !Object.keys(headers).some((name) => forwardedHeader.test(name))
  )
}

function withoutPort(host: string): string {
  const bracketed = /^\[([^\]]*)\](:\d{1,5})?$/.exec(host)
  return bracketed === null ? host.replace(/:\d{1,5}$/, '') : (bracketed[1] ?? '')
}
