import type {
  Account,
  CardChange,
  CardFacts,
  ChatSurface,
  EventDraft,
  MessageRef,
  PostResult,
  SayResult,
  UpdateResult,
} from '../../src/app/ports.ts'
import { type SyncCardDeps, syncCard } from '../../src/app/sync-card.ts'
import type { Note } from '../../src/core/card/note.ts'
import { countingIds, memoryStore, policyLibrary } from './memory-store.ts'
import { cardRecord, compiledPolicy, minute, policyVersion, requestRecord } from './records.ts'

/** A chat that answers as it is told to, the card that is there, and what became of each try. */
export interface CardDesk {
  facts: CardFacts | null
  saved: CardChange[]
  /** What the chat was asked: `post pending`, `update 1.0 approved`. */
  asked: string[]
  /** An error is thrown. */
  postAnswer: PostResult | Error
  faults: string[]
  /** Notes in the thread of a message, and to one person. */
  said: { note: Note; under: MessageRef | null; to: Account | null }[]
  sayAnswer: SayResult
  /** By the time stamp of the message; the others are updated. */
  updateAnswers: Record<string, UpdateResult>
  sync(attempt?: number): Promise<CardChange | undefined>
}

export function cardDesk(): CardDesk {
  const desk: CardDesk = {
    facts: cardFacts(),
    saved: [],
    asked: [],
    postAnswer: { kind: 'posted', ref: { channel: 'C1', ts: '1.0' }, key: 'C1/1.0' },
    faults: [],
    said: [],
    sayAnswer: { kind: 'said' },
    updateAnswers: {},
    sync: async (attempt = 0) => {
      await syncCard(deps, { card: 'crd_one', attempt, ticket: 1 })
      return desk.saved.at(-1)
    },
  }
  const deps = depsOf(desk)
  return desk
}

export function cardFacts(changes: Partial<CardFacts> = {}): CardFacts {
  return { card: cardRecord(), messages: [], request: requestRecord(), now: minute(5), ...changes }
}

/** A card whose messages, by their time stamps, show these versions of a request that is at its third. */
export function shownAt(
  versions: Record<string, number>,
  changes: Partial<CardFacts> = {},
): CardFacts {
  const messages = Object.entries(versions).map(([ts, shownVersion]) => ({
    id: `msg_${ts}`,
    ref: { ts },
    shownVersion,
    person: null,
  }))
  const card = cardRecord({ status: 'posted', shownVersion: 1 })
  return cardFacts({ card, messages, request: requestRecord({ version: 3 }), ...changes })
}

/** The events of a change, each by its type and code. */
export function typesOf(change: CardChange | undefined): string[] | undefined {
  const word = ({ type, code }: EventDraft) => (code === null ? type : `${type} ${code}`)
  return change?.events.map(word)
}

function depsOf(desk: CardDesk): SyncCardDeps {
  const store = memoryStore()
  const destinations = '{ data-approvals: { slack: C0123456789 } }'
  store.policies.set(policyVersion, compiledPolicy({ destinations }))
  return {
    newId: countingIds(),
    policies: policyLibrary(store),
    policyRecords: {
      inForce: async () => ({ version: policyVersion, yaml: '', since: minute(0) }),
    },
    publicUrl: 'https://countersign.example.com',
    onFault: (error) => {
      desk.faults.push(error instanceof Error ? error.message : String(error))
    },
    cards: {
      join: async () => undefined,
      next: async () => null,
      takePlace: async () => 0,
      comeBack: async () => undefined,
      facts: async () => desk.facts,
      save: async (change) => {
        desk.saved.push(change)
      },
      adopt: async () => undefined,
      adoptLatest: async () => [],
      knows: async () => false,
      personal: async ({ id }) => id,
      takeReminder: async () => true,
      giveReminderBack: async () => undefined,
    },
    surfaces: [surfaceOf(desk)],
  }
}

function surfaceOf(desk: CardDesk): ChatSurface {
  return {
    name: 'slack',
    provider: 'slack',
    abilities: {
      thread: true,
      payloadCharsMax: 2_000,
      secondsBetweenPosts: 1,
    },
    reaches: ({ slack }) => slack !== null,
    placeOf: ({ slack }) => slack?.channel ?? '',
    post: async (card) => {
      desk.asked.push(`post ${card.status}`)
      if (desk.postAnswer instanceof Error) throw desk.postAnswer
      return desk.postAnswer
    },
    standsIn: () => true,
    retire: async ({ ts = '' }, sentence) => {
      desk.asked.push(`retire ${ts} ${sentence}`)
      return desk.updateAnswers[ts] ?? { kind: 'updated' }
    },
    update: async (card, { ts = '' }) => {
      desk.asked.push(`update ${ts} ${card.status}`)
      return desk.updateAnswers[ts] ?? { kind: 'updated' }
    },
    reply: async (note, under) => {
      desk.said.push({ note, under, to: null })
      return desk.sayAnswer
    },
    tell: async (note, to) => {
      desk.said.push({ note, under: null, to })
      return desk.sayAnswer
    },
  }
}
