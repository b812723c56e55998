import { decodeJwt, decodeProtectedHeader, errors, type JWTVerifyGetKey, jwtVerify } from 'jose'
import type { TrustRecord, Workloads } from '../../app/ports.ts'
import { isStorable } from '../../contract/words.ts'
import { matchesSubject } from '../../core/subject-pattern.ts'
import type { Authentication, WorkloadReading } from '../authenticate.ts'
import type { KeySets } from './key-sets.ts'

export interface WorkloadOptions {
  workloads: Workloads
  keySets: KeySets
}

/** Signatures by a key pair alone: whoever can check a token must not be able to make one. */
const algorithms = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
]
/** A bearer and nothing else: no grant, no logout token, no proof of possession. SPIFFE allows the first two. */
const types = ['jwt', 'jose', 'at+jwt', 'application/at+jwt']
/** What is thrown of a token, or of a key that its issuer wrote badly. */
const faults = [errors.JOSEError, TypeError, DOMException]
const tokenCharsMax = 8_192
const subjectCharsMax = 512
const skewSeconds = 60
/** However long its issuer lets it live, a token is taken for an hour. */
const ageSecondsMax = 60 * 60

interface Claims {
  issuer: string
  audiences: string[]
  subject: string
  issuedAt: number
}

const refuse = (detail: string, code: 'unauthenticated' | 'unavailable' = 'unauthenticated') =>
  ({ ok: false, code, detail }) as const

/**
 * Reads a signed token as the key of the one agent that trusts its issuer, audience and subject. Only issuers that some
 * agent trusts are ever asked for keys. `jti` is not used up: such tokens are made to be used again.
 */
export function createWorkloadReader({
  workloads,
  keySets,
}: WorkloadOptions): Authentication['agentByWorkload'] {
  return async (token) => {
    const claims = readClaims(token)
    if (claims === null) return refuse('The token is not a workload token as this API reads them.')
    const { now, trusts } = await workloads.trustsOf(claims.issuer)
    const [trust, ...more] = trusts.filter((one) => isFor(one, claims))
    if (trust === undefined) {
      return refuse(`No agent trusts this issuer and audience with the subject ${claims.subject}.`)
    }
    if (more.length > 0) {
      return refuse('More than one trust takes this token: ask for one with a single audience.')
    }
    if (now.getTime() / 1000 >= claims.issuedAt + ageSecondsMax) {
      return refuse('The token was issued over an hour ago: fetch a fresh one.')
    }
    const verdict = await verify(keySets, { token, claims, trust, now })
    if (verdict !== null) return verdict
    if (trust.noteDue) await workloads.noteUse(trust.agent.key)
    return { ok: true, principal: trust.agent }
  }
}

function isFor({ audience, subject }: TrustRecord, claims: Claims): boolean {
  return claims.audiences.includes(audience) && matchesSubject(subject, claims.subject)
}

/** What the token says of itself, which nobody has checked yet. */
function readClaims(token: string): Claims | null {
  if (token.length > tokenCharsMax) return null
  try {
    const { alg, typ } = decodeProtectedHeader(token)
    const { iss: issuer, sub: subject, aud, iat } = decodeJwt(token)
    if (alg === undefined || !algorithms.includes(alg)) return null
    if (!isBearer(typ)) return null
    if (typeof issuer !== 'string' || typeof subject !== 'string' || typeof iat !== 'number') {
      return null
    }
    const audiences = [aud ?? []].flat().filter((one) => typeof one === 'string')
    if (subject.length > subjectCharsMax || !isStorable(issuer)) return null
    return { issuer, subject, audiences, issuedAt: iat }
  } catch {
    return null
  }
}

function isBearer(typ: unknown): boolean {
  return typ === undefined || (typeof typ === 'string' && types.includes(typ.toLowerCase()))
}

interface Presented {
  token: string
  claims: Claims
  trust: TrustRecord
  now: Date
}

/** Null where everything holds. A key that is not known is looked for once more among fresh ones. */
async function verify(
  keySets: KeySets,
  given: Presented,
): Promise<Extract<WorkloadReading, { ok: false }> | null> {
  const source = { issuer: given.claims.issuer, jwksUrl: given.trust.jwksUrl }
  for (const anew of [undefined, 'anew'] as const) {
    const keys = await keySets.keysOf(source, anew)
    if (keys === null)
      return refuse('The keys of the issuer cannot be had just now.', 'unavailable')
    const result = await check(given, keys)
    if (result === 'good') return null
    if (result === 'bad') break
  }
  return refuse('The token is expired, not valid yet, or not signed by its issuer.')
}

async function check(
  { token, claims, trust, now }: Presented,
  keys: JWTVerifyGetKey,
): Promise<'good' | 'bad' | 'unknown key'> {
  try {
    await jwtVerify(token, keys, {
      algorithms,
      issuer: claims.issuer,
      audience: trust.audience,
      subject: claims.subject,
      requiredClaims: ['exp', 'iat'],
      clockTolerance: skewSeconds,
      maxTokenAge: ageSecondsMax,
      currentDate: now,
    })
    return 'good'
  } catch (error) {
    if (error instanceof errors.JWKSNoMatchingKey) return 'unknown key'
    if (faults.some((fault) => error instanceof fault)) return 'bad'
    throw error
  }
}
