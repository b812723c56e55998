/** The one spelling that a resource is compared in, and the looser ones that nobody may hide behind. */
export interface Spellings {
  normal: string
  /** The normal form and, for URLs, the bare one. */
  all: string[]
}

const url = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/is

const portByScheme: Record<string, string> = {
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

/**
 * Whoever looks for reasons to be strict compares the bare form too: without the user, query, fragment,
 * doubled or trailing slashes, and white space, none of which make it another thing that is acted on.
 */
export function spellingsOf(resource: string): Spellings {
  const normal = normalResource(resource)
  const bare = bareResource(resource)
  return { normal, all: bare === normal ? [normal] : [normal, bare] }
}

function bareResource(resource: string): string {
  const unspaced = resource.trim().replace(/[\t\n\r]/g, '')
  const parts = url.exec(normalResource(unspaced.replaceAll('\\', '/')))
  if (parts === null) return resource
  const host = (parts[2] ?? '').replace(/^.*@/s, '')
  const path = (parts[3] ?? '').replace(/[?#].*$/s, '').replace(/\/{2,}/g, '/')
  return `${parts[1]}://${host}${path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path}`
}

function normalAuthority(scheme: string, authority: string): string {
  const hostStart = authority.lastIndexOf('@') + 1
  const host = authority.slice(hostStart).toLowerCase()
  const port = `:${portByScheme[scheme] ?? ''}`
  return authority.slice(0, hostStart) + (host.endsWith(port) ? host.slice(0, -port.length) : host)
}

function decodeUnreserved(text: string): string {
  return text.replace(/%[0-9a-f]{2}/gi, (encoded) => {
    const character = String.fromCharCode(Number.parseInt(encoded.slice(1), 16))
    return /[A-Za-z0-9._~-]/.test(character) ? character : encoded.toUpperCase()
  })
}
