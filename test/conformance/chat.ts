import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Account, ChatSurface, MessageRef } from '../../src/app/ports.ts'
import type { Destination } from '../../src/core/policy/policy.ts'
import { approvedCard, cardId, cutCard, pendingCard, valueLine } from '../fakes/cards.ts'
import { noteTests } from './notes.ts'
import { cutWords, decisionButtons, type Shown, wholePayload } from './shown.ts'
import type { SurfaceHarness } from './surface.ts'

/** A chat surface, the platform behind it, and a person before it. */
export interface ChatHarness extends SurfaceHarness {
  surface(): ChatSurface
  /** The place that cards are posted to. */
  destination: Destination
  /** A place that the platform does not let the surface post to, and the reason that it gives. */
  refusedDestination: Destination
  refusedReason: string

  /** An account of a person whom the bot can reach alone, and mention; not the presser. */
  colleague: Account
  /** An account on the same platform, but of another workspace or tenant: never mentioned, only named. */
  outsider: Account
  /** An account in the own workspace or tenant that the bot cannot reach alone, and the reason. */
  unreachable: Account
  unreachableReason: string

  /** The notes in the thread under a posted card, the card itself left out. */
  thread(ref: MessageRef): Promise<Shown[]>
  /** What stands in one person's own conversation with the bot. */
  told(account: Account): Promise<Shown[]>
  /** The platform answers nothing but failures from now on. */
  breakPlatform(): void
}

/** `post`, `update` and `outage` of a chat's harness: what the job behind a card does. */
export function cardsOf(
  surface: () => ChatSurface,
  destination: Destination,
  breakPlatform: () => void,
): Pick<SurfaceHarness, 'post' | 'update' | 'outage'> {
  return {
    async post(card) {
      const result = await surface().post(card, destination, cardId)
      if (result.kind !== 'posted') throw new Error(`not posted: ${result.reason}`)
      const { ref, key } = result
      return { ref, message: { card: cardId, key, ref } }
    },
    async update(card, ref) {
      const result = await surface().update(card, ref, cardId)
      if (result.kind !== 'updated') throw new Error(`not updated: ${JSON.stringify(result)}`)
    },
    async outage() {
      breakPlatform()
      const { kind } = await surface().post(pendingCard(), destination, cardId)
      return kind === 'later' ? 'asked_to_retry' : 'lost'
    },
  }
}

/** What a surface owes that cards are posted to, beside `surfaceSuite`. */
export function chatSuite(name: string, makeHarness: () => Promise<ChatHarness>): void {
  describe(`${name} is a chat`, () => {
    let harness: ChatHarness

    beforeEach(async () => {
      harness = await makeHarness()
    })

    afterEach(() => harness.close())

    describe('its cards', () => {
      it('say in the first line of a settled one how it ended', async () => {
        const { ref } = await harness.post(pendingCard())

        await harness.update(approvedCard(), ref)

        const { text, buttons } = await harness.shown(ref)
        expect(text.trim()).toMatch(/^Approved · data\.export · production/)
        expect(buttons.filter((button) => /approve|deny|review/i.test(button))).toEqual([])
      })

      it('offer Review in place of Approve where the payload was cut, and say how much', async () => {
        const { ref } = await harness.post(cutCard())

        const { text, buttons, links } = await harness.shown(ref)

        expect(text).toContain('41,870 more characters, 212 more fields')
        expect(decisionButtons(buttons)).toEqual(['Review', 'Deny'])
        expect(links).toContain(cutCard().url)
      })

      it('offer Review in place of Approve where only the platform has no room', async () => {
        const lines = Array.from({ length: 400 }, (_, index) =>
          valueLine(`field${index}`, '<&>'.repeat(40)),
        )

        const { ref } = await harness.post(pendingCard({ payload: { ...wholePayload, lines } }))

        const { text, buttons } = await harness.shown(ref)
        expect(text).toMatch(cutWords)
        expect(decisionButtons(buttons)).toEqual(['Review', 'Deny'])
      })

      it('are asked for again while the platform is out', async () => {
        harness.breakPlatform()

        const result = await harness.surface().post(pendingCard(), harness.destination, cardId)

        expect(result.kind).toBe('later')
      })

      it('are refused with the reason why the platform refuses a place', async () => {
        const { refusedDestination, refusedReason } = harness

        const result = await harness.surface().post(pendingCard(), refusedDestination, cardId)

        expect(result).toEqual({ kind: 'refused', reason: refusedReason })
      })
    })

    noteTests(() => harness)
  })
}
