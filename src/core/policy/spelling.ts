import { hostOf } from './host.ts'
import { decodeUnreserved, normalResource, portByScheme } from './resource.ts'

/** The one spelling that a resource is compared in, and the looser ones that nobody may hide behind. */
export interface Spellings {
  normal: string
  /** The normal form and every other that may lead to the same place, for whoever looks for reasons to be strict. */
  all: string[]
  /** How many things the resource names. `unclear`: it has an authority in which no host can be made out. */
  names: 'one' | 'several' | 'unclear'
}

/** Scheme, slashes, authority, path and query, without the `jdbc:` that drivers of Java put before. */
const loose = /^(jdbc:)?([a-z][a-z0-9+.-]*):(\/*)([^/?#]*)([^?#]*)(?:\?([^#]*))?/is
const placesCountMax = 8

/**
 * Whoever looks for reasons to be strict compares the bare forms too: without user, port, query and
 * fragment, with each host of a list, with what the parameters of PostgreSQL (`host`, `hostaddr`, `dbname`)
 * put in the place of host and path, and with one or three slashes read as two.
 */
export function spellingsOf(resource: string): Spellings {
  const normal = normalResource(resource)
  const tidy = tidied(resource)
  const [, jdbc = '', anyScheme, slashes = '', authority = '', path = '', query = ''] =
    loose.exec(tidy) ?? []
  if (anyScheme === undefined) return { normal, all: distinct([normal, tidy]), names: 'one' }
  const scheme = anyScheme.toLowerCase()
  const asked = placesAskedFor(scheme, query)
  const written = authority.replace(/^.*@/s, '').split(',').filter(Boolean)
  const hosts = [...written, ...asked.hosts].map((host) => hostOf(host, portByScheme[scheme]))
  const paths = [path, ...asked.paths, ...(slashes === '//' ? [] : [`/${authority}${path}`])]
  const isUrl = slashes === '//' || asked.hosts.length > 0
  const isMurky = hosts.includes(null) || /@.*@|,.*@/s.test(authority)
  const isCrowded = hosts.length + asked.paths.length > placesCountMax
  if (isCrowded || (isUrl && isMurky)) return { normal, all: [normal], names: 'unclear' }
  const places = hosts.flatMap((spelled) => spelled ?? []).flatMap((host) => formsOf(host, paths))
  const forms = schemesOf(scheme).flatMap((name) => places.map((place) => `${name}://${place}`))
  const prefixed = jdbc === '' ? [] : forms.map((form) => `jdbc:${form}`)
  const isOne =
    asked.paths.length === 0 && distinct(hosts.map((host) => host?.[0] ?? '')).length < 2
  return {
    normal,
    all: distinct([normal, tidy, ...forms, ...prefixed]),
    names: isOne ? 'one' : 'several',
  }
}

/** White space, invisible characters, look-alikes and backslashes change nothing about where clients go. */
function tidied(resource: string): string {
  const visible = resource
    .normalize('NFKC')
    .replace(/[\p{Cc}\p{Default_Ignorable_Code_Point}\p{Cf}]/gu, '')
  return visible.trim().replaceAll('\\', '/')
}

/** Connection URIs of libpq let parameters take the place of host and database. The query of a web page does not. */
function placesAskedFor(scheme: string, query: string): { hosts: string[]; paths: string[] } {
  const asked = { hosts: [] as string[], paths: [] as string[] }
  if (/^(http|ws)s?$/.test(scheme)) return asked
  for (const [key, value] of new URLSearchParams(query)) {
    if (/^host(addr)?$/i.test(key)) asked.hosts.push(...value.split(',').filter(isNoSocket))
    if (/^dbname$/i.test(key)) asked.paths.push(`/${value}`)
  }
  return asked
}

function isNoSocket(host: string): boolean {
  return host !== '' && !host.startsWith('/')
}

function formsOf(host: string, paths: string[]): string[] {
  return paths.map((path) => {
    const single = decodeUnreserved(path).replace(/\/{2,}/g, '/')
    return host + (single.replace(/\/$/, '') || '/')
  })
}

function schemesOf(scheme: string): string[] {
  return /^postgres(ql)?$/.test(scheme) ? ['postgres', 'postgresql'] : [scheme]
}

function distinct(values: string[]): string[] {
  return [...new Set(values)]
}
