import fc from 'fast-check'
import type { CardVerdict } from '../../src/core/card/card.ts'
import { askedAt } from './cards.ts'

/** Any verdict, with these texts wherever somebody's words stand in it. */
export function anyVerdict(text: fc.Arbitrary<string>): fc.Arbitrary<CardVerdict> {
  return fc.record({
    title: fc.constantFrom('Approved', 'Denied', 'Expired', 'Withdrawn'),
    at: fc.constant(askedAt),
    people: fc.array(
      fc.record({
        name: text,
        group: fc.option(text),
        surface: fc.constantFrom('slack', 'teams'),
        at: fc.constant(askedAt),
        comment: fc.option(text),
      }),
      { maxLength: 12 },
    ),
    reason: fc.option(text),
    by: fc.constantFrom('policy' as const, 'people' as const, 'agent' as const, 'clock' as const),
    ending: fc.option(
      fc.record({
        title: fc.constantFrom('Executed', 'Execution failed', 'Taken back'),
        at: fc.constant(askedAt),
        words: fc.option(text),
      }),
    ),
  })
}

/** Any need, met or not. */
export function anyNeed(text: fc.Arbitrary<string>) {
  return fc.record({
    group: text,
    count: fc.nat(3),
    have: fc.nat(3),
    by: fc.array(fc.record({ name: text, at: fc.constant(askedAt) }), { maxLength: 9 }),
  })
}
