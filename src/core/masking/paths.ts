import type { HiddenValue } from '../../contract/json.ts'
import type { Classification } from '../../contract/proposal.ts'
import type { MaskRule } from '../policy/policy.ts'

export type Hide = HiddenValue['as']

/** Where a walk down the payload stands in all the paths at once: paths that begin alike share places. */
interface Place {
  readonly byKey: Map<string, Place>
  /** Behind a `*`. */
  any: Place | null
  /** Behind a `**`: reached without a step, and kept at every step. */
  deep: Place | null
  readonly isDeep: boolean
  hide: Hide | null
}

/** Every place that the walk is at. Never more than there are segments, so no path can be slow. */
export type Places = ReadonlySet<Place>

function emptyPlace(isDeep: boolean): Place {
  return { byKey: new Map(), any: null, deep: null, isDeep, hide: null }
}

/** The stricter of two: a secret is more than personal data, and either is more than nothing. */
export function stricter(one: Hide | null, other: Hide | null): Hide | null {
  if (one === 'secret' || other === 'secret') return 'secret'
  return one ?? other
}

function behindKey(place: Place, key: string): Place {
  const known = place.byKey.get(key) ?? emptyPlace(false)
  place.byKey.set(key, known)
  return known
}

function behindAny(place: Place): Place {
  place.any ??= emptyPlace(false)
  return place.any
}

function behindDeep(place: Place): Place {
  // Two in a row mean no more than one.
  if (place.isDeep) return place
  place.deep ??= emptyPlace(true)
  return place.deep
}

function behind(place: Place, segment: string): Place {
  if (segment === '**') return behindDeep(place)
  return segment === '*' ? behindAny(place) : behindKey(place, unescaped(segment))
}

/** `~1` and `~0` as in a JSON pointer (RFC 6901), in policy paths too. */
function unescaped(segment: string): string {
  return segment.replaceAll('~1', '/').replaceAll('~0', '~')
}

/** A path without its first slash is taken as if it had one: a slip must not show what it meant to hide. */
function segmentsOf(path: string): string[] {
  if (path === '') return []
  return (path.startsWith('/') ? path.slice(1) : path).split('/')
}

/** Adds what is reached without a step. A set goes on to what is added while it is walked. */
function close(places: Set<Place>): Places {
  for (const place of places) {
    if (place.deep !== null) places.add(place.deep)
  }
  return places
}

/**
 * Where a walk begins, with the policy's paths and the agent's pointers taken together. In a
 * policy's path `*` stands for one segment and `**` for any number of them, none included; in the
 * agent's pointers both are ordinary keys. `public` and `internal` say nothing here, because the
 * word of an agent never shows what something else hides.
 */
export function startOf(
  policy: readonly MaskRule[],
  classification: Readonly<Record<string, Classification>>,
): Places {
  const root = emptyPlace(false)
  for (const { path, as } of policy) {
    const place = segmentsOf(path).reduce(behind, root)
    place.hide = stricter(place.hide, as)
  }
  for (const [pointer, as] of Object.entries(classification)) {
    if (as !== 'pii' && as !== 'secret') continue
    const place = segmentsOf(pointer).map(unescaped).reduce(behindKey, root)
    place.hide = stricter(place.hide, as)
  }
  return close(new Set([root]))
}

/** Where the walk stands after one step down, to a member or to an item by its index. */
export function stepInto(places: Places, key: string): Places {
  if (places.size === 0) return places
  const next = new Set<Place>()
  for (const place of places) {
    const named = place.byKey.get(key)
    if (named !== undefined) next.add(named)
    if (place.any !== null) next.add(place.any)
    if (place.isDeep) next.add(place)
  }
  return close(next)
}

/** How the paths that end here want the value hidden, the strictest of them. */
export function hideAt(places: Places): Hide | null {
  let hide: Hide | null = null
  for (const place of places) hide = stricter(hide, place.hide)
  return hide
}
