import ipaddr from 'ipaddr.js'

/** What IANA has given out for the public (RFC 4291, section 2.4): nothing else of IPv6 is the internet. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3')

/** Documentation (RFC 9637), which the library does not know. */
const documentation = ipaddr.IPv6.parseCIDR('3fff::/20')

/** Whether an address is one of the public internet. One that wraps an IPv4 address is judged by what it wraps. */
export function isPublicUnicast(text: string): boolean {
  if (!ipaddr.isValid(text)) return false
  const address = ipaddr.parse(text)
  if (address instanceof ipaddr.IPv4) return address.range() === 'unicast'
  if (address.isIPv4MappedAddress()) return address.toIPv4Address().range() === 'unicast'
  // NAT64 (RFC 6052): this is how a network without IPv4 reaches the rest.
  if (address.range() === 'rfc6052') return wrapped(address).range() === 'unicast'
  return (
    address.range() === 'unicast' && address.match(globalUnicast) && !address.match(documentation)
  )
}

function wrapped(address: ipaddr.IPv6): ipaddr.IPv4 {
  return new ipaddr.IPv4(address.toByteArray().slice(12))
}
