import { isMap } from 'yaml'
import type { Read } from './place.ts'
import { fault } from './place.ts'
import type { Destination, MaskRule, ResourceRule, TrustedWorkspace } from './policy.ts'
import { named, openMap } from './read-map.ts'
import { converted, list, oneOrMany, sorted, word } from './read-value.ts'
import {
  email,
  emailDomain,
  maskPath,
  name,
  resourcePattern,
  slackChannel,
  slackTeam,
  slug,
} from './read-word.ts'

/** `groups`: the members of each group, case-folded and in order. */
export const groups: Read<Map<string, string[] | undefined>> = named(name, (place) => {
  const map = openMap(place)
  const members = map?.optional('members', list(email), null)
  map?.close(['slack_usergroup', 'directory', 'oidc_group'])
  if (members === undefined) return undefined
  if (members !== null && members.length > 0) return sorted(members)
  return fault(place, 'found a group without members, expected at least one')
})

/** `destinations`: a Slack channel, with or without its workspace, or no place at all yet. */
export const destinations: Read<Map<string, Destination | undefined>> = named(name, (place) => {
  const map = openMap(place)
  const slack = map?.optional('slack', slackPlace, null)
  map?.close(['teams'])
  return slack === undefined ? undefined : { slack }
})

const slackPlace: Read<Destination['slack']> = (place) =>
  isMap(place.node) ? slackChannelOfTeam(place) : slackChannelAlone(place)

const slackChannelAlone = converted(slackChannel, (channel) => ({ team: null, channel }))

const slackChannelOfTeam: Read<Destination['slack']> = (place) => {
  const map = openMap(place)
  const team = map?.optional('team', slackTeam, null)
  const channel = map?.required('channel', slackChannel)
  map?.close()
  return team === undefined || channel === undefined ? undefined : { team, channel }
}

/** `identities`: the workspaces whose word about a person's e-mail is taken. */
export const identities: Read<{ slack: TrustedWorkspace[] }> = (place) => {
  const map = openMap(place)
  const slack = map?.optional('slack', trustedWorkspaces, [])
  map?.close(['teams', 'oidc'])
  return slack && { slack }
}

const trustedWorkspaces: Read<TrustedWorkspace[]> = (place) => {
  const workspaces = list(trustedWorkspace)(place)
  const teams = new Set(workspaces?.map(({ team }) => team))
  if (workspaces === undefined || teams.size < workspaces.length) {
    return workspaces && fault(place, 'found a Slack workspace twice, expected each once')
  }
  return workspaces.toSorted((left, right) => (left.team < right.team ? -1 : 1))
}

const trustedWorkspace: Read<TrustedWorkspace> = (place) => {
  const map = openMap(place)
  const team = map?.required('team', slackTeam)
  const domains = map?.required('trust_email_domains', oneOrMany(emailDomain))
  map?.close()
  if (team === undefined || domains === undefined) return undefined
  return { team, trustEmailDomains: sorted(domains) }
}

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
