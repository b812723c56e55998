import { quote } from './place.ts'
import type { TeamsPlace } from './policy.ts'

/** What a link says, or what it is in place of a link to a channel: this completes the sentence "found ...". */
type TeamsLink = { ok: true; place: TeamsPlace } | { ok: false; found: string }

/** Teams of everybody, its newer address, and that of the government clouds whose bots can be reached. */
const teamsHosts = ['teams.microsoft.com', 'teams.cloud.microsoft', 'gov.teams.microsoft.us']
const origins = new Set(teamsHosts.map((host) => `https://${host}`))

/** What people copy instead, by the second step of the path. */
const otherKinds: ReadonlyMap<string, string> = new Map([
  ['message', 'a link to a message'],
  ['chat', 'a link to a chat'],
  ['team', 'a link to a team'],
  ['meetup-join', 'a link to a meeting'],
])

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const channelId = /^19:[A-Za-z0-9_-]{1,200}@thread\.(tacv2|skype)$/
const groupChatId = /^19:[A-Za-z0-9_-]{1,200}@thread\.v2$/

export function isGuid(text: string): boolean {
  return guid.test(text)
}

export function isChannelId(text: string): boolean {
  return channelId.test(text)
}

export function isGroupChatId(text: string): boolean {
  return groupChatId.test(text)
}

/**
 * Reads what Teams copies under "Get link to channel":
 * `https://teams.microsoft.com/l/channel/<id>/<name>?groupId=<team>&tenantId=<tenant>` (Microsoft's "Deep link to
 * Teams chat"). The name and whatever else is in the query mean nothing, and no case of a GUID does.
 */
export function readTeamsLink(link: string): TeamsLink {
  if (!URL.canParse(link)) return { ok: false, found: `the broken link ${quote(link)}` }
  const url = new URL(link)
  if (!origins.has(url.origin) || url.username !== '' || url.password !== '') {
    return {
      ok: false,
      found: `a link to ${quote(url.host)} and not to ${teamsHosts.join(' or ')}`,
    }
  }
  const [, start, kind = '', id = ''] = url.pathname.split('/')
  if (start !== 'l' || kind !== 'channel') {
    return { ok: false, found: otherKinds.get(kind) ?? 'a link to something else in Teams' }
  }
  const channel = decoded(id)
  if (channel === null || !isChannelId(channel)) {
    return { ok: false, found: 'a link without the id of a channel' }
  }
  const tenant = guidOf(url, 'tenantId')
  const team = guidOf(url, 'groupId')
  if (tenant === null || team === null) {
    return { ok: false, found: `a link without one ${tenant === null ? 'tenantId' : 'groupId'}` }
  }
  return { ok: true, place: { tenant, team, channel } }
}

function decoded(step: string): string | null {
  try {
    return decodeURIComponent(step)
  } catch {
    return null
  }
}

function guidOf(url: URL, parameter: string): string | null {
  const [value, second] = url.searchParams.getAll(parameter)
  if (value === undefined || second !== undefined || !isGuid(value)) return null
  return value.toLowerCase()
}
