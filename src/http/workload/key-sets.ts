import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'
import { z } from 'zod'
import { addressFault } from '../../core/issuer-address.ts'

/** What fetches from addresses that others chose: it follows no redirect and reaches nothing that is private. */
export type FetchText = (
  url: string,
  init: { headers: Record<string, string>; signal: AbortSignal },
) => Promise<{ status: number; text(): Promise<string> }>

/** Where the keys of an issuer are: at an address that is given, or where its discovery document says. */
interface KeySource {
  issuer: string
  jwksUrl: string | null
}

export interface KeySets {
  /**
   * The keys of a source; `anew` where the usual ones had not the one that was looked for. Null where none can be had.
   */
  keysOf(source: KeySource, anew?: 'anew'): Promise<JWTVerifyGetKey | null>
}

export interface KeySetOptions {
  fetch: FetchText
  mode: 'development' | 'production'
  nowMs: () => number
  onFault: (source: KeySource, error: unknown) => void
}

/** How long keys are used without asking again, and how long where nobody answers. */
const freshMsMax = 10 * 60 * 1000
const staleMsMax = 60 * 60 * 1000
/** A token with an unknown key is cheap to make, so it makes us ask only so often. */
const cooldownMs = 30 * 1000
const fetchMsMax = 5_000
const sourcesCountMax = 1_000

interface Kept {
  keys: JWTVerifyGetKey | null
  fetchedAt: number
  triedAt: number
  fetching: Promise<void> | null
}

const Discovery = z.object({ issuer: z.string(), jwks_uri: z.string() })
const KeySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(100) })

/** Keys of issuers, fetched when a token of theirs comes and kept for a while. */
export function createKeySets(options: KeySetOptions): KeySets {
  const kept = new Map<string, Kept>()
  return {
    keysOf: async (source, anew) => {
      const one = keptFor(kept, source)
      const age = options.nowMs() - one.fetchedAt
      if (one.keys === null || age > freshMsMax || anew === 'anew')
        await refresh(options, source, one)
      return options.nowMs() - one.fetchedAt <= staleMsMax ? one.keys : null
    },
  }
}

function keptFor(kept: Map<string, Kept>, { issuer, jwksUrl }: KeySource): Kept {
  const name = JSON.stringify([issuer, jwksUrl])
  const known = kept.get(name)
  if (known !== undefined) return known
  const never = Number.NEGATIVE_INFINITY
  const fresh: Kept = { keys: null, fetchedAt: never, triedAt: never, fetching: null }
  kept.set(name, fresh)
  const oldest = kept.keys().next().value
  if (kept.size > sourcesCountMax && oldest !== undefined) kept.delete(oldest)
  return fresh
}

/** One at a time for each source, and not again within the cooldown, whether it went well or not. */
async function refresh(options: KeySetOptions, source: KeySource, one: Kept): Promise<void> {
  if (one.fetching === null && options.nowMs() - one.triedAt >= cooldownMs) {
    one.triedAt = options.nowMs()
    one.fetching = fetchKeys(options, source)
      .then((keys) => {
        one.keys = createLocalJWKSet(keys)
        one.fetchedAt = options.nowMs()
      })
      .catch((error: unknown) => options.onFault(source, error))
      .finally(() => {
        one.fetching = null
      })
  }
  await one.fetching
}

async function fetchKeys(
  options: KeySetOptions,
  { issuer, jwksUrl }: KeySource,
): Promise<JSONWebKeySet> {
  const { keys } = KeySet.parse(
    await fetchJson(options, jwksUrl ?? (await discover(options, issuer))),
  )
  return { keys: keys.flatMap(signingKey) }
}

/** The document has to be the issuer's own (OpenID Connect Discovery 1.0, section 4.3). */
async function discover(options: KeySetOptions, issuer: string): Promise<string> {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  const found = Discovery.parse(await fetchJson(options, address))
  if (found.issuer !== issuer) throw new Error('the discovery document is of another issuer')
  const fault = addressFault(found.jwks_uri, options.mode)
  if (fault !== null) throw new Error(`the address of the keys ${fault}`)
  return found.jwks_uri
}

/** A SPIFFE bundle marks its keys for JWT-SVIDs with a use of their own, and the others are not for tokens. */
function signingKey(key: JSONWebKeySet['keys'][number]): JSONWebKeySet['keys'] {
  if (key.use === 'jwt-svid') return [{ ...key, use: 'sig' }]
  return key.use === undefined || key.use === 'sig' ? [key] : []
}

async function fetchJson({ fetch }: KeySetOptions, url: string): Promise<unknown> {
  const answer = await fetch(url, {
    headers: { accept: 'application/json' },
    signal: AbortSignal.timeout(fetchMsMax),
  })
  if (answer.status !== 200) throw new Error(`the issuer answered with ${answer.status}`)
  return JSON.parse(await answer.text())
}
