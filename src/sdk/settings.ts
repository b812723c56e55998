/** Where and as whom to call. */
export interface Transport {
  /** Ends in a slash, so that a path is added to it and replaces nothing. */
  base: URL
  token: string
  fetch: typeof fetch
}

export interface CountersignOptions {
  /** The PUBLIC_URL of Countersign. Without it, the environment's COUNTERSIGN_URL. */
  url?: string | URL
  /** The key or token to call with. Without it, the environment's COUNTERSIGN_TOKEN. */
  token?: string
  /** Another `fetch`, for proxies and tests. */
  fetch?: typeof fetch
}

/**
 * @throws TypeError for an address or token that is none: that is the caller's mistake, and no outage to be waited for.
 * The token is never quoted.
 */
export function transportOf({ url, token, fetch: given }: CountersignOptions): Transport {
  const base = new URL(url ?? setting('COUNTERSIGN_URL', 'url'))
  if (!/^https?:$/.test(base.protocol) || base.username !== '' || base.password !== '')
    throw new TypeError('The url must be an http or https address without a user name or password.')
  base.search = ''
  base.hash = ''
  if (!base.pathname.endsWith('/')) base.pathname += '/'
  return {
    base,
    token: tokenOf(token ?? setting('COUNTERSIGN_TOKEN', 'token')),
    // Browsers and workers refuse a `fetch` that is called as the method of anything else.
    fetch: given ?? ((input, init) => fetch(input, init)),
  }
}

/** A file ends in a line break, so one at the end is none of the token's. */
function tokenOf(given: string): string {
  const token = given.trim()
  if (/^[\x21-\x7e]+$/.test(token)) return token
  throw new TypeError('The token holds a space or a character that no token has.')
}

/** Only some runtimes have a `process`. */
function setting(name: string, option: string): string {
  const value = typeof process === 'undefined' ? undefined : process.env?.[name]
  if (value) return value
  throw new TypeError(`Countersign needs the option ${option}, or ${name} in the environment.`)
}
