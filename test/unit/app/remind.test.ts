import { beforeEach, describe, expect, it } from '@jest/globals'
import type { CardFacts, ChatSurface, SayResult } from '../../../src/app/ports.ts'
import { remind } from '../../../src/app/remind.ts'
import type { Note } from '../../../src/core/card/note.ts'
import { personalDestination } from '../../../src/core/personal-card.ts'
import { chatDeps, contactsIn } from '../../fakes/chat-desk.ts'
import { type MemoryStore, memoryStore } from '../../fakes/memory-store.ts'
import {
  cardRecord,
  compiledPolicy,
  decisionRecord,
  evaluationOf,
  minute,
  personRecord,
  policyVersion,
  requestRecord,
  reviewOf,
  reviewYaml,
} from '../../fakes/records.ts'

const escalating = reviewYaml('security: 1', 'escalate: { after: 5m, add_group: data-owners }')

const failedCard = cardRecord({ surface: 'teams', status: 'failed' })

let store: MemoryStore
let facts: CardFacts | null
let said: { note: Note; ref: object }[]
let answer: SayResult
let taken: boolean
/** In how many milliseconds the place is free; null where it is busy for long. */
let freeInMs: number | null
let paused: number[]

beforeEach(() => {
  store = memoryStore()
  facts = posted()
  said = []
  answer = { kind: 'said' }
  taken = false
  freeInMs = 0
  paused = []
})

function posted(changes: Partial<CardFacts> = {}): CardFacts {
  return {
    card: cardRecord({ surface: 'teams', status: 'posted' }),
    messages: [
      { id: 'msg_1', ref: { activity: '1' }, shownVersion: 1, person: null },
      { id: 'msg_2', ref: { activity: '2' }, shownVersion: 1, person: null },
    ],
    request: requestRecord(),
    now: minute(10),
    ...changes,
  }
}

function remindNow(thread = true) {
  const surface = {
    name: 'teams',
    abilities: { thread, secondsBetweenPosts: 1 },
    reply: async (note: Note, ref: object) => {
      said.push({ note, ref })
      return answer
    },
  } as unknown as ChatSurface
  const names = ['ana', 'bo', 'cy', 'kim', 'olga']
  return remind(
    {
      ...chatDeps(store),
      cards: {
        facts: async () => facts,
        takePlace: async () => freeInMs,
        takeReminder: async () => {
          const first = !taken
          taken = true
          return first
        },
        giveReminderBack: async () => {
          taken = false
        },
      },
      people: {
        contacts: async ({ emails }) =>
          contactsIn(
            store,
            names.filter((name) => emails.includes(`${name}@example.com`)),
          ),
      },
      surfaces: [surface],
      pause: async (ms) => {
        paused.push(ms)
      },
    },
    'crd_one',
  )
}

function called(): string[] {
  return said.flatMap(({ note }) => note.calls.map(({ name }) => name))
}

describe('a reminder', () => {
  it('says under the message that we posted what is still needed, and until when', async () => {
    expect(await remindNow()).toEqual({ kind: 'said' })
    expect(said).toHaveLength(1)
    expect(said[0]?.ref).toEqual({ activity: '1' })
    expect(said[0]?.note.sentence).toBe('Still waiting for data-owners, security, until 14:32 UTC.')
  })

  it('calls on those who can still decide, and on nobody else', async () => {
    const approved = decisionRecord(personRecord('ana'))
    facts = posted({
      request: requestRecord({ decisions: [approved], barred: ['per_olga', 'per_kim'] }),
    })

    await remindNow()

    expect(called()).toEqual(['cy@example.com'])
    expect(said[0]?.note.sentence).toContain('Still waiting for security,')
  })

  it('waits for its turn between the cards of its place', async () => {
    freeInMs = 700

    expect(await remindNow()).toEqual({ kind: 'said' })
    expect(paused).toEqual([700])
  })

  it('comes back later where the platform wants its place left alone, and is still to be said', async () => {
    freeInMs = null

    expect(await remindNow()).toMatchObject({ kind: 'later' })
    expect(said).toEqual([])
    freeInMs = 0
    expect(await remindNow()).toEqual({ kind: 'said' })
  })

  it('does not call on somebody who was disabled', async () => {
    store.people.set('per_cy', personRecord('cy', { disabled: true }))

    await remindNow()

    expect(called()).toEqual(['ana@example.com', 'bo@example.com', 'kim@example.com'])
  })

  it.each<[string, () => CardFacts | null]>([
    ['the request is settled', () => posted({ request: requestRecord({ status: 'cancelled' }) })],
    ['the time is over', () => posted({ now: minute(30) })],
    ['no card could be posted', () => posted({ card: failedCard, messages: [] })],
    ['the card is gone', () => null],
    [
      'the card is in somebody’s own chat',
      () => posted({ card: cardRecord({ surface: 'teams', destination: personalDestination }) }),
    ],
    ['the surface is switched off', () => posted({ card: cardRecord({ surface: 'slack' }) })],
  ])('is not said where %s', async (_, make) => {
    facts = make()

    expect(await remindNow()).toBeNull()
    expect(said).toEqual([])
  })

  it('waits for a card that is yet to be posted, without being used up', async () => {
    facts = posted({ card: cardRecord({ surface: 'teams', status: 'queued' }), messages: [] })

    expect(await remindNow()).toMatchObject({ kind: 'later' })
    expect(taken).toBe(false)
  })

  it('is not said where the surface has no threads', async () => {
    expect(await remindNow(false)).toBeNull()
  })

  it('hands on what the surface answers, so that it can be tried again', async () => {
    answer = { kind: 'later', reason: 'ratelimited', afterSeconds: 3 }

    expect(await remindNow()).toEqual(answer)
  })

  it('is said once, however often its job runs', async () => {
    await remindNow()

    expect(await remindNow()).toBeNull()
    expect(said).toHaveLength(1)
  })

  it('is said later where the surface could not say it at once', async () => {
    answer = { kind: 'later', reason: 'ratelimited', afterSeconds: 3 }
    await remindNow()
    answer = { kind: 'said' }

    expect(await remindNow()).toEqual({ kind: 'said' })
  })

  it('is taken before it is said, so that a crash in between does not say it twice', async () => {
    answer = Object.defineProperty({ ...answer }, 'kind', {
      get: () => {
        throw new Error('the process died')
      },
    })
    await expect(remindNow()).rejects.toThrow('died')

    expect(await remindNow()).toBeNull()
    expect(said).toHaveLength(1)
  })

  it('names the group that the request was escalated to, and calls its members', async () => {
    const needs = [{ group: 'security', count: 1, escalated: [{ group: 'data-owners', count: 1 }] }]
    const review = reviewOf([{ group: 'security', count: 1 }])
    store.policies.set(policyVersion, compiledPolicy({ default: escalating }))
    facts = posted({ request: requestRecord({ needs, evaluation: evaluationOf({ review }) }) })

    await remindNow()

    expect(said[0]?.note.sentence).toContain('Still waiting for security or data-owners,')
    expect(called()).toEqual([
      'ana@example.com',
      'bo@example.com',
      'cy@example.com',
      'kim@example.com',
    ])
  })
})
