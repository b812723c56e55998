import { isMap } from 'yaml'
import type { Read } from './place.ts'
import { fault, unexpected } from './place.ts'
import type { Destination, TeamsPlace } from './policy.ts'
import { openMap } from './read-map.ts'
import { converted } from './read-value.ts'
import {
  slackChannel,
  slackTeam,
  teamsChannel,
  teamsTeam,
  teamsText,
  tenantId,
} from './read-word.ts'
import { isChannelId, isGroupChatId, readTeamsLink } from './teams-link.ts'

/** A Slack channel, with or without its workspace. */
export const slackPlace: Read<Destination['slack']> = (place) =>
  isMap(place.node) ? slackChannelOfTeam(place) : slackChannelAlone(place)

const slackChannelAlone = converted(slackChannel, (channel) => ({ team: null, channel }))

const slackChannelOfTeam: Read<Destination['slack']> = (place) => {
  const map = openMap(place)
  const team = map?.optional('team', slackTeam, null)
  const channel = map?.required('channel', slackChannel)
  map?.close()
  return team === undefined || channel === undefined ? undefined : { team, channel }
}

/** A channel of Microsoft Teams: its link, its id alone, or a map. All spellings of one place read the same. */
export const teamsPlace: Read<TeamsPlace> = (place) =>
  isMap(place.node) ? teamsChannelOfTeam(place) : teamsChannelWritten(place)

const expectedLink =
  'the link to the channel itself ("Get link to channel" in the menu beside its name)'

const teamsChannelWritten: Read<TeamsPlace> = (place) => {
  const written = teamsText(place)
  if (written === undefined) return undefined
  if (isChannelId(written) || isGroupChatId(written)) {
    return { tenant: null, team: null, channel: written }
  }
  if (!/^https?:/i.test(written)) {
    return unexpected(place, 'the link to a channel of Teams, or its id (19:...@thread.tacv2)')
  }
  const link = readTeamsLink(written)
  return link.ok ? link.place : fault(place, `found ${link.found}, expected ${expectedLink}`)
}

const teamsChannelOfTeam: Read<TeamsPlace> = (place) => {
  const map = openMap(place)
  const tenant = map?.optional('tenant', tenantId, null)
  const team = map?.optional('team', teamsTeam, null)
  const channel = map?.required('channel', teamsChannel)
  map?.close()
  if (tenant === undefined || team === undefined || channel === undefined) return undefined
  return team !== null && isGroupChatId(channel)
    ? fault(place, 'found a team beside a group chat, which belongs to none')
    : { tenant, team, channel }
}
