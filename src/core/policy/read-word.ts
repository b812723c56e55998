import {
  denyReasonCharsMax,
  emailCharsMax,
  executeSecondsMax,
  globCharsMax,
  groupNameCharsMax,
  linkCharsMax,
  reviewSecondsMax,
  sentenceCharsMax,
} from './limits.ts'
import type { Read } from './place.ts'
import { fault, quote } from './place.ts'
import { converted, text } from './read-value.ts'
import { normalResource } from './resource.ts'
import { isChannelId, isGroupChatId, isGuid } from './teams-link.ts'

/** The name of a rule, a group or a destination. `default` is what the default calls itself. */
export const name = text(
  'a name of lower-case letters, digits, dashes and underscores (at most 63, and not "default")',
  (value) => /^[a-z0-9][a-z0-9_-]{0,62}$/.test(value) && value !== 'default',
)

/** What the wire accepts as an environment or a label (API.md). */
export const slug = text('lower-case letters, digits and dashes, at most 63', (value) =>
  /^[a-z0-9][a-z0-9-]{0,62}$/.test(value),
)

const hostname = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/i
const mailbox = /^[a-z0-9_'+-]+(\.[a-z0-9_'+-]+)*$/i

export const email = converted(
  text('an e-mail address', (value) => {
    const at = value.lastIndexOf('@')
    if (at < 1 || value.length > emailCharsMax) return false
    return mailbox.test(value.slice(0, at)) && hostname.test(value.slice(at + 1))
  }),
  (value) => value.toLowerCase(),
)

export const emailDomain = converted(
  text('a domain such as example.com', (value) => {
    return value.length <= emailCharsMax && hostname.test(value)
  }),
  (value) => value.toLowerCase(),
)

export const slackTeam = text('the id of a Slack workspace, such as T0123456789', (value) =>
  /^[TE][A-Z0-9]{2,30}$/.test(value),
)

export const slackChannel = text('the id of a Slack channel, such as C0123456789', (value) =>
  /^[CGD][A-Z0-9]{2,30}$/.test(value),
)

export const slackUsergroup = text(
  'the id of a user group of Slack, such as S0123456789',
  (value) => /^S[A-Z0-9]{2,30}$/.test(value),
)

/** The name of a group that is kept elsewhere: compared as it is spelt there. */
export const groupElsewhere = text(
  `the name of a group, of at most ${groupNameCharsMax} characters on one line`,
  (value) =>
    value.trim() !== '' &&
    value.length <= groupNameCharsMax &&
    !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(value),
)

/** An issuer is compared character by character (OpenID Connect Core, 2), so its spelling stays as it is. */
export const issuerUrl = text('an issuer such as https://login.example.com', (value) => {
  const url = URL.canParse(value) ? new URL(value) : null
  if (url === null || value.length > linkCharsMax || value !== value.trim()) return false
  const isPlain = url.search === '' && url.hash === '' && url.username === '' && url.password === ''
  return isPlain && (url.protocol === 'https:' || url.protocol === 'http:')
})

/** GUIDs have no case of their own: one spelling, so that the other means the same. */
export const tenantId = converted(
  text('the id of an Entra tenant, such as 11111111-1111-4111-8111-111111111111', isGuid),
  (value) => value.toLowerCase(),
)

export const teamsTeam = converted(
  text(
    'the id of a team: its group id (a GUID) or 19:...@thread.tacv2',
    (value) => isGuid(value) || isChannelId(value),
  ),
  (value) => (isGuid(value) ? value.toLowerCase() : value),
)

export const teamsChannel = text(
  'the id of a channel of Teams, such as 19:...@thread.tacv2',
  (value) => isChannelId(value) || isGroupChatId(value),
)

export const teamsText = text(
  'a channel of Teams: its link, its id or a map',
  (value) => value.length <= linkCharsMax,
)

/** A type of action is dotted lower case on the wire, so a pattern of anything else could never match. */
export const actionPattern = text(
  'a type of action such as data.export, where * is any text',
  (value) => {
    return value.length <= globCharsMax && /^[a-z0-9_.*-]+$/.test(value)
  },
)

export const agentName = text('the name or the id of an agent', (value) =>
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(value),
)

export const sentence = text(`a sentence of at most ${sentenceCharsMax} characters`, (value) => {
  return value.trim() !== '' && value.length <= sentenceCharsMax
})

const resourceText = text(`a resource of at most ${globCharsMax} characters`, (value) => {
  return value !== '' && value.length <= globCharsMax
})

/** Offered to people as one line to choose. */
export const denyReason = converted(
  text(`a reason of 1 to ${denyReasonCharsMax} characters on one line`, (value) => {
    const reason = value.trim()
    return (
      reason !== '' && reason.length <= denyReasonCharsMax && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(reason)
    )
  }),
  (value) => value.trim(),
)

/** One host has one spelling in ASCII, and that is the one which resources are compared in. */
const foreignHost = /^[^/]*:\/\/[^/?#]*[^/?#\p{ASCII}]/u

/** A pattern of resources in normal form. The wire refuses dot segments, so a pattern with one is a mistake. */
export const resourcePattern: Read<string> = (place) => {
  const value = resourceText(place)
  if (value === undefined) return undefined
  const hasDotSegment = /(^|\/)(\.|%2e){1,2}(?=$|[/?#])/i.test(value)
  if (hasDotSegment) {
    return fault(place, `found ${quote(value)}, expected a resource without . and .. segments`)
  }
  return foreignHost.test(value)
    ? fault(place, `found ${quote(value)}, expected a host in ASCII (xn--...)`)
    : normalResource(value)
}

/** A JSON pointer (RFC 6901) in which `*` is any key and `**` any number of them. */
export const maskPath = text(
  'a path such as /customer/*/email, where * and ** stand for whole steps',
  (value) => {
    return value.length <= globCharsMax && /^(\/(\*\*?|([^~/*]|~[01])*))+$/.test(value)
  },
)

const secondsByUnit: Record<string, number> = { s: 1, m: 60, h: 60 * 60, d: 24 * 60 * 60 }
const durationText = text('a duration such as 90s, 30m, 4h or 2d', (value) =>
  /^[1-9][0-9]{0,8}[smhd]$/.test(value),
)

/** How long a review may wait, in seconds. */
export const reviewDuration = durationUpTo(reviewSecondsMax, '30d')

/** How long after its approval an action may be executed, in seconds. */
export const executeDuration = durationUpTo(executeSecondsMax, '24h')

function durationUpTo(secondsMax: number, words: string): Read<number> {
  return (place) => {
    const value = durationText(place)
    if (value === undefined) return undefined
    const seconds = Number(value.slice(0, -1)) * (secondsByUnit[value.slice(-1)] ?? 0)
    return seconds > secondsMax
      ? fault(place, `found ${quote(value)}, expected at most ${words}`)
      : seconds
  }
}
