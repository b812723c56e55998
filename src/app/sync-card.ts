import type { CardId } from '../contract/ids.ts'
import { mayRead } from '../core/authority.ts'
import type { Card } from '../core/card/card.ts'
import { personalDestination } from '../core/personal-card.ts'
import type { Destination, Policy } from '../core/policy/policy.ts'
import { type CardDeps, cardOf } from './card-of.ts'
import type {
  CardChange,
  CardFacts,
  CardMessageRecord,
  Cards,
  ChatSurface,
  EventDraft,
  NewId,
  PostResult,
  UpdateResult,
} from './ports.ts'
import { draftEvent, system } from './record-event.ts'

export interface SyncCardDeps extends CardDeps {
  newId: NewId
  cards: Cards
  surfaces: ChatSurface[]
}

/** A refusal needs somebody to mend something, so it is tried again ever more rarely, up to an hour apart. */
const refusedWaitSeconds = [5, 30, 120, 600, 3600]
/** An outage may be over soon. */
const outageWaitSeconds = [2, 5, 15, 60, 300]
/** Three days of tries, at least; a later change of the request starts anew. */
const refusedTriesMax = 76
const outageTriesMax = 868

/**
 * Brings one card up to date: posts it where it was not posted, and rewrites each of its messages from the database
 * until they show the request's current version. The job of a card is serial, and repeating it changes nothing.
 */
export async function syncCard(deps: SyncCardDeps, id: CardId, attempt: number): Promise<void> {
  const facts = await deps.cards.facts(id)
  if (facts === null || isWithoutMessage(facts)) {
    if (facts !== null) await retire(deps, facts)
    return
  }
  const surface = deps.surfaces.find(({ name }) => name === facts.card.surface)
  if (surface === undefined) {
    await deps.cards.save(changeFrom(deps, facts, surfaceOff, outageTriesMax))
    return
  }
  const { card, policy } = await cardOf(deps, facts.request, surface.abilities.payloadCharsMax)
  const outcome: Outcome =
    facts.messages.length === 0
      ? await post(surface, facts, card, policy.destinations[facts.card.destination] ?? null)
      : await update(surface, facts, card, policy)
  await deps.cards.save(changeFrom(deps, facts, outcome, attempt))
}

/** What one pass over a card's messages came to. */
interface Outcome {
  posted: Extract<PostResult, { kind: 'posted' }> | null
  shown: string[]
  gone: string[]
  trouble: { kind: 'later' | 'refused'; reason: string; afterSeconds: number | null } | null
}

/** Nothing can be tried before the surface is switched on again; the request's next change asks anew. */
const surfaceOff: Outcome = {
  posted: null,
  shown: [],
  gone: [],
  trouble: { kind: 'refused', reason: 'surface_off', afterSeconds: null },
}

const nothing: Outcome = { posted: null, shown: [], gone: [], trouble: null }

/**
 * A request that was settled before its card was ever posted needs none any more, and a card for single people is
 * sent by whoever shows it to them, never by this.
 */
function isWithoutMessage({ card, request, messages }: CardFacts): boolean {
  if (messages.length > 0) return false
  return request.status !== 'pending' || card.destination === personalDestination
}

async function post(
  surface: ChatSurface,
  facts: CardFacts,
  card: Card,
  destination: Destination | null,
): Promise<Outcome> {
  if (destination === null || !surface.reaches(destination)) {
    return {
      ...nothing,
      trouble: { kind: 'refused', reason: 'destination_gone', afterSeconds: null },
    }
  }
  const result = await surface.post(card, destination, facts.card.id)
  if (result.kind === 'posted') return { ...nothing, posted: result }
  return {
    ...nothing,
    trouble: { afterSeconds: null, ...result },
  }
}

async function update(
  surface: ChatSurface,
  facts: CardFacts,
  card: Card,
  policy: Policy,
): Promise<Outcome> {
  const outcome: Outcome = { ...nothing, shown: [], gone: [] }
  for (const message of facts.messages.filter((each) => isBehind(each, facts))) {
    const result = await bringUp(surface, facts, card, policy, message)
    if (result.kind === 'updated') outcome.shown.push(message.id)
    else if (result.kind === 'gone') outcome.gone.push(message.id)
    else outcome.trouble = { afterSeconds: null, ...result }
    // A chat that is out now is out for the other messages too, and each would wait for its own end of patience.
    if (result.kind === 'later') break
  }
  return outcome
}

/**
 * Rewrites one message. In a person's own conversation only as long as they may read the request; a message there that
 * cannot be rewritten (they removed the bot) is let go, since nobody else is shown it.
 */
async function bringUp(
  surface: ChatSurface,
  { card: { id }, request }: CardFacts,
  card: Card,
  policy: Policy,
  { ref, person }: CardMessageRecord,
): Promise<UpdateResult> {
  if (person === null) return surface.update(card, ref, id)
  const reads = mayRead(person, request, policy)
  const result = reads
    ? await surface.update(card, ref, id)
    : await surface.retire(ref, 'This request is not yours to see any more.')
  return result.kind === 'later' || (reads && result.kind === 'updated') ? result : { kind: 'gone' }
}

function isBehind(message: CardMessageRecord, { request }: CardFacts): boolean {
  return message.shownVersion < request.version
}

function changeFrom(
  deps: SyncCardDeps,
  facts: CardFacts,
  outcome: Outcome,
  attempt: number,
): CardChange {
  const { card, request } = facts
  const { trouble } = outcome
  const version = request.version
  const lost = outcome.gone.length > 0 && outcome.gone.length === facts.messages.length
  return {
    card: card.id,
    request: request.id,
    status: statusAfter(facts, outcome, lost),
    reason: trouble?.reason ?? (lost ? 'message_gone' : null),
    shownVersion: trouble === null ? version : card.shownVersion,
    posted:
      outcome.posted === null
        ? null
        : {
            id: deps.newId('msg'),
            surface: card.surface,
            key: outcome.posted.key,
            ref: outcome.posted.ref,
          },
    shown: outcome.shown.map((message) => ({ message, version })),
    gone: outcome.gone,
    again: again(facts, outcome, lost, attempt),
    events: eventsOf(deps, facts, outcome),
  }
}

function statusAfter(
  { card, request }: CardFacts,
  { trouble, posted }: Outcome,
  lost: boolean,
): CardChange['status'] {
  if (lost) return request.status === 'pending' ? 'queued' : 'retired'
  if (posted !== null) return 'posted'
  if (trouble?.kind === 'refused') return 'failed'
  return trouble === null || card.status === 'posted' ? 'posted' : 'queued'
}

/** Null where nothing is left to do. A message that is gone is posted anew at once while people may still decide. */
function again(
  { request }: CardFacts,
  { trouble }: Outcome,
  lost: boolean,
  attempt: number,
): CardChange['again'] {
  const triesMax = trouble?.kind === 'later' ? outageTriesMax : refusedTriesMax
  if (attempt >= triesMax) return null
  if (lost && request.status === 'pending') return { afterSeconds: 0, attempt: attempt + 1 }
  if (trouble === null) return null
  const waits = trouble.kind === 'later' ? outageWaitSeconds : refusedWaitSeconds
  const usual = waits[Math.min(attempt, waits.length - 1)] ?? 0
  const afterSeconds = trouble.afterSeconds === null ? usual : Math.max(trouble.afterSeconds, 1)
  return { afterSeconds, attempt: attempt + 1 }
}

function eventsOf(deps: SyncCardDeps, facts: CardFacts, outcome: Outcome): EventDraft[] {
  const { card, request, now } = facts
  const draft = (type: 'card.posted' | 'card.updated' | 'card.failed', code: string | null) =>
    draftEvent(deps.newId, {
      type,
      at: now,
      request: request.id,
      actor: system,
      surface: card.surface,
      code,
      more: { card: card.id, version: request.version },
    })
  const reason = outcome.trouble?.reason ?? (outcome.gone.length > 0 ? 'message_gone' : null)
  return [
    ...(outcome.posted === null ? [] : [draft('card.posted', null)]),
    ...(outcome.shown.length === 0 ? [] : [draft('card.updated', null)]),
    ...(reason === null || reason === card.reason ? [] : [draft('card.failed', reason)]),
  ]
}

async function retire(deps: SyncCardDeps, { card, request }: CardFacts): Promise<void> {
  await deps.cards.save({
    card: card.id,
    request: request.id,
    status: 'retired',
    reason: card.reason,
    shownVersion: request.version,
    posted: null,
    shown: [],
    gone: [],
    again: null,
    events: [],
  })
}
