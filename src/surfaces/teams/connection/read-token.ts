import { z } from 'zod'

const Header = z.object({ alg: z.enum(['RS256', 'RS384', 'RS512']), kid: z.string().min(1) })
const Claims = z.object({
  iss: z.string(),
  aud: z.string(),
  exp: z.number(),
  nbf: z.number().optional(),
  serviceurl: z.string(),
})

/** What a token has to claim, beside being signed. */
interface Expected {
  issuer: string
  audience: string
  serviceUrl: string
}

/** The SDK grants the same; said again here so that an old token does not get as far as that. */
const clockSkewSeconds = 300

/** The token of an Authorization header, or null where it is none. */
export function bearerTokenOf(authorization: string | null): string | null {
  return authorization?.match(/^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/)?.[1] ?? null
}

/**
 * Whether a token claims what it must. This proves nothing, for nobody looks at the signature: it
 * turns away what the SDK would answer with a server error, or take for a token of its emulator or
 * of another bot, and leaves the SDK only the question whether the claims are true.
 */
export function claimsWhatItMust(token: string, expected: Expected, now: Date): boolean {
  const [header, claims] = token.split('.').slice(0, 2).map(decode)
  const read = Claims.safeParse(claims)
  if (!read.success || !Header.safeParse(header).success) {
    return false
  }
  const { iss, aud, exp, nbf, serviceurl } = read.data
  const seconds = now.getTime() / 1_000
  return (
    iss === expected.issuer &&
    aud.toLowerCase() === expected.audience.toLowerCase() &&
    serviceurl === expected.serviceUrl &&
    exp > seconds - clockSkewSeconds &&
    (nbf ?? 0) <= seconds + clockSkewSeconds
  )
}

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
  } catch {
    return null
  }
}
