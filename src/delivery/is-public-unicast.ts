import ipaddr from 'ipaddr.js'

/** What IANA has given out for the public (RFC 4291, section 2.4): nothing else of IPv6 is the internet. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3')

/** Documentation (RFC 9637), which the library does not know. */
const documentation = ipaddr.IPv6.parseCIDR('3fff::/20')

/** Azure's platform answers its own machines there, credentials included, from among the public addresses. */
const azurePlatform = '168.63.129.16'

/** Whether an address is one of the public internet. One that wraps an IPv4 address is judged by what it wraps. */
export function isPublicUnicast(text: string): boolean {
  if (!ipaddr.isValid(text)) return false
  const address = ipaddr.parse(text)
  if (address instanceof ipaddr.IPv4) return isPublicFour(address)
  if (address.isIPv4MappedAddress()) return isPublicFour(address.toIPv4Address())
  // NAT64 (RFC 6052): this is how a network without IPv4 reaches the rest.
  if (address.range() === 'rfc6052') return isPublicFour(wrapped(address))
  return (
    address.range() === 'unicast' && address.match(globalUnicast) && !address.match(documentation)
  )
}

function isPublicFour(address: ipaddr.IPv4): boolean {
  return address.range() === 'unicast' && address.toString() !== azurePlatform
}

function wrapped(address: ipaddr.IPv6): ipaddr.IPv4 {
  return new ipaddr.IPv4(address.toByteArray().slice(12))
}
