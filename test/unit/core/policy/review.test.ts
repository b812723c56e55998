import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Review } from '../../../../src/core/policy/policy.ts'
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
  comment: fc.constantFrom('never', 'on_deny', 'always'),
})

it('the larger count, the stricter comment, the shorter time and every destination are kept', () => {
  const old: Review = {
    needs: [
      { group: 'owners', count: 1 },
      { group: 'security', count: 2 },
    ],
    postTo: ['b'],
    expiresInSeconds: 60,
    comment: 'on_deny',
  }
  const fresh: Review = {
    needs: [{ group: 'owners', count: 3 }],
    postTo: ['a', 'b'],
    expiresInSeconds: 600,
    comment: 'never',
  }

  const merged = stricterReview(old, fresh)

  expect(merged).toEqual({
    needs: [
      { group: 'owners', count: 3 },
      { group: 'security', count: 2 },
    ],
    postTo: ['a', 'b'],
    expiresInSeconds: 60,
    comment: 'on_deny',
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
