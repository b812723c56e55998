import { becomePerson } from './issue-token.ts'
import type {
  Events,
  NewId,
  People,
  Policies,
  PolicyLibrary,
  SessionRecord,
  Sessions,
} from './ports.ts'
import { draftEvent, system } from './record-event.ts'

export interface SessionDeps {
  newId: NewId
  sessions: Sessions
  events: Pick<Events, 'append'>
  people: Pick<People, 'byEmail' | 'link'>
  policies: PolicyLibrary
  policyRecords: Pick<Policies, 'inForce'>
  /** A fresh secret for a cookie or a link, and the hash that is stored of it. */
  newSecret: () => { secret: string; hash: string }
  hashSecret: (secret: string) => string
  now: () => Promise<Date>
}

export const sessionIdleSecondsMax = 8 * 60 * 60
const sessionSecondsMax = 24 * 60 * 60
const linkSecondsMax = 24 * 60 * 60

/** The live session behind a cookie, or null. */
export async function readSession(
  deps: SessionDeps,
  cookie: string,
): Promise<SessionRecord | null> {
  const now = await deps.now()
  return deps.sessions.read(deps.hashSecret(cookie), now, after(now, -sessionIdleSecondsMax))
}

/** A fresh one-time link's secret: development mode prints it. */
export async function issueLink(deps: SessionDeps): Promise<string> {
  const { secret, hash } = deps.newSecret()
  await deps.sessions.addLink(hash, after(await deps.now(), linkSecondsMax))
  return secret
}

/** Trades a one-time link for a session that may only choose a person. Null for a used or unknown link. */
export async function enterByLink(deps: SessionDeps, link: string): Promise<string | null> {
  const at = await deps.now()
  if (!(await deps.sessions.useLink(deps.hashSecret(link), at))) {
    await deps.events.append(
      draftEvent(deps.newId, {
        type: 'sign_in.refused',
        at,
        actor: system,
        surface: 'console',
        code: 'link_used_or_unknown',
      }),
    )
    return null
  }
  return openSession(deps, null)
}

/** Ends the old session and opens one for a person of the policy: a session's secret changes at sign-in. */
export async function signInAs(
  deps: SessionDeps,
  email: string,
  oldCookie: string,
): Promise<string | null> {
  const old = await readSession(deps, oldCookie)
  const people = await peopleOfPolicy(deps)
  if (old === null || !people.some((person) => person.email === email)) return null
  const signedIn = await becomePerson(deps, email)
  const cookie = await openSession(deps, signedIn)
  if (cookie === null) return null
  await deps.sessions.end(deps.hashSecret(oldCookie), await deps.now(), [])
  return cookie
}

export async function signOut(deps: SessionDeps, cookie: string): Promise<void> {
  const session = await readSession(deps, cookie)
  const at = await deps.now()
  await deps.sessions.end(
    deps.hashSecret(cookie),
    at,
    session?.person == null
      ? []
      : [
          draftEvent(deps.newId, {
            type: 'sign_in.ended',
            at,
            actor: { kind: 'person', id: session.person.id },
            surface: 'console',
          }),
        ],
  )
}

/** Everybody whom the policy in force names, with their groups. */
export async function peopleOfPolicy(
  deps: Pick<SessionDeps, 'policies' | 'policyRecords'>,
): Promise<{ email: string; groups: string[] }[]> {
  const inForce = await deps.policyRecords.inForce()
  if (inForce === null) return []
  const { policy } = await deps.policies.compiled(inForce.version)
  const groups = Object.entries(policy.groups)
  const emails = [...new Set(groups.flatMap(([, { members }]) => members))].sort()
  return emails.map((email) => ({
    email,
    groups: groups.filter(([, { members }]) => members.includes(email)).map(([name]) => name),
  }))
}

/**
 * Opens a session and answers with its cookie; null where the person was disabled meanwhile. `proof` is what a sign-in at
 * a provider left with it.
 */
export async function openSession(
  deps: Pick<SessionDeps, 'newId' | 'sessions' | 'newSecret' | 'now'>,
  signedIn: Parameters<Sessions['open']>[0]['signedIn'],
  proof: Pick<Parameters<Sessions['open']>[0], 'provider' | 'authenticatedAt'> | null = null,
): Promise<string | null> {
  const { secret, hash } = deps.newSecret()
  const at = await deps.now()
  const opened = await deps.sessions.open({
    hash,
    csrf: deps.newSecret().secret,
    signedIn,
    provider: proof?.provider ?? null,
    // Without a provider it is the person of this very moment who chose who to be.
    authenticatedAt: proof === null ? at : proof.authenticatedAt,
    at,
    endsAt: after(at, sessionSecondsMax),
    events:
      signedIn === null
        ? []
        : [
            draftEvent(deps.newId, {
              type: 'sign_in.succeeded',
              at,
              actor: { kind: 'person', id: signedIn.person },
              surface: 'console',
              more: { identity: signedIn.identity },
            }),
          ],
  })
  return opened ? secret : null
}

function after(at: Date, seconds: number): Date {
  return new Date(at.getTime() + seconds * 1000)
}
