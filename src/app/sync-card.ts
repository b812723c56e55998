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
  Turn,
  UpdateResult,
} from './ports.ts'
import { draftEvent, system } from './record-event.ts'
import { type Trouble, triesCountMax, tryAgain } from './try-again.ts'

export interface SyncCardDeps extends CardDeps {
  newId: NewId
  cards: Cards
  surfaces: ChatSurface[]
  /** Told what went wrong unexpectedly while one card was shown. */
  onFault: (error: unknown) => void
}

/**
 * Brings one card up to date: posts it where it was not posted, and rewrites each of its messages from the database
 * until they show the request's current version. The turns of a line are serial, and repeating one changes nothing.
 */
export async function syncCard(deps: SyncCardDeps, turn: Turn): Promise<void> {
  const facts = await deps.cards.facts(turn.card)
  if (facts === null) return
  if (isWithoutMessage(facts)) return retire(deps, facts, turn)
  const surface = deps.surfaces.find(({ name }) => name === facts.card.surface)
  if (surface === undefined) {
    const last = { ...turn, attempt: triesCountMax }
    return deps.cards.save(changeFrom(deps, facts, surfaceOff, last, 0))
  }
  const outcome = await show(deps, surface, facts)
  const pace = outcome.asked ? surface.abilities.secondsBetweenPosts : 0
  await deps.cards.save(changeFrom(deps, facts, outcome, turn, pace))
}

/** A card that cannot be drawn must not stand in the way of all that wait behind it. */
async function show(deps: SyncCardDeps, surface: ChatSurface, facts: CardFacts): Promise<Outcome> {
  try {
    const { card, policy } = await cardOf(deps, facts.request, surface.abilities.payloadCharsMax)
    return facts.messages.length === 0
      ? await post(surface, facts, card, policy.destinations[facts.card.destination] ?? null)
      : await update(surface, facts, card, policy)
  } catch (error) {
    deps.onFault(error)
    return {
      ...nothing,
      trouble: { kind: 'refused', reason: 'internal_error', afterSeconds: null },
    }
  }
}

/** What one pass over a card's messages came to. */
interface Outcome {
  /** Whether the platform was asked for anything. */
  asked: boolean
  posted: Extract<PostResult, { kind: 'posted' }> | null
  shown: string[]
  gone: string[]
  trouble: Trouble | null
}

/** Nothing can be tried before the surface is switched on again; the request's next change asks anew. */
const surfaceOff: Outcome = {
  asked: false,
  posted: null,
  shown: [],
  gone: [],
  trouble: { kind: 'refused', reason: 'surface_off', afterSeconds: null },
}

const nothing: Outcome = { asked: false, posted: null, shown: [], gone: [], trouble: null }

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
  if (result.kind === 'posted') return { ...nothing, asked: true, posted: result }
  return { ...nothing, asked: true, trouble: { afterSeconds: null, ...result } }
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
    outcome.asked = true
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
  { attempt, ticket }: Turn,
  pace: number,
): CardChange {
  const { card, request } = facts
  const { trouble } = outcome
  const version = request.version
  const lost = outcome.gone.length > 0 && outcome.gone.length === facts.messages.length
  const next = tryAgain({ request, lost, trouble, attempt })
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
    again: next,
    pauseSeconds: next?.keepsTurn === true ? Math.max(next.afterSeconds, pace) : pace,
    ticket,
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

async function retire(
  deps: SyncCardDeps,
  { card, request }: CardFacts,
  { ticket }: Turn,
): Promise<void> {
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
    pauseSeconds: 0,
    ticket,
    events: [],
  })
}
