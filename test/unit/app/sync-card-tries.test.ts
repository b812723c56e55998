import { beforeEach, describe, expect, it } from '@jest/globals'
import type { PostResult } from '../../../src/app/ports.ts'
import { type CardDesk, cardDesk, cardFacts, typesOf } from '../../fakes/card-desk.ts'
import { cardRecord } from '../../fakes/records.ts'

let desk: CardDesk

beforeEach(() => {
  desk = cardDesk()
})

describe('a try that failed', () => {
  const later = (afterSeconds: number | null): PostResult => ({
    kind: 'later',
    reason: 'rate_limited',
    afterSeconds,
  })
  const refused: PostResult = { kind: 'refused', reason: 'not_in_channel' }

  it.each([
    { answer: later(null), waits: [2, 5, 15, 60, 300, 300], status: 'queued' },
    { answer: refused, waits: [5, 30, 120, 600, 3_600, 3_600], status: 'failed' },
  ])('leaves the card $status and is followed by ever longer waits', async (row) => {
    desk.postAnswer = row.answer
    const changes = []
    for (const attempt of row.waits.keys()) changes.push(await desk.sync(attempt))

    expect(changes.map((change) => change?.again?.afterSeconds)).toEqual(row.waits)
    expect(changes.map((change) => change?.again?.attempt)).toEqual([1, 2, 3, 4, 5, 6])
    expect(new Set(changes.map((change) => change?.status))).toEqual(new Set([row.status]))
  })

  it.each([
    { asks: 30, waits: 30 },
    { asks: 1_000, waits: 1_000 },
    { asks: 0, waits: 1 },
    { asks: 0.2, waits: 1 },
  ])('waits $waits s where the platform asks for $asks s', async ({ asks, waits }) => {
    desk.postAnswer = later(asks)

    const change = await desk.sync(7)

    expect(change?.again).toEqual({ afterSeconds: waits, attempt: 7, keepsTurn: true })
    expect(change?.pauseSeconds).toBe(waits)
  })

  it('keeps the order of its line while an outage is short, and lets others go first after that', async () => {
    desk.postAnswer = later(null)
    const changes = []
    for (const attempt of [0, 1, 2, 3]) changes.push(await desk.sync(attempt))

    expect(changes.map((change) => change?.again?.keepsTurn)).toEqual([true, true, true, false])
    expect(changes.map((change) => change?.pauseSeconds)).toEqual([2, 5, 15, 1])
  })

  it('that somebody has to mend holds nobody else up', async () => {
    desk.postAnswer = refused

    expect(await desk.sync()).toMatchObject({ again: { keepsTurn: false }, pauseSeconds: 1 })
  })

  it('of a card that cannot be drawn is reported, and holds nobody else up', async () => {
    desk.postAnswer = new Error('a fault of ours')

    expect(await desk.sync()).toMatchObject({
      status: 'failed',
      reason: 'internal_error',
      again: { keepsTurn: false },
    })
    expect(desk.faults).toEqual(['a fault of ours'])
  })

  it.each([
    ['a refusal', refused],
    ['an outage', later(null)],
  ])('goes on for three days after %s, and not for four', async (_, answer) => {
    desk.postAnswer = answer
    let seconds = 0
    for (let attempt = 0; ; attempt += 1) {
      const again = (await desk.sync(attempt))?.again ?? null
      if (again === null) break
      seconds += again.afterSeconds
    }

    expect(seconds / 86_400).toBeGreaterThanOrEqual(3)
    expect(seconds / 86_400).toBeLessThan(4)
  })

  it('is recorded once for each reason', async () => {
    desk.postAnswer = refused
    const first = await desk.sync()
    desk.facts = cardFacts({ card: cardRecord({ status: 'failed', reason: 'not_in_channel' }) })
    const second = await desk.sync(1)
    desk.postAnswer = later(null)
    const third = await desk.sync(2)

    expect([first, second, third].map(typesOf)).toEqual([
      ['card.failed not_in_channel'],
      [],
      ['card.failed rate_limited'],
    ])
  })
})
