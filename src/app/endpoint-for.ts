import type { EndpointView } from '../contract/webhook.ts'

/**
 * The endpoint that an address of one request belongs to: the one that is registered under this very address, else the
 * oldest on its origin. The agent chooses the path, and whoever registered the endpoint has chosen who is called.
 */
export function endpointFor(url: string, endpoints: EndpointView[]): EndpointView | null {
  if (!URL.canParse(url)) return null
  const { href, origin, username, password } = new URL(url)
  if (username !== '' || password !== '') return null
  const there = endpoints.filter(
    (each) => each.disabled_at === null && new URL(each.url).origin === origin,
  )
  return there.find((each) => new URL(each.url).href === href) ?? there[0] ?? null
}
