import type { CardId } from '../contract/ids.ts'
import type { NoteCall } from '../core/card/note.ts'
import { reminderOf } from '../core/card/reminder.ts'
import { groupsAsked } from '../core/escalate.ts'
import { type Fresh, openNeeds, reviewedAfresh } from '../core/judge.ts'
import { personalDestination } from '../core/personal-card.ts'
import type { CompiledPolicy } from '../core/policy/compile.ts'
import { sourcesOf } from '../core/policy/group.ts'
import type { Need } from '../core/policy/policy.ts'
import type { RequestRecord } from '../core/record.ts'
import { usergroupsIn } from '../core/rosters.ts'
import type { CardDeps } from './card-of.ts'
import type { Cards, ChatSurface, People, SayResult } from './ports.ts'
import { judgeBeforehand, type RightsDeps } from './rights-of.ts'
import { personName, requestUrl } from './view-request.ts'

const notPosted: SayResult = later('its card is not posted yet')
const busy: SayResult = later('its place is busy')

function later(reason: string): SayResult {
  return { kind: 'later', reason, afterSeconds: null }
}

export interface RemindDeps extends CardDeps, RightsDeps {
  cards: Pick<Cards, 'facts' | 'takePlace' | 'takeReminder' | 'giveReminderBack'>
  people: Pick<People, 'contacts'>
  surfaces: ChatSurface[]
  pause: (ms: number) => Promise<void>
}

/**
 * Says under one card what is still needed, and calls on those who can still decide. Nothing is said where nobody is
 * asked any more, or where there will be no card to say it under; a card that is yet to be posted is waited for. It is
 * taken before it is said, so that a crash in between loses a reminder instead of saying it twice.
 */
export async function remind(deps: RemindDeps, id: CardId): Promise<SayResult | null> {
  const facts = await deps.cards.facts(id)
  if (facts === null || facts.card.destination === personalDestination) return null
  const { request, now } = facts
  const surface = deps.surfaces.find(({ name }) => name === facts.card.surface)
  if (surface === undefined || !surface.abilities.thread || !isOpen(request, now)) return null
  // The first is the one that we posted; others were found later.
  const [message] = facts.messages
  if (message === undefined) return facts.card.status === 'queued' ? notPosted : null

  const inForce = await deps.policyRecords.inForce()
  if (inForce === null) throw new Error('no policy is in force')
  const policy = await deps.policies.compiled(inForce.version)
  const fresh = reviewedAfresh({ request, policy, now })
  const open = openNeeds(fresh.needs, request, policy)
  if (open.length === 0) return null
  const callable = await callableFor(deps, { request, policy, now, fresh, open })
  const url = requestUrl(deps.publicUrl, request.id)
  // It counts for the pace of its place as a card does.
  const waitMs = await deps.cards.takePlace(id, surface.abilities.secondsBetweenPosts)
  if (waitMs === null) return busy
  await deps.pause(waitMs)
  if (!(await deps.cards.takeReminder(id))) return null
  const result = await surface.reply(reminderOf(request, open, callable, url), message.ref)
  if (result.kind === 'later') await deps.cards.giveReminderBack(id)
  return result
}

function isOpen({ status, expiresAt }: RequestRecord, now: Date): boolean {
  return status === 'pending' && (expiresAt === null || now < expiresAt)
}

interface OpenRequest {
  request: RequestRecord
  policy: CompiledPolicy
  now: Date
  fresh: Fresh
  open: Need[]
}

/** Those whose approval would be taken now, by the judgement that it would meet. */
async function callableFor(deps: RemindDeps, { open, ...rest }: OpenRequest): Promise<NoteCall[]> {
  const groups = groupsAsked(open).flatMap((group) => rest.policy.policy.groups[group] ?? [])
  const contacts = await deps.people.contacts({
    emails: [...new Set(groups.flatMap(({ members }) => members))],
    ids: [],
    usergroups: usergroupsIn(groups),
    ...sourcesOf(groups),
  })
  return contacts
    .filter(
      ({ person }) => judgeBeforehand(deps, { ...rest, person }, 'approve').kind === 'recorded',
    )
    .map(({ person, accounts }) => ({ name: person.name ?? personName(person), accounts }))
}
