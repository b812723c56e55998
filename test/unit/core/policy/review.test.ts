import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Hearer, Review } from '../../../../src/core/policy/policy.ts'
import { asksAsMuch, stricterReview } from '../../../../src/core/policy/review.ts'

const group = fc.constantFrom('a', 'b', 'c')
const review: fc.Arbitrary<Review> = fc.record({
  needs: fc
    .uniqueArray(fc.record({ group, count: fc.integer({ min: 1, max: 4 }) }), {
      selector: (need) => need.group,
    })
    .map((needs) => needs.sort((left, right) => (left.group < right.group ? -1 : 1))),
  postTo: fc.uniqueArray(fc.constantFrom('x', 'y', 'z')).map((names) => names.sort()),
  expiresInSeconds: fc.integer({ min: 1, max: 1_000 }),
  remindAfterSeconds: fc.option(fc.integer({ min: 1, max: 1_000 })),
  comment: fc.constantFrom('never', 'on_deny', 'always'),
  denyReasons: fc
    .uniqueArray(fc.string({ minLength: 1, maxLength: 2 }), { maxLength: 10 })
    .map((reasons) => reasons.sort()),
  tell: fc
    .uniqueArray(fc.constantFrom<Hearer[]>('owners', 'on_behalf_of'))
    .map((hearers) => hearers.sort()),
  escalations: fc.constant([]),
  approveWhenCut: fc.boolean(),
  highRisk: fc.boolean(),
  executeWithinSeconds: fc.integer({ min: 1, max: 86_400 }),
})

it('the larger count, the stricter comment, the shorter times, every destination, reason and hearer are kept', () => {
  const old: Review = {
    needs: [
      { group: 'owners', count: 1 },
      { group: 'security', count: 2 },
    ],
    postTo: ['b'],
    expiresInSeconds: 60,
    remindAfterSeconds: null,
    comment: 'on_deny',
    denyReasons: ['Too much', 'Wrong place'],
    tell: ['owners'],
    escalations: [],
    approveWhenCut: true,
    highRisk: true,
    executeWithinSeconds: 7_200,
  }
  const fresh: Review = {
    needs: [{ group: 'owners', count: 3 }],
    postTo: ['a', 'b'],
    expiresInSeconds: 600,
    remindAfterSeconds: 300,
    comment: 'never',
    denyReasons: ['Not now', 'Too much'],
    tell: ['on_behalf_of'],
    escalations: [],
    approveWhenCut: false,
    highRisk: false,
    executeWithinSeconds: 1_800,
  }

  const merged = stricterReview(old, fresh)

  expect(merged).toEqual({
    needs: [
      { group: 'owners', count: 3 },
      { group: 'security', count: 2 },
    ],
    postTo: ['a', 'b'],
    expiresInSeconds: 60,
    remindAfterSeconds: 300,
    comment: 'on_deny',
    denyReasons: ['Not now', 'Too much', 'Wrong place'],
    tell: ['on_behalf_of', 'owners'],
    escalations: [],
    approveWhenCut: false,
    highRisk: true,
    executeWithinSeconds: 1_800,
  })
})

it('merging two reviews never loosens either, whichever comes first', () => {
  fc.assert(
    fc.property(review, review, (left, right) => {
      const merged = stricterReview(left, right)

      expect(merged).toEqual(stricterReview(right, left))
      expect(asksAsMuch(merged, left) && asksAsMuch(merged, right)).toBe(true)
      expect(stricterReview(merged, left)).toEqual(merged)
    }),
  )
})

it('the earliest reminder that anybody asks for is kept', () => {
  fc.assert(
    fc.property(review, review, (left, right) => {
      const times = [left, right].flatMap(({ remindAfterSeconds }) => remindAfterSeconds ?? [])

      const { remindAfterSeconds } = stricterReview(left, right)

      expect(remindAfterSeconds).toBe(times.length === 0 ? null : Math.min(...times))
    }),
  )
})

it('many reviews together offer the same twenty reasons in the same order, in whatever order they are merged', () => {
  const mergedAll = (reviews: Review[]) => reviews.reduce(stricterReview)
  const shuffled = fc
    .array(review, { minLength: 1, maxLength: 6 })
    .chain((reviews) =>
      fc.tuple(
        fc.constant(reviews),
        fc.shuffledSubarray(reviews, { minLength: reviews.length, maxLength: reviews.length }),
      ),
    )

  fc.assert(
    fc.property(shuffled, ([reviews, reordered]) => {
      const reasons = [...new Set(reviews.flatMap(({ denyReasons }) => denyReasons))].sort()

      const merged = mergedAll(reviews)

      expect(mergedAll(reordered)).toEqual(merged)
      expect(merged.denyReasons).toEqual(reasons.slice(0, 20))
    }),
  )
})
