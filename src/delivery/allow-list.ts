import ipaddr from 'ipaddr.js'

/** Where a connection is about to go: the URL's host and port, and the address behind the host. */
interface Destination {
  host: string
  port: number
  address: string
}

/** What the operator allows beside the public internet. It alone may be called by plain http. */
export interface AllowList {
  allows(destination: Destination): boolean
}

type Entry = (destination: Destination) => boolean

/**
 * Reads WEBHOOK_ALLOW: hosts, `host:port` or CIDR, divided by commas. A host is allowed whatever its address is, because
 * whoever runs the service named it; a CIDR is about addresses, whatever names lead there.
 */
export function readAllowList(
  text: string,
): { ok: true; allowList: AllowList } | { ok: false; faulty: string } {
  const entries: Entry[] = []
  for (const part of text.split(',').map((each) => each.trim())) {
    if (part === '') continue
    const entry = rangeOf(part) ?? hostOf(part)
    if (entry === null) return { ok: false, faulty: part }
    entries.push(entry)
  }
  return {
    ok: true,
    allowList: { allows: (destination) => entries.some((entry) => entry(destination)) },
  }
}

/** The host of a URL without the brackets of IPv6. */
export function bareHost(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '')
}

function rangeOf(part: string): Entry | null {
  if (!ipaddr.isValidCIDR(part)) return null
  const [network, bits] = ipaddr.parseCIDR(part)
  return ({ address }) => {
    if (!ipaddr.isValid(address)) return false
    // An IPv4 address in the clothes of IPv6 is the same address.
    const parsed = ipaddr.process(address)
    return parsed.kind() === network.kind() && parsed.match(network, bits)
  }
}

/** Read by the parser that reads the URLs, so that both spell a host alike. */
function hostOf(part: string): Entry | null {
  const bracketed = ipaddr.IPv6.isValid(part) ? `[${part}]` : part
  if (/[\s/?#@\\*]/.test(bracketed) || !URL.canParse(`http://${bracketed}`)) return null
  const { hostname } = new URL(`http://${bracketed}`)
  const written = /:(\d{1,5})$/.exec(bracketed)?.[1]
  const host = bareHost(hostname)
  if (written === undefined) return (destination) => destination.host === host
  const port = Number(written)
  return (destination) => destination.host === host && destination.port === port
}
