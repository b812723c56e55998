import { isLoopbackHost } from './loopback.ts'

/**
 * Why keys are not fetched from an address, or null. Whether it is public is looked at when it is connected; what its
 * spelling says is looked at here, when it is written down and when a discovery document names it.
 */
export function addressFault(text: string, mode: 'development' | 'production'): string | null {
  if (!URL.canParse(text)) return 'must be a URL'
  const { protocol, hostname, username, password, hash } = new URL(text)
  if (username !== '' || password !== '') return 'must have no user name and no password'
  if (hash !== '') return 'must have no fragment'
  const isLocal = isLoopbackHost(hostname)
  if (isLocal && mode === 'production') return 'must not be an address of this machine'
  if (protocol === 'https:' || (protocol === 'http:' && isLocal)) return null
  return 'must be an https URL'
}

/**
 * Why an issuer cannot be trusted, or null: what discovery appends to must end with the path (OpenID Connect Discovery,
 * section 4).
 */
export function issuerFault(text: string, mode: 'development' | 'production'): string | null {
  const fault = addressFault(text, mode)
  if (fault !== null) return fault
  return new URL(text).search === '' ? null : 'must have no query'
}
