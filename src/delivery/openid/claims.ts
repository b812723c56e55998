import { z } from 'zod'
import type { SignInClaims, SignInRefusal } from '../../app/ports.ts'
import { Email, isStorable } from '../../contract/words.ts'
import { freshSignInSecondsMax } from '../../core/sign-in.ts'

/** How long ago the provider may have authenticated somebody: as long as a session of ours lasts at most. */
export const authenticationSecondsMax = 24 * 60 * 60
const clockSkewSeconds = 60
const subjectCharsMax = 255
const groupsCountMax = 10_000
const groupCharsMax = 256

const Subject = z.string().min(1).max(subjectCharsMax).refine(isStorable)
const Seconds = z.number().finite()
const Groups = z.array(z.unknown())
const ShortText = z.string().min(1).max(groupCharsMax).refine(isStorable)

/**
 * What a validated ID token says of its person. What the library leaves to its caller is checked here: the subject is a
 * text, the token is not from the future, and the person was not authenticated too long ago, where the provider says so
 * (it is asked to by `max_age`, which not every provider knows).
 */
export function readClaims(
  claims: Record<string, unknown>,
  { clientId, now, fresh }: { clientId: string; now: Date; fresh: boolean },
): { ok: true; claims: SignInClaims } | { ok: false; code: SignInRefusal } {
  const seconds = now.getTime() / 1000
  const subject = Subject.safeParse(claims['sub'])
  const issuedAt = Seconds.safeParse(claims['iat'])
  if (!subject.success || !issuedAt.success || issuedAt.data > seconds + clockSkewSeconds) {
    return { ok: false, code: 'answer_invalid' }
  }
  // The library looks at it only where the token is for several (OpenID Connect Core 1.0, 3.1.3.7, 5).
  if ((claims['azp'] ?? clientId) !== clientId) return { ok: false, code: 'answer_invalid' }
  const authenticatedAt = Seconds.optional().safeParse(claims['auth_time'])
  if (!authenticatedAt.success) return { ok: false, code: 'answer_invalid' }
  const ageSecondsMax = fresh ? freshSignInSecondsMax : authenticationSecondsMax
  const oldest = seconds - ageSecondsMax - clockSkewSeconds
  if ((authenticatedAt.data ?? seconds) < oldest) {
    return { ok: false, code: 'authentication_too_old' }
  }
  const email = Email.safeParse(claims['email'])
  return {
    ok: true,
    claims: {
      subject: subject.data,
      email: email.success ? email.data : null,
      emailVerified: verified(claims['email_verified']),
      name: textOf(claims['name']),
      groups: groupsIn(claims),
      sid: textOf(claims['sid']),
      authenticatedAt: momentOf(authenticatedAt.data, seconds),
    },
  }
}

/** A provider whose clock is ahead of ours does not make a sign-in fresh for longer. */
function momentOf(said: number | undefined, now: number): Date | null {
  return said === undefined ? null : new Date(Math.min(said, now) * 1000)
}

/** Only the JSON value `true` is yes: a text "true" is what a mapping of somebody's profile field makes. */
function verified(claim: unknown): SignInClaims['emailVerified'] {
  if (claim === undefined) return 'missing'
  return claim === true ? 'yes' : 'no'
}

/**
 * Groups are a list, case-sensitive. One text is no list: it would make `a,b` somebody's group. Null where there are
 * more than are told: Entra then names another place to ask (`_claim_names`), or only says so (`hasgroups`).
 */
function groupsIn(claims: Record<string, unknown>): string[] | null {
  const groups = Groups.safeParse(claims['groups'])
  if (!groups.success) return areElsewhere(claims) ? null : []
  if (groups.data.length > groupsCountMax) return null
  const names = groups.data.map((name) => ShortText.safeParse(name))
  const kept = names.flatMap((name) => (name.success ? [name.data] : []))
  return [...new Set(kept)]
}

function areElsewhere({ _claim_names: elsewhere, hasgroups }: Record<string, unknown>): boolean {
  if (hasgroups === true) return true
  return typeof elsewhere === 'object' && elsewhere !== null && 'groups' in elsewhere
}

function textOf(claim: unknown): string | null {
  const text = ShortText.safeParse(claim)
  return text.success ? text.data : null
}
