import type { Read } from './place.ts'
import { fault, unexpected } from './place.ts'
import type { Escalation, Need } from './policy.ts'
import { openMap } from './read-map.ts'
import { reference } from './read-value.ts'
import { reviewDuration } from './read-word.ts'

/** `escalate`: further destinations, and a group whose members may fill what is open of this review's needs. */
export function escalationReader(
  groups: ReadonlyMap<string, unknown>,
  readPostTo: Read<string[]>,
): (needs: Need[] | undefined, endsAfter: number | undefined) => Read<Escalation[]> {
  const readGroup = reference('group', groups)
  return (needs, endsAfter) => (place) => {
    const map = openMap(place)
    const afterSeconds = map?.required('after', beforeEnd(endsAfter))
    const addGroup = map?.optional('add_group', readGroup, null)
    const postTo = map?.optional('post_to', readPostTo, [])
    map?.close()
    if (afterSeconds === undefined || addGroup === undefined || postTo === undefined) {
      return undefined
    }
    if (needs === undefined) return undefined
    const seats = needs.map(({ group, count }) => ({ group, count }))
    const escalation: Escalation = { afterSeconds, addGroup, postTo, seats }
    const nothing = emptiness(escalation)
    return nothing === null ? [escalation] : fault(place, nothing)
  }
}

/** Why an escalation would add nobody and nothing; null where it adds something. */
function emptiness({ addGroup, postTo, seats }: Escalation): string | null {
  if (addGroup === null && postTo.length === 0) {
    return 'found neither add_group nor post_to, expected at least one of them'
  }
  return seats.every(({ group }) => group === addGroup)
    ? 'found the group that the review asks already, expected another one'
    : null
}

/** What would come after the end would reach nobody. */
export function beforeEnd(endsAfter: number | undefined): Read<number> {
  return (place) => {
    const seconds = reviewDuration(place)
    if (seconds === undefined || endsAfter === undefined) return seconds
    return seconds < endsAfter ? seconds : unexpected(place, 'a duration shorter than expires_in')
  }
}
