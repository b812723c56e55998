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

/** @throws TypeError for an address that is none: that is the caller's mistake, and no outage to be waited for. */
export function transportOf({ url, token, fetch: given }: CountersignOptions): Transport {
  const base = new URL(url ?? setting('COUNTERSIGN_URL', 'url'))
  base.search = ''
  base.hash = ''
  if (!base.pathname.endsWith('/')) base.pathname += '/'
  return {
    base,
    token: token ?? setting('COUNTERSIGN_TOKEN', 'token'),
    // Browsers and workers refuse a `fetch` that is called as the method of anything else.
    fetch: given ?? ((input, init) => fetch(input, init)),
  }
}

/** Only some runtimes have a `process`. */
function setting(name: string, option: string): string {
  const value = typeof process === 'undefined' ? undefined : process.env?.[name]
  if (value) return value
  throw new TypeError(`Countersign needs the option ${option}, or ${name} in the environment.`)
}
