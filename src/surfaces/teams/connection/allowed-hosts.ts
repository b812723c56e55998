import { cloudOf } from './clouds.ts'
import type { TeamsSettings } from './connection.ts'

/**
 * Which addresses our token may be sent to. Whoever could name another one would get the bot's token,
 * and the SDK checks nothing here (microsoft/teams.ts#515). Hosts are compared whole:
 * `*.trafficmanager.net` is anybody's to register.
 */

/** A plain address: no user, query or fragment, and nothing that two parsers could read in two ways. */
const plainUrl = /^https?:\/\/([a-z0-9-]+(\.[a-z0-9-]+)*|\[::1\])(:[0-9]{1,5})?(\/[a-z0-9._~-]*)*$/i

type Hosts = Pick<TeamsSettings, 'auth' | 'cloud' | 'serviceUrl'>

/** Whether an activity may name this service URL, and a card be sent there. */
export function allowsServiceUrl(settings: Hosts, url: string): boolean {
  return plainUrl.test(url) && !url.includes('..') && allowsRequestUrl(settings, url)
}

/** The same of the address of one call, which has ids of Teams in its path. */
export function allowsRequestUrl(settings: Hosts, url: string): boolean {
  const parsed = parsedUrl(url)
  if (parsed === null || parsed.username !== '' || parsed.password !== '') {
    return false
  }
  if (parsed.protocol === 'http:') {
    return isLoopback(parsed) && (settings.auth === 'off' || isConfigured(settings, parsed))
  }
  return (
    parsed.origin === `https://${cloudOf(settings).serviceHost}` || isConfigured(settings, parsed)
  )
}

/** Where a destination is reached that no activity has told a service URL of yet. */
export function defaultServiceUrl(settings: Pick<TeamsSettings, 'cloud' | 'serviceUrl'>): string {
  return settings.serviceUrl ?? cloudOf(settings).serviceUrl
}

/** An unencrypted address of this machine, where there is no way to listen on. */
export function isLoopbackHttp(url: string): boolean {
  const parsed = parsedUrl(url)
  return parsed !== null && parsed.protocol === 'http:' && isLoopback(parsed)
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}

function isConfigured({ serviceUrl }: Hosts, url: URL): boolean {
  return serviceUrl !== null && parsedUrl(serviceUrl)?.origin === url.origin
}

function parsedUrl(url: string): URL | null {
  return URL.canParse(url) ? new URL(url) : null
}
