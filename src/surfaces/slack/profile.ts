import type { UsersInfoResponse } from '@slack/web-api'
import type { Account, Profile } from '../../app/ports.ts'
import { profileMsMax } from './clients.ts'
import { failureOf } from './failure.ts'
import type { Home, Homes } from './homes.ts'
import type { Log } from './log.ts'

/** A guest made a member, or a person who left, is noticed within this time. */
const freshMsMax = 5 * 60 * 1_000
const rememberedCountMax = 1_000

type SlackUser = NonNullable<UsersInfoResponse['user']>

interface ProfileSources {
  homes: Homes
  now: () => Date
  log: Log
}

/**
 * Says within 800 ms what Slack says of an account now, or that it cannot be had. `home` is the installation that the
 * person came through.
 */
export type ReadProfile = (account: Account, home: string) => Promise<Profile | 'unavailable'>

/**
 * Reads profiles by `users.info` and keeps each for five minutes. Whoever comes from another
 * workspace (Slack Connect) is a stranger whatever their profile says; where it cannot be told which
 * workspace is ours, nobody has a profile.
 */
export function createProfiles(sources: ProfileSources): ReadProfile {
  const remembered = new Map<string, { profile: Profile; at: number }>()

  async function lookUp(account: Account, home: Home): Promise<Profile | 'unavailable'> {
    const key = `${account.tenant}/${account.subject}`
    const hit = remembered.get(key)
    if (hit !== undefined && sources.now().getTime() - hit.at < freshMsMax) {
      return hit.profile
    }
    const profile = await ask(sources, account, home)
    if (profile !== 'unavailable') {
      remembered.delete(key)
      remembered.set(key, { profile, at: sources.now().getTime() })
      forgetOldest(remembered)
    }
    return profile
  }

  async function read(account: Account, at: string): Promise<Profile | 'unavailable'> {
    const home = await sources.homes.of(at)
    if (home.kind === 'later') return 'unavailable'
    // Only an outage is worth another click: nobody belongs to a workspace that the app is not installed in.
    if (home.kind === 'refused') return stranger
    const tenant = await home.tenant()
    if (tenant === null) return 'unavailable'
    return tenant === account.tenant ? lookUp(account, home) : stranger
  }

  return (account, home) => within(profileMsMax, read(account, home).catch(cannotBeHad))

  function cannotBeHad(err: unknown): 'unavailable' {
    sources.log.warn({ err }, 'The installation of a clicker could not be read')
    return 'unavailable'
  }
}

const stranger: Profile = { standing: 'stranger', email: null, name: null }

async function ask(
  { log }: ProfileSources,
  account: Account,
  { clients, isOrg }: Home,
): Promise<Profile | 'unavailable'> {
  try {
    const { user } = await clients.profile.users.info({ user: account.subject })
    return user === undefined ? 'unavailable' : profileOf(user, account, isOrg)
  } catch (error) {
    log.warn({ failure: failureOf(error) }, 'Slack did not give the profile of a clicker')
    return 'unavailable'
  }
}

/** An e-mail that Slack says nobody confirmed is no e-mail. */
function profileOf(user: SlackUser, account: Account, isOrg: boolean): Profile {
  const confirmed = user.is_email_confirmed !== false
  return {
    standing: standingOf(user, account, isOrg),
    email: confirmed ? (user.profile?.email ?? null) : null,
    name: user.profile?.display_name || user.real_name || user.name || null,
  }
}

/**
 * Flags from https://docs.slack.dev/reference/objects/user-object. `is_app_user` is not among them: it
 * marks a person who has authorised the app, and says nothing of bots.
 */
function standingOf(user: SlackUser, account: Account, isOrg: boolean): Profile['standing'] {
  const own = isOrg ? user.enterprise_user?.enterprise_id : (user.team_id ?? account.tenant)
  if (user.is_stranger === true || own !== account.tenant) {
    return 'stranger'
  }
  if (user.is_bot === true || user.is_workflow_bot === true || user.is_connector_bot === true) {
    return 'bot'
  }
  if (user.deleted === true) {
    return 'deactivated'
  }
  const limited = user.is_restricted || user.is_ultra_restricted || user.is_invited_user
  return limited === true ? 'guest' : 'member'
}

function forgetOldest(remembered: Map<string, unknown>): void {
  const oldest = remembered.keys().next()
  if (remembered.size > rememberedCountMax && !oldest.done) {
    remembered.delete(oldest.value)
  }
}

/** The client has the same limit for each call; this one holds for all of them together. */
async function within(
  milliseconds: number,
  profile: Promise<Profile | 'unavailable'>,
): Promise<Profile | 'unavailable'> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'unavailable'>((resolve) => {
    timer = setTimeout(() => resolve('unavailable'), milliseconds)
  })
  const result = await Promise.race([profile, late])
  clearTimeout(timer)
  return result
}
