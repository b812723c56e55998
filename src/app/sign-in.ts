import type { PersonId } from '../contract/ids.ts'
import { openSession, type SessionDeps, signOut } from './console-sessions.ts'
import { type KnowAccountDeps, knowAccount } from './know-account.ts'
import type {
  IdentityProvider,
  RefusalBrake,
  SealAttempts,
  Sealing,
  SignInAttempt,
  SignInClaims,
  SignInGroups,
  SignInRefusal,
  SignInResult,
  Spent,
} from './ports.ts'
import { draftEvent } from './record-event.ts'
import { recordRefusal } from './record-refusal.ts'

export interface SignInDeps extends SessionDeps, KnowAccountDeps {
  people: SessionDeps['people'] & KnowAccountDeps['people']
  provider: IdentityProvider
  attempts: SealAttempts
  spent: Spent
  sealing: Sealing
  signInGroups: SignInGroups
  refusals: RefusalBrake
}

const attemptSecondsMax = 10 * 60
/** A group that the provider named at a sign-in counts for so long: then one has to sign in again. */
const groupSecondsMax = 12 * 60 * 60
/** What an ID token is sealed for, so that it opens nowhere else. */
const idTokenContext = 'id-token'

/** Where to send the browser, and the sealed attempt that its cookie keeps. Null while the provider is out. */
export async function beginSignIn(
  deps: SignInDeps,
  returnTo: string,
  fresh: boolean,
): Promise<{ url: string; attempt: string } | null> {
  const begun = await deps.provider.begin(fresh)
  if (begun === null) return null
  const { url, ...checks } = begun
  const expiresAt = new Date((await deps.now()).getTime() + attemptSecondsMax * 1000)
  const { issuer } = deps.provider
  return { url, attempt: deps.attempts.seal({ ...checks, issuer, returnTo, expiresAt }) }
}

/**
 * Reads the provider's answer. Only the browser that began an attempt can end it, once: the attempt is used up before
 * anything is asked of the provider, so an answer that comes twice is refused whatever became of the first.
 */
export async function finishSignIn(
  deps: SignInDeps,
  given: { query: string; attempt: string | null; oldCookie: string | null },
): Promise<SignInResult> {
  const at = await deps.now()
  const attempt = given.attempt === null ? null : deps.attempts.open(given.attempt)
  const fault = await faultOf(deps, attempt, given.query, at)
  if (attempt === null || fault !== null) {
    const code = fault ?? 'no_attempt'
    const spent = code !== 'no_attempt' && code !== 'state_mismatch'
    return refuse(deps, { code, spent, returnTo: attempt?.returnTo ?? '', at })
  }
  const { returnTo } = attempt
  const answer = await deps.provider.finish(given.query, attempt)
  if (!answer.ok) return refuse(deps, { code: answer.code, spent: true, returnTo, at })
  const admitted = await admit(deps, answer, attempt, at)
  if (!admitted.ok) {
    return refuse(deps, { code: admitted.code, spent: true, returnTo, at, claims: answer.claims })
  }
  if (given.oldCookie !== null) await signOut(deps, given.oldCookie)
  return { kind: 'signed_in', cookie: admitted.cookie, returnTo }
}

/** Opens a session for whoever the provider named, if they are somebody here. */
async function admit(
  deps: SignInDeps,
  { claims, idToken }: { claims: SignInClaims; idToken: string },
  { fresh }: SignInAttempt,
  at: Date,
): Promise<{ ok: true; cookie: string } | { ok: false; code: SignInRefusal }> {
  const owner = await knowAccount(deps, deps.provider.issuer, claims, at)
  if (!owner.ok) return owner
  await believeGroups(deps, owner.person, claims.groups, at)
  const cookie = await openSession(deps, owner, {
    provider: { sid: claims.sid, idToken: deps.sealing.seal(idToken, idTokenContext) },
    authenticatedAt: claims.authenticatedAt ?? (fresh ? at : null),
  })
  if (cookie !== null) return { ok: true, cookie }
  // Whose it is has changed since it was looked up: somebody was disabled, or turned out to be somebody else.
  const again = await knowAccount(deps, deps.provider.issuer, claims, at)
  return again.ok ? { ok: false, code: 'attempt_used' } : again
}

/**
 * Those that are told replace what was known; where they are not told, nobody is let in by a group, and nobody set free.
 * The event names no group: what a provider calls its groups is not ours to keep for ever.
 */
async function believeGroups(
  deps: SignInDeps,
  person: PersonId,
  names: string[] | null,
  at: Date,
): Promise<void> {
  const until = new Date(at.getTime() + groupSecondsMax * 1000)
  const event = draftEvent(deps.newId, {
    type: 'person.group_changed',
    at,
    actor: { kind: 'person', id: person },
    surface: 'console',
    code: 'sign_in',
    more: { person },
  })
  if (names === null) await deps.signInGroups.doubt({ person, at, event })
  else await deps.signInGroups.replace({ person, names, at, until, event })
}

/** Ends a session; answers with where the provider's own can be ended, where the session came from there. */
export async function signOutOfProvider(
  deps: Pick<SignInDeps, 'sealing' | 'provider'> & SessionDeps,
  cookie: string,
): Promise<string | null> {
  const sealed = await deps.sessions.idTokenOf(deps.hashSecret(cookie))
  await signOut(deps, cookie)
  const idToken = sealed === null ? null : deps.sealing.open(sealed, idTokenContext)
  return idToken === null ? null : deps.provider.endSessionUrl(idToken)
}

/** What is wrong with an attempt before the provider is asked; using it up is the last of the checks. */
async function faultOf(
  deps: SignInDeps,
  attempt: SignInAttempt | null,
  query: string,
  at: Date,
): Promise<SignInRefusal | null> {
  if (attempt === null) return 'no_attempt'
  const states = new URLSearchParams(query).getAll('state')
  if (states.length !== 1 || states[0] !== attempt.state) return 'state_mismatch'
  if (attempt.expiresAt <= at) return 'attempt_expired'
  if (attempt.issuer !== deps.provider.issuer) return 'other_issuer'
  const isFirst = await deps.spent.spend(deps.hashSecret(attempt.state), attempt.expiresAt)
  return isFirst ? null : 'attempt_used'
}

interface Refused {
  code: SignInRefusal
  spent: boolean
  returnTo: string
  at: Date
  claims?: SignInClaims
}

async function refuse(
  deps: SignInDeps,
  { code, spent, returnTo, at, claims }: Refused,
): Promise<SignInResult> {
  await recordRefusal(deps, code, at)
  return { kind: 'refused', code, returnTo, spent, email: claims?.email ?? null }
}
