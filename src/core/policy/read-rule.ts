import { isScalar } from 'yaml'
import { executeSecondsDefault, whenCharsMax } from './limits.ts'
import type { Place, Read } from './place.ts'
import { fault, faultAt, quote } from './place.ts'
import type { DefaultRule, Match, Review, Rule } from './policy.ts'
import type { Members } from './read-map.ts'
import { openMap } from './read-map.ts'
import type { Names } from './read-review.ts'
import { reviewReader } from './read-review.ts'
import { list, oneOrMany, sorted, text, word } from './read-value.ts'
import {
  actionPattern,
  agentName,
  email,
  executeDuration,
  name,
  resourcePattern,
  sentence,
  slug,
} from './read-word.ts'
import { compileWhen } from './when.ts'

/** `rules`, in the order of their names, so that their order in the file means nothing. */
export function rulesReader(names: Names): Read<Rule[]> {
  const readReview = reviewReader(names)
  return (place) => {
    const taken = new Set<string>()
    const rules = list((entry) => readRule(entry, readReview, taken))(place)
    return rules?.toSorted((left, right) => (left.name < right.name ? -1 : 1))
  }
}

/** `default`: what becomes of an action that no rule matches. Never `allow`. */
export function defaultReader(names: Names): Read<DefaultRule> {
  const readReview = reviewReader(names)
  return (place) => {
    const map = openMap(place)
    const then = map?.required('then', word('review', 'deny'))
    const consequence = map && then && readConsequence(map, then, readReview)
    if (then !== undefined) map?.close()
    return consequence?.then === 'allow' ? undefined : consequence
  }
}

function readRule(place: Place, readReview: Read<Review>, taken: Set<string>): Rule | undefined {
  const map = openMap(place)
  if (map === undefined) return undefined
  const ruleName = map.required('name', unique(taken))
  const match = map.optional('match', readMatch, {})
  const when = map.optional('when', readWhen, null)
  const then = map.required('then', word('allow', 'review', 'deny'))
  const consequence = then && readConsequence(map, then, readReview)
  if (then !== undefined) map.close()
  if (ruleName === undefined || match === undefined || when === undefined) return undefined
  return consequence && { name: ruleName, match, when, ...consequence }
}

function unique(taken: Set<string>): Read<string> {
  return (place) => {
    const found = name(place)
    if (found !== undefined && taken.has(found)) {
      return fault(place, `found ${quote(found)}, which is the name of another rule too`)
    }
    if (found !== undefined) taken.add(found)
    return found
  }
}

type Consequence =
  | { then: 'allow'; executeWithinSeconds: number }
  | { then: 'deny'; because: string | null }
  | { then: 'review'; review: Review }

/** Asks only for the keys that go with the effect, so that a `because` beside a review is a fault. */
function readConsequence(
  map: Members,
  then: Consequence['then'],
  readReview: Read<Review>,
): Consequence | undefined {
  if (then === 'allow') {
    const executeWithinSeconds = map.optional(
      'execute_within',
      executeDuration,
      executeSecondsDefault,
    )
    return executeWithinSeconds === undefined ? undefined : { then, executeWithinSeconds }
  }
  if (then === 'deny') {
    const because = map.optional('because', sentence, null)
    return because === undefined ? undefined : { then, because }
  }
  const review = map.required('review', readReview)
  return review && { then, review }
}

const matchReaders = {
  action: oneOrMany(actionPattern),
  resource: oneOrMany(resourcePattern),
  agent: oneOrMany(agentName),
  environment: oneOrMany(slug),
  labels: oneOrMany(slug),
  on_behalf_of: oneOrMany(email),
}

const readMatch: Read<Match> = (place) => {
  const map = openMap(place)
  if (map === undefined) return undefined
  const match: Match = {}
  const keep = (field: keyof Match, key: keyof typeof matchReaders) => {
    const values = map.optional(key, matchReaders[key], null)
    if (values) match[field] = sorted(values)
  }
  keep('action', 'action')
  keep('resource', 'resource')
  keep('agent', 'agent')
  keep('environment', 'environment')
  keep('labels', 'labels')
  keep('onBehalfOf', 'on_behalf_of')
  map.close()
  return match
}

const whenText = text(`an expression of at most ${whenCharsMax} characters`, (value) => {
  return value.trim() !== '' && value.length <= whenCharsMax
})

const readWhen: Read<string> = (place) => {
  const source = whenText(place)
  if (source === undefined) return undefined
  const compiled = compileWhen(source)
  if (compiled.ok) return source.trim()
  return faultAt(place, offsetInside(place, source, compiled.offset), compiled.detail)
}

/** Where a character of a text stands in the file: exact where the text is written there as it is. */
function offsetInside(place: Place, source: string, offset: number): number {
  const end = isScalar(place.node) ? place.node.range?.[1] : undefined
  const start = place.reading.source.slice(0, end).indexOf(source.trimEnd(), place.offset)
  return start < 0 ? place.offset : start + offset
}
