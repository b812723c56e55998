import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Account, Click, DecideResult, MessageRef } from '../../src/app/ports.ts'
import type { PersonId } from '../../src/contract/ids.ts'
import type { JsonTree } from '../../src/contract/json.ts'
import type { SurfaceName } from '../../src/contract/words.ts'
import type { Card } from '../../src/core/card/card.ts'
import {
  approvedCard,
  digest,
  hostileTexts,
  pendingCard,
  requestId,
  valueLine,
} from '../fakes/cards.ts'
import { hostileTests } from './hostile.ts'
import { formTests } from './payload-forms.ts'
import {
  cutWords,
  decisionButtons,
  foreignLinks,
  type Shown,
  wholePayload,
  wordsMissing,
} from './shown.ts'

export type { Shown } from './shown.ts'

/**
 * What every surface owes, whichever platform it stands on. A surface passes `surfaceSuite` (this
 * file); one that people chat on passes `chatSuite` too, and one with a form passes `formSuite`. Each
 * takes a factory of a harness: the surface itself, the platform or a stand-in behind it, and a person
 * before it. A harness is made anew for every test, and nobody else uses its platform meanwhile.
 */

/** A card that is before people. */
interface Posted {
  ref: MessageRef
  /** What a click on it must say of the message: null where the surface has none. */
  message: Click['message']
}

export interface SurfaceHarness {
  name: SurfaceName
  /**
   * Brings a card before people: into its channel, or onto its page. Throws where that fails. A surface
   * that shows whole payloads takes the tree; a card's lines are made of it.
   */
  post(card: Card, payload?: JsonTree): Promise<Posted>
  /** The request has changed: brings what was posted up to date, and throws where that fails. */
  update(card: Card, ref: MessageRef): Promise<void>
  /** The card as the person who presses sees it now, read back from the platform. */
  shown(ref: MessageRef): Promise<Shown>
  /** What somebody else sees in the place: the text of each message (or page) there, without threads. */
  publicTexts(): Promise<string[]>

  /** Who presses: as `decide` must hear of them, by ids that the platform or the session vouches for. */
  presser:
    | { kind: 'person'; person: PersonId }
    | { kind: 'account'; account: Account; profile: { standing: 'member' } }
  /**
   * Presses a button as the platform's own client does, with what is on the screen now. True where
   * the person saw the click succeed. Throws where there is no such button.
   */
  press(ref: MessageRef, button: string): Promise<boolean>
  /** What `decide` was called with, in order. */
  clicks: Click[]
  /** What `decide` answers from now on; an error is thrown. Until then every click is accepted. */
  answerWith(answer: DecideResult | Error): void
  /** What was told to the person who pressed, and to nobody else. */
  privateAnswers(): Promise<string[]>

  /** Ends the surface and starts it anew: only what is stored or sent back by the platform survives. */
  restart(): Promise<void>
  /**
   * Takes away what the surface stands on (its platform, or the database) and tries to show a card.
   * `asked_to_retry`: the caller is asked to come again. `told`: the person who looks is told so.
   */
  outage(): Promise<'asked_to_retry' | 'told' | 'lost'>
  close(): Promise<void>
}

const refusal: DecideResult = {
  ok: false,
  code: 'self_approval',
  sentence: 'You own etl-bot, so somebody else has to decide this. Still needed: security.',
  request: null,
}

/** Post, update, click, refusal, restart, hostile text, oversize payload, outage. */
export function surfaceSuite<Harness extends SurfaceHarness>(
  name: string,
  makeHarness: () => Promise<Harness>,
): void {
  describe(`${name} is a surface`, () => {
    let harness: Harness

    beforeEach(async () => {
      harness = await makeHarness()
    })

    afterEach(() => harness.close())

    it('shows a card that says what, where, who, for whom, why and who is still needed', async () => {
      const { ref } = await harness.post(pendingCard())

      const { text, buttons } = await harness.shown(ref)

      expect(wordsMissing(text)).toEqual([])
      expect(decisionButtons(buttons)).toEqual(['Approve', 'Deny'])
    })

    it('keeps no button on a settled card, and says who settled it', async () => {
      const { ref } = await harness.post(pendingCard())

      await harness.update(approvedCard(), ref)

      const { text, buttons } = await harness.shown(ref)
      expect(decisionButtons(buttons)).toEqual([])
      expect(text).toMatch(/Approved/)
      expect(text).toMatch(/Ana \(data-owners, Slack.*Bo \(security, Teams/s)
      expect(text).toContain('Once only')
    })

    it.each([
      ['Approve', 'approve'],
      ['Deny', 'deny'],
    ] as const)(
      'turns a click on %s into a decision by whoever the platform says has clicked',
      async (button, decision) => {
        const { ref, message } = await harness.post(pendingCard())

        const succeeded = await harness.press(ref, button)

        expect(succeeded).toBe(true)
        expect(harness.clicks).toHaveLength(1)
        expect(harness.clicks[0]).toMatchObject({
          request: requestId,
          decision,
          digest,
          comment: null,
          surface: harness.name,
          clicker: harness.presser,
          message,
        })
      },
    )

    it('tells a refusal to the person who clicked, and to nobody else', async () => {
      const { ref } = await harness.post(pendingCard())
      harness.answerWith(refusal)

      await harness.press(ref, 'Approve')

      expect(await harness.privateAnswers()).toEqual([expect.stringContaining('You own etl-bot')])
      expect(await harness.publicTexts()).toEqual([expect.not.stringContaining('You own etl-bot')])
    })

    it('lets the person see that a click failed which could not be committed', async () => {
      const { ref } = await harness.post(pendingCard())
      harness.answerWith(new Error('the database is out'))

      const succeeded = await harness.press(ref, 'Approve')

      expect(succeeded).toBe(false)
    })

    it('updates a card that was posted before a restart', async () => {
      const { ref } = await harness.post(pendingCard())

      await harness.restart()
      await harness.update(approvedCard(), ref)

      const { text, buttons } = await harness.shown(ref)
      expect(text).toContain('Approved')
      expect(decisionButtons(buttons)).toEqual([])
    })

    it('takes a click on a card that was posted before a restart', async () => {
      const { ref } = await harness.post(pendingCard())

      await harness.restart()
      const succeeded = await harness.press(ref, 'Deny')

      expect(succeeded).toBe(true)
      expect(harness.clicks).toEqual([expect.objectContaining({ decision: 'deny', digest })])
    })

    it.each(hostileTexts)('shows %j as it was written and lets it do nothing', async (hostile) => {
      const card = hostileCard(hostile)

      const { ref } = await harness.post(card)

      const { text, links, mentions, alive } = await harness.shown(ref)
      expect(text.split(hostile).length).toBeGreaterThanOrEqual(7)
      expect(foreignLinks(links, card.url)).toEqual([])
      expect(mentions).toEqual([])
      expect(alive).toEqual([])
    })

    hostileTests(() => harness)

    formTests(() => harness)

    it.each([400, 4_000])(
      'never offers Approve beside a payload of %i fields that it does not show in whole',
      async (fieldsCount) => {
        const lines = Array.from({ length: fieldsCount }, (_, index) =>
          valueLine(`field${index}`, `${'<&>'.repeat(40)}${index}.`),
        )

        const { ref } = await harness.post(pendingCard({ payload: { ...wholePayload, lines } }))

        const { text, buttons } = await harness.shown(ref)
        const isWhole = lines.every((line) => text.includes(line.text))
        expect(decisionButtons(buttons)).toEqual(isWhole ? ['Approve', 'Deny'] : ['Review', 'Deny'])
        expect(cutWords.test(text)).toBe(!isWhole)
      },
    )

    it('loses no card while what it stands on is out', async () => {
      expect(await harness.outage()).not.toBe('lost')
    })
  })
}

function hostileCard(hostile: string): Card {
  return pendingCard({
    resource: hostile,
    onBehalfOf: hostile,
    words: { summary: hostile, reason: hostile },
    payload: { ...wholePayload, lines: [valueLine(hostile, hostile)] },
    warnings: [hostile],
  })
}
