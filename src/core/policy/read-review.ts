import { denyReasonsCountMax, executeSecondsDefault, needsCountMax } from './limits.ts'
import type { Read } from './place.ts'
import { fault, quote } from './place.ts'
import type { Destination, Hearer, Need, Review } from './policy.ts'
import { beforeEnd, escalationReader } from './read-escalation.ts'
import { openMap } from './read-map.ts'
import {
  anyNumber,
  inAnyOrder,
  list,
  oneOrMany,
  reference,
  trueOrFalse,
  wholeNumber,
  word,
} from './read-value.ts'
import { denyReason, executeDuration, reviewDuration } from './read-word.ts'

/** What other sections name. An entry that was wrong is `undefined`; its name still counts as known. */
export interface Names {
  groups: ReadonlyMap<string, string[] | undefined>
  destinations: ReadonlyMap<string, Destination | undefined>
}

/** Reads a `review`, with everything in it checked against the groups and destinations that there are. */
export function reviewReader(names: Names): Read<Review> {
  const readNeeds = needsReader(names.groups)
  const readPostTo = postToReader(names.destinations)
  const readEscalation = escalationReader(names.groups, readPostTo)
  return (place) => {
    const map = openMap(place)
    const needs = map?.required('needs', readNeeds)
    const postTo = map?.optional('post_to', readPostTo, [])
    const expiresInSeconds = map?.required('expires_in', reviewDuration)
    const remindAfterSeconds = map?.optional('remind_after', beforeEnd(expiresInSeconds), null)
    const escalations = map?.optional('escalate', readEscalation(needs, expiresInSeconds), [])
    const comment = map?.optional('comment', word('never', 'on_deny', 'always'), 'never' as const)
    const denyReasons = map?.optional('deny_reasons', readDenyReasons, [])
    const tell = map?.optional('tell', readTell, [])
    const approveWhenCut = map?.optional('approve_when_cut', trueOrFalse, false)
    const highRisk = map?.optional('high_risk', trueOrFalse, false)
    const executeWithinSeconds = map?.optional(
      'execute_within',
      executeDuration,
      executeSecondsDefault,
    )
    map?.close()
    return whole({
      needs,
      postTo,
      expiresInSeconds,
      remindAfterSeconds,
      comment,
      denyReasons,
      tell,
      escalations,
      approveWhenCut,
      highRisk,
      executeWithinSeconds,
    })
  }
}

/** Nothing where any part was wrong: the faults say which. */
function whole(parts: { [Key in keyof Review]: Review[Key] | undefined }): Review | undefined {
  const isWhole = (found: typeof parts): found is Review =>
    Object.values(found).every((part) => part !== undefined)
  return isWhole(parts) ? parts : undefined
}

const readDenyReasons: Read<string[]> = (place) => {
  const reasons = inAnyOrder(list(denyReason))(place)
  if (reasons === undefined || reasons.length <= denyReasonsCountMax) return reasons
  return fault(place, `found ${reasons.length} reasons, expected at most ${denyReasonsCountMax}`)
}

const readTell: Read<Hearer[]> = inAnyOrder(anyNumber(word('owners', 'on_behalf_of')))

function postToReader(destinations: Names['destinations']): Read<string[]> {
  const readName = reference('destination', destinations)
  const readReachable: Read<string> = (place) => {
    const name = readName(place)
    if (name === undefined) return undefined
    const destination = destinations.get(name)
    return destination?.slack === null && destination.teams === null
      ? fault(place, `found ${quote(name)}, which is a destination without a surface`)
      : name
  }
  return inAnyOrder(anyNumber(readReachable))
}

function needsReader(groups: Names['groups']): Read<Need[]> {
  const readAll = oneOrMany(needReader(groups))
  return (place) => {
    const needs = readAll(place)
    if (needs === undefined) return undefined
    const names = needs.map(({ group }) => group)
    if (needs.length > needsCountMax) {
      return fault(place, `found ${needs.length} needs, expected at most ${needsCountMax}`)
    }
    if (new Set(names).size < names.length) {
      return fault(place, 'found a group twice, expected one need of it with a larger count')
    }
    const shortage = shortageOf(needs, groups)
    if (shortage !== null) return fault(place, shortage)
    return needs.toSorted((left, right) => (left.group < right.group ? -1 : 1))
  }
}

function needReader(groups: Names['groups']): Read<Need> {
  const readGroup = reference('group', groups)
  return (place) => {
    const map = openMap(place)
    const group = map?.required('group', readGroup)
    const count = map?.optional('count', countReader(groups.get(group ?? '')), 1)
    map?.close()
    return group === undefined || count === undefined ? undefined : { group, count }
  }
}

function countReader(members: string[] | undefined): Read<number> {
  const readNumber = wholeNumber(1)
  return (place) => {
    const count = readNumber(place)
    if (count === undefined || members === undefined || count <= members.length) return count
    return fault(
      place,
      `found ${count}, expected at most the ${members.length} members of the group`,
    )
  }
}

/**
 * Hall's theorem: distinct people can fill every seat exactly where any choice of needs has as many
 * people in its groups together as it has seats. Few needs make trying every choice cheap.
 */
function shortageOf(needs: Need[], groups: Names['groups']): string | null {
  for (let choice = 1; choice < 2 ** needs.length; choice += 1) {
    const chosen = needs.filter((_, index) => (choice >> index) % 2 === 1)
    if (chosen.some(({ group }) => groups.get(group) === undefined)) continue
    const seats = chosen.reduce((sum, { count }) => sum + count, 0)
    const people = new Set(chosen.flatMap(({ group }) => groups.get(group) ?? [])).size
    if (people < seats) {
      const who = chosen.map(({ group }) => group).join(', ')
      return `found needs of ${seats} different people from ${who}, expected at most ${people}: that is all there are`
    }
  }
  return null
}
