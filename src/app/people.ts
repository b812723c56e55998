import type { ErrorCode } from '../contract/errors.ts'
import type { IdentityId, PersonId } from '../contract/ids.ts'
import type { IdentityView, PersonView } from '../contract/person.ts'
import type { SurfaceName } from '../contract/words.ts'
import { administrativeActor } from './administrate.ts'
import type { Actor, Administrator, NewId, PeopleRecords } from './ports.ts'
import { draftEvent } from './record-event.ts'

export interface PeopleDeps {
  newId: NewId
  peopleRecords: PeopleRecords
  now: () => Promise<Date>
}

type Refused<Code extends ErrorCode> = { ok: false; code: Code }

/** Disables or enables a person by an administrator's word. What the directory says of them stays as it is. */
export async function changePerson(
  deps: PeopleDeps,
  by: Administrator,
  { person, disabled }: { person: PersonId; disabled: boolean },
): Promise<PersonView | null> {
  const at = await deps.now()
  const { actor, code } = administrativeActor(by)
  await deps.peopleRecords.changeStanding({
    person,
    source: 'operator',
    disabled,
    at,
    event: standingEvent(deps.newId, { at, actor, person, disabled, code: code ?? 'operator' }),
  })
  return deps.peopleRecords.read(person)
}

/** The event of a period's begin or end. */
export function standingEvent(
  newId: NewId,
  given: { at: Date; actor: Actor; person: PersonId; disabled: boolean; code: string },
) {
  const { at, actor, person, disabled, code } = given
  const type = disabled ? 'person.disabled' : 'person.enabled'
  return draftEvent(newId, { type, at, actor, code, more: { person } })
}

/** The accounts of a person; null for an unknown one. */
export async function readIdentities(
  deps: PeopleDeps,
  person: PersonId,
  which: 'living' | 'removed' = 'living',
): Promise<IdentityView[] | null> {
  if ((await deps.peopleRecords.read(person)) === null) return null
  return which === 'living'
    ? deps.peopleRecords.identities(person)
    : deps.peopleRecords.removedIdentities(person)
}

export type IdentityRemoved = { ok: true } | Refused<'not_found' | 'managed_by_directory'>

/**
 * Ends an account with its tokens and sessions. It is a stranger's from then on, and no e-mail links it again: only
 * somebody who proves it to be theirs does, or an administrator who gives it back. What the directory manages ends
 * there, or its deactivation would reach nobody.
 */
export async function removeIdentity(
  deps: PeopleDeps,
  by: Administrator,
  { person, identity }: { person: PersonId; identity: IdentityId },
): Promise<IdentityRemoved> {
  const all = await deps.peopleRecords.identities(person)
  const found = all.find(({ id }) => id === identity)
  if (found === undefined) return { ok: false, code: 'not_found' }
  if (found.provider === 'scim') return { ok: false, code: 'managed_by_directory' }
  const at = await deps.now()
  const more = { person, identity, provider: found.provider }
  const event = draftEvent(deps.newId, {
    type: 'person.identity_removed',
    at,
    ...administrativeActor(by),
    more,
  })
  const ended = await deps.peopleRecords.endIdentity({ person, identity, at, event })
  return ended ? { ok: true } : { ok: false, code: 'not_found' }
}

export type IdentityRestored =
  | { ok: true; identity: IdentityView }
  | Refused<'not_found' | 'second_identity'>

/**
 * Gives a removed account back to the very person whom it was taken from, or whom they turned out to be, and to nobody
 * else. What the directory manages comes back from there alone.
 */
export async function restoreIdentity(
  deps: PeopleDeps,
  by: Administrator,
  { person, identity }: { person: PersonId; identity: IdentityId },
): Promise<IdentityRestored> {
  const removed = await deps.peopleRecords.removedIdentities(person)
  const found = removed.find(({ id }) => id === identity)
  if (found === undefined || found.provider === 'scim') return { ok: false, code: 'not_found' }
  const [at, as] = [await deps.now(), deps.newId('idn')]
  const event = draftEvent(deps.newId, {
    type: 'person.identity_restored',
    at,
    ...administrativeActor(by),
    more: { person, identity: as, provider: found.provider },
  })
  const result = await deps.peopleRecords.restoreIdentity({ person, identity, as, at, event })
  if (result === 'taken') return { ok: false, code: 'second_identity' }
  const living = await deps.peopleRecords.identities(person)
  const restored = living.find(({ id }) => id === as)
  return result === 'unknown' || restored === undefined
    ? { ok: false, code: 'not_found' }
    : { ok: true, identity: restored }
}

type MergedAs = { ok: true; person: PersonView } | Refused<'not_found' | 'second_identity'>

export type Merged = MergedAs | Refused<'forbidden'>

export interface Merging {
  person: PersonId
  into: PersonId
}

/**
 * Two people turn out to be one: identities, e-mails, decisions and ownership follow the one that stays. From then on
 * they fill one seat, and what bars or disables either does both. Of themself nobody says so: it would let an
 * administrator into the groups of somebody else.
 */
export async function mergePeople(
  deps: PeopleDeps,
  by: Administrator,
  merging: Merging,
): Promise<Merged> {
  if (by.kind === 'person' && [merging.person, merging.into].includes(by.person.id)) {
    return { ok: false, code: 'forbidden' }
  }
  return mergeAs(deps, administrativeActor(by), merging)
}

export interface MergeDeps extends Pick<PeopleDeps, 'newId' | 'now'> {
  peopleRecords: Pick<PeopleRecords, 'read' | 'merge'>
}

/** The same, by whoever else may say so. `offer` is the hash of the linking offer that proves it. */
export async function mergeAs(
  deps: MergeDeps,
  by: { actor: Actor; code: string | null; surface?: SurfaceName },
  { person, into, offer }: Merging & { offer?: string },
): Promise<MergedAs> {
  const at = await deps.now()
  const event = mergedEvent(deps.newId, { at, ...by, person, into })
  const merging = { person, into, offer, at, event }
  const result = person === into ? 'unknown' : await deps.peopleRecords.merge(merging)
  if (result === 'second_identity') return { ok: false, code: result }
  const merged = result === 'merged' ? await deps.peopleRecords.read(into) : null
  return merged === null ? { ok: false, code: 'not_found' } : { ok: true, person: merged }
}

/** The event of two who turned out to be one. */
export function mergedEvent(
  newId: NewId,
  given: Merging & { at: Date; actor: Actor; code: string | null; surface?: SurfaceName },
) {
  const { person, into, ...by } = given
  return draftEvent(newId, { type: 'person.merged', ...by, more: { person, into } })
}
