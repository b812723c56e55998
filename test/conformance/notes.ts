import { describe, expect, it } from '@jest/globals'
import type { Note } from '../../src/core/card/note.ts'
import { hostileTexts, pendingCard } from '../fakes/cards.ts'
import type { ChatHarness } from './chat.ts'
import { foreignLinks } from './shown.ts'

/** What a chat owes that is asked to say something beside its cards: a reminder, a verdict. */
export function noteTests(harness: () => ChatHarness): void {
  describe('a note in the thread of a card', () => {
    it('stands under the card alone, with its sentence, its quotes and the way to the request', async () => {
      const { ref } = await harness().post(pendingCard())

      const result = await harness().surface().reply(note(), ref)

      const [said, ...more] = await harness().thread(ref)
      expect(result).toEqual({ kind: 'said' })
      expect(more).toEqual([])
      expect(said?.text).toContain('10 minutes are left to decide this.')
      expect(said?.text).toMatch(/etl-bot.*Weekly churn model retraining/s)
      expect(said?.links).toContain(note().url)
      expect(await harness().publicTexts()).toHaveLength(1)
    })

    it('stands in no other thread', async () => {
      const { ref } = await harness().post(pendingCard())
      const other = await harness().post(pendingCard())

      await harness().surface().reply(note(), ref)

      expect(await harness().thread(other.ref)).toEqual([])
    })

    it('mentions who has an account in the same place, and names everybody else', async () => {
      const { ref } = await harness().post(pendingCard())
      const oidc = { provider: 'oidc', tenant: 'https://login.example.com', subject: '7' }
      const calls = [
        { name: 'Colleague', accounts: [oidc, harness().colleague] },
        { name: 'Outsider', accounts: [harness().outsider] },
        { name: 'Elsewhere', accounts: [oidc] },
        { name: 'nobody@example.com', accounts: [] },
      ]

      await harness().surface().reply(note({ calls }), ref)

      const [said] = await harness().thread(ref)
      expect(said?.mentions).toEqual([harness().colleague.subject])
      expect(said?.text).toContain('Outsider')
      expect(said?.text).toContain('Elsewhere')
      expect(said?.text).toContain('nobody@example.com')
    })

    it.each(hostileTexts)('quotes %j as it was written and lets it do nothing', async (hostile) => {
      const { ref } = await harness().post(pendingCard())

      const result = await harness().surface().reply(hostileNote(hostile, harness()), ref)

      const [said] = await harness().thread(ref)
      expect(result).toEqual({ kind: 'said' })
      expect(said?.text.split(hostile).length).toBeGreaterThanOrEqual(4)
      expect(foreignLinks(said?.links ?? [], note().url)).toEqual([])
      expect(said?.mentions).toEqual([harness().colleague.subject])
      expect(said?.alive).toEqual([])
    })

    it('is asked for again while the platform is out', async () => {
      const { ref } = await harness().post(pendingCard())
      harness().breakPlatform()

      const result = await harness().surface().reply(note(), ref)

      expect(result.kind).toBe('later')
    })
  })

  describe('a note to one person', () => {
    it('reaches the own conversation of exactly that person', async () => {
      const result = await harness().surface().tell(note(), harness().colleague)

      const [said, ...more] = await harness().told(harness().colleague)
      expect(result).toEqual({ kind: 'said' })
      expect(more).toEqual([])
      expect(said?.text).toContain('10 minutes are left to decide this.')
      expect(said?.text).toMatch(/etl-bot.*Weekly churn model retraining/s)
      expect(said?.links).toContain(note().url)
      expect(await harness().publicTexts()).toEqual([])
      expect(await harness().told(harness().unreachable)).toEqual([])
    })

    it.each(hostileTexts)('quotes %j as it was written and lets it do nothing', async (hostile) => {
      await harness().surface().tell(hostileNote(hostile, harness()), harness().colleague)

      const [said] = await harness().told(harness().colleague)
      expect(said?.text.split(hostile).length).toBeGreaterThanOrEqual(3)
      expect(foreignLinks(said?.links ?? [], note().url)).toEqual([])
      expect(said?.alive).toEqual([])
    })

    it('is refused with a reason where the person cannot be reached', async () => {
      const { unreachable, unreachableReason } = harness()

      const result = await harness().surface().tell(note(), unreachable)

      expect(result).toEqual({ kind: 'refused', reason: unreachableReason })
    })

    it('is refused for an account of another place', async () => {
      const result = await harness().surface().tell(note(), harness().outsider)

      expect(result.kind).toBe('refused')
      expect(await harness().told(harness().outsider)).toEqual([])
    })

    it('is asked for again while the platform is out', async () => {
      harness().breakPlatform()

      const result = await harness().surface().tell(note(), harness().colleague)

      expect(result.kind).toBe('later')
    })
  })
}

function note(changes: Partial<Note> = {}): Note {
  return {
    sentence: '10 minutes are left to decide this.',
    quotes: [{ speaker: 'etl-bot', words: 'Weekly churn model retraining' }],
    calls: [],
    url: pendingCard().url,
    ...changes,
  }
}

/** Hostile where other people's words stand: in a quote, as its speaker, as a name. */
function hostileNote(hostile: string, { colleague, outsider }: ChatHarness): Note {
  return note({
    quotes: [{ speaker: hostile, words: hostile }],
    calls: [
      { name: hostile, accounts: [colleague] },
      { name: hostile, accounts: [outsider] },
    ],
  })
}
