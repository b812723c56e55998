import type { Account, Clicker, Profile } from '../../app/ports.ts'
import type { Activity } from './activity.ts'
import {
  type Member,
  TeamsError,
  type TeamsSettings,
  type Transport,
} from './connection/connection.ts'
import type { Log } from './log.ts'

/** What a click may spend on finding out who clicked (DESIGN.md, the way of a request, step 4). */
const profileMsMax = 800
/** A guest made a member, or a person who left, is noticed within this time. */
const freshMsMax = 5 * 60 * 1_000
const rememberedCountMax = 2_000

type Sender = Pick<Activity, 'tenant' | 'user' | 'objectId' | 'serviceUrl' | 'baseConversation'>

interface ProfileSources {
  transport: Transport
  settings: TeamsSettings
  now: () => Date
  log: Log
}

/** Who sent an activity: their account by ids that never change hands, and what the roster says of it now. */
export type ReadClicker = (sender: Sender) => Promise<Clicker>

/**
 * Reads the roster of the conversation that the click came from, and keeps what it says of members for five minutes. Only a
 * person whom the roster knows under the same object id, in the same tenant and as a full user is a member; what
 * cannot be known is `unavailable`, and never what the activity says of itself.
 */
export function createClickers(sources: ProfileSources): ReadClicker {
  const remembered = new Map<string, { profile: Profile; at: number }>()

  async function profileOf(sender: Sender): Promise<Profile | 'unavailable'> {
    const key = `${sender.tenant}/${sender.objectId}/${sender.baseConversation}`
    const hit = remembered.get(key)
    if (hit !== undefined && sources.now().getTime() - hit.at < freshMsMax) return hit.profile
    const profile = await ask(sources, sender)
    if (profile !== 'unavailable' && profile.standing === 'member') {
      remembered.delete(key)
      remembered.set(key, { profile, at: sources.now().getTime() })
      forgetOldest(remembered)
    }
    return profile
  }

  return async (sender) => ({
    kind: 'account',
    account: accountOf(sender),
    profile: sender.objectId === null ? stranger : await profileOf(sender),
    ...(sources.settings.auth === 'off' ? { unverified: true } : {}),
  })
}

const stranger: Profile = { standing: 'stranger', email: null, name: null }

/** Whoever joined without an account has no object id: they are nobody, and their refused click is still recorded. */
function accountOf({ tenant, objectId, user }: Sender): Account {
  return {
    provider: 'entra',
    tenant: tenant ?? '',
    subject: objectId ?? `without-object-id/${user}`,
  }
}

async function ask(
  { transport, settings, log }: ProfileSources,
  { serviceUrl, baseConversation: conversation, user, objectId, tenant }: Sender,
): Promise<Profile | 'unavailable'> {
  try {
    const member = await transport.member({ serviceUrl, conversation, user }, profileMsMax)
    if (member === null) return stranger
    return {
      standing: standingOf(member, { objectId, tenant }, settings),
      email: emailOf(member),
      name: member.name,
    }
  } catch (error) {
    if (!(error instanceof TeamsError)) throw error
    log.warn({ code: error.code, status: error.status }, 'Teams did not say who a clicker is')
    return 'unavailable'
  }
}

function standingOf(
  member: Member,
  { objectId, tenant }: { objectId: string | null; tenant: string | null },
  { auth }: TeamsSettings,
): Profile['standing'] {
  if (member.objectId !== objectId) return 'stranger'
  if (member.tenant !== null ? member.tenant !== tenant : auth === 'required') return 'stranger'
  if (member.role === 'guest' || member.userPrincipalName?.includes('#EXT#') === true) {
    return 'guest'
  }
  // The local Playground gives no role; in Teams an account without one is nobody that we know.
  const isUser = member.role === 'user' || (member.role === null && auth === 'off')
  return isUser ? 'member' : 'stranger'
}

/** The roster's e-mail; where Teams leaves it out, the sign-in name, which is written as one. */
function emailOf({ email, userPrincipalName }: Member): string | null {
  const name = userPrincipalName?.includes('@') === true ? userPrincipalName : null
  return email ?? name
}

function forgetOldest(remembered: Map<string, unknown>): void {
  const oldest = remembered.keys().next()
  if (remembered.size > rememberedCountMax && !oldest.done) remembered.delete(oldest.value)
}
