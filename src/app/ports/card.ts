/** Cards, and the chats that they are posted to. */
import type { CardId, PersonId, RequestId } from '../../contract/ids.ts'
import type { CardStatus } from '../../contract/request.ts'
import type { SurfaceName } from '../../contract/words.ts'
import type { Card } from '../../core/card/card.ts'
import type { Note } from '../../core/card/note.ts'
import type { Destination } from '../../core/policy/policy.ts'
import type { PersonRecord, RequestRecord } from '../../core/record.ts'
import type { EventDraft } from './event.ts'
import type { Account } from './principal.ts'
import type { ReadUsergroup } from './roster.ts'

/** Where a posted message is, in the surface's own words. */
export type MessageRef = Record<string, string>

export interface CardMessageRecord {
  id: string
  ref: MessageRef
  shownVersion: number
  /** Whose own conversation it stands in; null for one that a destination shows to everybody there. */
  person: PersonRecord | null
}

export interface CardFacts {
  card: RequestRecord['cards'][number]
  messages: CardMessageRecord[]
  request: RequestRecord
  now: Date
}

/** What became of one try. `again` puts the job back for later; the caller never sleeps. */
export interface CardChange {
  card: CardId
  request: RequestId
  status: CardStatus
  reason: string | null
  shownVersion: number
  posted: { id: string; surface: SurfaceName; key: string; ref: MessageRef } | null
  shown: { message: string; version: number }[]
  gone: string[]
  /**
   * When to try once more, and as which try that counts. `keepsTurn`: it stays the first of its line, and the line
   * waits with it; otherwise others go before it.
   */
  again: { afterSeconds: number; attempt: number; keepsTurn: boolean } | null
  /** How long nothing else may be shown in the same place. */
  pauseSeconds: number
  /** The ticket that was drawn: whoever has joined since then stays in line. */
  ticket: number
  events: EventDraft[]
}

/** Whose turn it is in a line. */
export interface Turn {
  card: CardId
  attempt: number
  ticket: number
}

export interface NewMessage {
  id: string
  card: CardId
  request: RequestId
  surface: SurfaceName
  key: string
  ref: MessageRef
  /** Zero where nobody knows what it shows. */
  shownVersion: number
}

export interface Cards {
  /** Puts a card into its line: first what was settled, then what has changed, then what was not posted yet. */
  join(card: CardId, attempt: number): Promise<void>
  /** Who is next, or for how long nobody may be; null where nobody waits. */
  next(line: string): Promise<{ kind: 'turn'; turn: Turn } | { kind: 'pause'; ms: number } | null>
  /** Comes back to a line as soon as its pause is over. */
  comeBack(line: string): Promise<void>
  facts(card: CardId): Promise<CardFacts | null>
  save(change: CardChange): Promise<void>
  /**
   * Makes an unknown message one more message of the card. Where it shows another version than the request's, it is
   * asked to be brought up to date.
   */
  adopt(message: NewMessage): Promise<void>
  /** The same for a message in a person's own conversation; answers the earlier ones there, which are forgotten. */
  adoptLatest(
    message: NewMessage & { person: PersonId },
    conversation: string,
  ): Promise<MessageRef[]>
  /** Whether a message is one of the card's, by its key. */
  knows(message: { card: CardId; surface: SurfaceName; key: string }): Promise<boolean>
  /**
   * Keeps a moment free in the line of a card, for something that is said beside the cards: in how many milliseconds it
   * comes. Null where the place is busy for longer than its pace.
   */
  takePlace(card: CardId, paceSeconds: number): Promise<number | null>
  /** True once for each card: whoever takes its reminder is the one to say it. */
  takeReminder(card: CardId): Promise<boolean>
  /** It could not be said just now, so that somebody may take it once more. */
  giveReminderBack(card: CardId): Promise<void>
  /** The card under which messages of a request that were sent to single people follow it. */
  personal(query: { request: RequestId; surface: 'slack' | 'teams'; id: CardId }): Promise<CardId>
}

export type PostResult =
  | { kind: 'posted'; ref: MessageRef; key: string }
  /** The platform asks to wait, or could not be reached. */
  | { kind: 'later'; reason: string; afterSeconds: number | null }
  /** The platform refuses: somebody has to mend something first. */
  | { kind: 'refused'; reason: string }

export type UpdateResult =
  | { kind: 'updated' }
  | { kind: 'gone' }
  | { kind: 'later'; reason: string; afterSeconds: number | null }
  | { kind: 'refused'; reason: string }

/** What became of a message that is no card: nothing has to find it again. */
export type SayResult =
  | { kind: 'said' }
  | { kind: 'later'; reason: string; afterSeconds: number | null }
  | { kind: 'refused'; reason: string }

/** A chat that cards are posted to. What it can do is data, never an `if` on its name. */
export interface ChatSurface {
  name: 'slack' | 'teams'
  /** Whose accounts its people have. */
  provider: Account['provider']
  abilities: {
    thread: boolean
    /** How much of a payload's text one of its cards holds. */
    payloadCharsMax: number
    /** The pace at which its platform takes messages into one place. */
    secondsBetweenPosts: number
  }
  /** Whether this destination names a place on this surface. */
  reaches(destination: Destination): boolean
  /** That place, as one word. Cards for one place keep its pace and their order. */
  placeOf(destination: Destination): string
  post(card: Card, destination: Destination, cardId: CardId): Promise<PostResult>
  update(card: Card, ref: MessageRef, cardId: CardId): Promise<UpdateResult>
  /** Whether a message stands in the place that a destination names. */
  standsIn(ref: MessageRef, destination: Destination): boolean
  /** Puts one sentence in the place of a message: what it showed is not for those who see it any more. */
  retire(ref: MessageRef, sentence: string): Promise<UpdateResult>
  /** Says something in the thread under a posted card. */
  reply(note: Note, ref: MessageRef): Promise<SayResult>
  /** Says something to one person alone, in their own conversation with the bot. */
  tell(note: Note, account: Account): Promise<SayResult>
  /** A request was settled: whatever people have before them beside its cards may follow. */
  follow?(request: RequestId): void
  /** Says who is in a group that the platform keeps, where it keeps any. */
  readUsergroup?: ReadUsergroup
}
