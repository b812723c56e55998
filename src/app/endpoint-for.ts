import type { EndpointView } from '../contract/webhook.ts'

/**
 * The endpoint that an address of one request belongs to: it is on its origin. The agent chooses the path, and whoever
 * registered the endpoint has chosen who is called.
 */
export function endpointFor(url: string, endpoints: EndpointView[]): EndpointView | null {
  if (!URL.canParse(url)) return null
  const { origin, username, password } = new URL(url)
  if (username !== '' || password !== '') return null
  const isThere = (each: EndpointView) =>
    each.disabled_at === null && new URL(each.url).origin === origin
  return endpoints.find(isThere) ?? null
}
