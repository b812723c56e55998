import type { Read } from './place.ts'
import { fault } from './place.ts'
import type { Destination, Group, MaskRule, ResourceRule } from './policy.ts'
import { slackPlace, teamsPlace } from './read-channel.ts'
import { named, openMap } from './read-map.ts'
import { list, oneOrMany, sorted, word } from './read-value.ts'
import {
  email,
  groupElsewhere,
  maskPath,
  name,
  resourcePattern,
  slackTeam,
  slackUsergroup,
  slug,
} from './read-word.ts'

/** `groups`: the members of each group, case-folded and in order, or the one place elsewhere that says who they are. */
export const groups: Read<Map<string, Group | undefined>> = named(name, (place) => {
  const map = openMap(place)
  const members = map?.optional('members', list(email), null)
  const id = map?.optional('slack_usergroup', slackUsergroup, null)
  const team = map?.optional('team', slackTeam, null)
  const directory = map?.optional('directory', groupElsewhere, null)
  const oidcGroup = map?.optional('oidc_group', groupElsewhere, null)
  map?.close()
  if (members === undefined || id === undefined || team === undefined) return undefined
  if (directory === undefined || oidcGroup === undefined) return undefined
  const given = Object.entries({ members, slack_usergroup: id, directory, oidc_group: oidcGroup })
    .filter(([, value]) => value !== null)
    .map(([key]) => key)
  if (given.length > 1) {
    return fault(place, `found ${given.join(' beside ')}, expected one of them`)
  }
  if (team !== null && id === null) return fault(place, 'found a team without slack_usergroup')
  if (given.length === 0 || members?.length === 0) {
    return fault(place, 'found a group without members, expected at least one')
  }
  const usergroup = id === null ? null : { team, id }
  return { members: sorted(members ?? []), slackUsergroup: usergroup, directory, oidcGroup }
})

/** `destinations`: a Slack channel, a Teams channel, both, or no place at all yet. */
export const destinations: Read<Map<string, Destination | undefined>> = named(name, (place) => {
  const map = openMap(place)
  const slack = map?.optional('slack', slackPlace, null)
  const teams = map?.optional('teams', teamsPlace, null)
  map?.close()
  return slack === undefined || teams === undefined ? undefined : { slack, teams }
})

/** One entry of `resources`. */
export const resourceRule: Read<ResourceRule> = (place) => {
  const map = openMap(place)
  const match = map?.required('match', resourcePattern)
  const labels = map?.optional('labels', oneOrMany(slug), [])
  const environment = map?.optional('environment', slug, null)
  map?.close()
  if (match === undefined || labels === undefined || environment === undefined) return undefined
  if (labels.length > 0 || environment !== null)
    return { match, labels: sorted(labels), environment }
  return fault(place, 'found neither labels nor an environment, expected at least one of them')
}

/** One entry of `mask`. */
export const maskRule: Read<MaskRule> = (place) => {
  const map = openMap(place)
  const path = map?.required('path', maskPath)
  const as = map?.required('as', word('pii', 'secret'))
  map?.close()
  return path === undefined || as === undefined ? undefined : { path, as }
}
