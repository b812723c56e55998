import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { ChatSurface, Click, DecideResult, MessageRef } from '../../src/app/ports.ts'
import type { Destination } from '../../src/core/policy/policy.ts'
import {
  approvedCard,
  cardId,
  cutCard,
  digest,
  hostileTexts,
  pendingCard,
  requestId,
  valueLine,
} from '../fakes/cards.ts'

/** What people see of one message: all of its text, its buttons, and what a click on it would reach. */
export interface ShownCard {
  text: string
  buttons: string[]
  /** Addresses behind links and buttons. */
  links: string[]
  /** Mentions, and anything else that the platform would act on by itself. */
  alive: string[]
}

/** A surface, the platform behind it, and a person before it. */
export interface SurfaceHarness {
  surface(): ChatSurface
  destination: Destination
  /** A place that the platform does not let the surface post to, and the reason that it gives. */
  refusedDestination: Destination
  refusedReason: string
  clicks: Click[]
  answerWith(answer: DecideResult | Error): void
  shown(ref: MessageRef): Promise<ShownCard>
  /** How many messages everybody in the destination can see. */
  publicCount(): Promise<number>
  /** True where the person saw the click succeed. */
  press(ref: MessageRef, button: string): Promise<boolean>
  /** What was told to the person who pressed, and to nobody else. */
  privateAnswers(): Promise<string[]>
  restart(): Promise<void>
  breakPlatform(): void
  close(): Promise<void>
}

const refusal: DecideResult = {
  ok: false,
  code: 'self_approval',
  sentence: 'You own etl-bot, so somebody else has to decide this. Still needed: security.',
  request: null,
}

/** What every chat surface owes, whichever platform it stands on. */
export function surfaceSuite(name: string, makeHarness: () => Promise<SurfaceHarness>): void {
  describe(`${name} is a surface`, () => {
    let harness: SurfaceHarness

    beforeEach(async () => {
      harness = await makeHarness()
    })

    afterEach(() => harness.close())

    async function post(card = pendingCard()) {
      const result = await harness.surface().post(card, harness.destination, cardId)
      if (result.kind !== 'posted') {
        throw new Error(`not posted: ${result.reason}`)
      }
      return result
    }

    it('posts a card that says what, where, who, for whom, why and who is still needed', async () => {
      const { ref } = await post()

      const { text, buttons } = await harness.shown(ref)

      for (const word of [
        'data.export',
        'production',
        'etl-bot',
        'postgres://prod/customers',
        'ana@example.com',
        '9f2c 41aa 07de',
        'customers',
        '10412',
        'hidden (secret, 40 characters)',
        "In the agent's own words",
        'Weekly churn model retraining',
        'pii-export',
        'data-owners 0 of 1',
        'security 0 of 1',
      ]) {
        expect(text).toContain(word)
      }
      expect(buttons.filter((button) => ['Approve', 'Deny', 'Review'].includes(button))).toEqual([
        'Approve',
        'Deny',
      ])
    })

    it('keeps no button on a settled card, and says who settled it', async () => {
      const { ref } = await post()

      const result = await harness.surface().update(approvedCard(), ref, cardId)

      const { text, buttons } = await harness.shown(ref)
      expect(result).toEqual({ kind: 'updated' })
      expect(buttons).toEqual([])
      expect(text).toContain('Approved · data.export · production')
      expect(text).toMatch(/Ana \(data-owners, Slack.*Bo \(security, Teams/s)
      expect(text).toContain('Once only')
    })

    it.each([
      ['Approve', 'approve'],
      ['Deny', 'deny'],
    ] as const)(
      'turns a click on %s into a decision by the account that clicked',
      async (button, decision) => {
        const { ref, key } = await post()

        const succeeded = await harness.press(ref, button)

        expect(succeeded).toBe(true)
        expect(harness.clicks).toHaveLength(1)
        expect(harness.clicks[0]).toMatchObject({
          request: requestId,
          decision,
          digest,
          surface: harness.surface().name,
          clicker: { kind: 'account', profile: { standing: 'member' } },
          message: { card: cardId, key, ref },
        })
      },
    )

    it('tells a refusal to the person who clicked, and to nobody else', async () => {
      const { ref } = await post()
      harness.answerWith(refusal)

      await harness.press(ref, 'Approve')

      expect(await harness.privateAnswers()).toEqual([expect.stringContaining('You own etl-bot')])
      expect(await harness.publicCount()).toBe(1)
    })

    it('lets the person see that a click failed which could not be committed', async () => {
      const { ref } = await post()
      harness.answerWith(new Error('the database is out'))

      const succeeded = await harness.press(ref, 'Approve')

      expect(succeeded).toBe(false)
    })

    it('updates a card that was posted before a restart', async () => {
      const { ref } = await post()

      await harness.restart()
      const result = await harness.surface().update(approvedCard(), ref, cardId)

      expect(result).toEqual({ kind: 'updated' })
      expect((await harness.shown(ref)).text).toContain('Approved')
    })

    it.each(hostileTexts)('shows %j as it was written and lets it do nothing', async (hostile) => {
      const card = pendingCard({
        resource: hostile,
        onBehalfOf: hostile,
        words: { summary: hostile, reason: hostile },
        payload: { lines: [valueLine(hostile, hostile)], cut: null, hidden: 0 },
        warnings: [hostile],
      })

      const { ref } = await post(card)

      const { text, links, alive } = await harness.shown(ref)
      expect(text.split(hostile).length).toBeGreaterThanOrEqual(7)
      expect(links.filter((link) => !link.startsWith(card.url))).toEqual([])
      expect(alive).toEqual([])
    })

    it('offers Review in place of Approve where the payload was cut, and says how much', async () => {
      const { ref } = await post(cutCard())

      const { text, buttons, links } = await harness.shown(ref)

      expect(text).toContain('41,870 more characters, 212 more fields')
      expect(buttons).toContain('Review')
      expect(buttons).toContain('Deny')
      expect(buttons).not.toContain('Approve')
      expect(links).toContain(cutCard().url)
    })

    it('offers Review in place of Approve where only the platform has no room', async () => {
      const lines = Array.from({ length: 400 }, (_, index) =>
        valueLine(`field${index}`, '<&>'.repeat(40)),
      )

      const { ref } = await post(pendingCard({ payload: { lines, cut: null, hidden: 0 } }))

      const { text, buttons } = await harness.shown(ref)
      expect(text).toMatch(/\.\.\. [\d,]+ more characters, [\d,]+ more fields/)
      expect(buttons).not.toContain('Approve')
    })

    it('asks to be tried again while the platform is out', async () => {
      harness.breakPlatform()

      const result = await harness.surface().post(pendingCard(), harness.destination, cardId)

      expect(result.kind).toBe('later')
    })

    it('says why the platform refuses a place', async () => {
      const result = await harness.surface().post(pendingCard(), harness.refusedDestination, cardId)

      expect(result).toEqual({ kind: 'refused', reason: harness.refusedReason })
    })
  })
}
