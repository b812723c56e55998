import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { MessageRef } from '../../src/app/ports.ts'
import { pendingCard } from '../fakes/cards.ts'
import type { SurfaceHarness } from './surface.ts'

/** What somebody enters before they press: `reason` is one of those that the card offers for a denial. */
export interface Entered {
  reason?: string
  comment?: string
}

/** A surface on which people can say something with their decision. */
export interface FormHarness extends SurfaceHarness {
  /** As `press`, with what was entered. Throws where the card has no place to enter it. */
  pressWith(ref: MessageRef, button: string, entered: Entered): Promise<boolean>
}

/** What a surface with a form owes, beside `surfaceSuite`. */
export function formSuite(name: string, makeHarness: () => Promise<FormHarness>): void {
  describe(`${name} has a form`, () => {
    let harness: FormHarness

    beforeEach(async () => {
      harness = await makeHarness()
    })

    afterEach(() => harness.close())

    const card = () => pendingCard({ denyReasons: ['Wrong environment', 'Needs a smaller batch'] })

    it.each([
      [{ reason: 'Wrong environment' }, 'Wrong environment'],
      [{ comment: 'Use staging' }, 'Use staging'],
      [{ reason: 'Wrong environment', comment: 'Use staging' }, 'Wrong environment: Use staging'],
      [{ comment: '<b>No</b> & *never*' }, '<b>No</b> & *never*'],
      [{}, null],
    ])('takes %j as the comment %j of a denial', async (entered, comment) => {
      const { ref } = await harness.post(card())

      const succeeded = await harness.pressWith(ref, 'Deny', entered)

      expect(succeeded).toBe(true)
      expect(harness.clicks).toEqual([expect.objectContaining({ decision: 'deny', comment })])
    })

    it('takes what was typed as the comment of an approval, and no reason of a denial', async () => {
      const { ref } = await harness.post(card())

      const entered = { reason: 'Wrong environment', comment: 'Once only' }
      await harness.pressWith(ref, 'Approve', entered)

      expect(harness.clicks).toEqual([
        expect.objectContaining({ decision: 'approve', comment: 'Once only' }),
      ])
    })
  })
}
