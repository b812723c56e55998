const url = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/is

/** The ports that schemes imply. */
export const portByScheme: Record<string, string> = {
  http: '80',
  https: '443',
  ws: '80',
  wss: '443',
  ftp: '21',
  ssh: '22',
  postgres: '5432',
  postgresql: '5432',
  mysql: '3306',
  redis: '6379',
  mongodb: '27017',
}

/**
 * RFC 3986, section 6.2: scheme and host in lower case, unreserved characters not percent-encoded and
 * other encodings in upper case, no port that the scheme implies, `/` for an empty path. A resource
 * that is no URL stays as it is. Serves patterns too, where an authority with `**` already has the path in it.
 */
export function normalResource(resource: string): string {
  const parts = url.exec(resource)
  if (parts === null) return resource
  const scheme = (parts[1] ?? '').toLowerCase()
  const authority = normalAuthority(scheme, decodeUnreserved(parts[2] ?? ''))
  const rest = decodeUnreserved(parts[3] ?? '')
  const slash = rest.startsWith('/') || authority.includes('**') ? '' : '/'
  return `${scheme}://${authority}${slash}${rest}`
}

function normalAuthority(scheme: string, authority: string): string {
  const hostStart = authority.lastIndexOf('@') + 1
  const host = authority.slice(hostStart).toLowerCase()
  const port = `:${portByScheme[scheme] ?? ''}`
  return authority.slice(0, hostStart) + (host.endsWith(port) ? host.slice(0, -port.length) : host)
}

/** RFC 3986, section 6.2.2.2. */
export function decodeUnreserved(text: string): string {
  return text.replace(/%[0-9a-f]{2}/gi, (encoded) => {
    const character = String.fromCharCode(Number.parseInt(encoded.slice(1), 16))
    return /[A-Za-z0-9._~-]/.test(character) ? character : encoded.toUpperCase()
  })
}
