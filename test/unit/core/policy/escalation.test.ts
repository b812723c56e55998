import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { escalatedNeeds, needsAtLast } from '../../../../src/core/escalate.ts'
import { isMet, seat } from '../../../../src/core/matching.ts'
import { opensNoMore } from '../../../../src/core/policy/escalation.ts'
import type { Escalation, Need, Review } from '../../../../src/core/policy/policy.ts'
import { asksAsMuch, stricterReview } from '../../../../src/core/policy/review.ts'
import { reviewOf } from '../../../fakes/records.ts'
import { defaultDeny, faultsOf, head, read } from './build.ts'

const groups = ['a', 'b', 'c', 'd']

const needs: fc.Arbitrary<Need[]> = fc
  .uniqueArray(
    fc.record({ group: fc.constantFrom(...groups), count: fc.integer({ min: 1, max: 3 }) }),
    { minLength: 1, maxLength: 3, selector: ({ group }) => group },
  )
  .map((list) => list.sort((left, right) => (left.group < right.group ? -1 : 1)))

/** The review of one rule: all its seats are its own. */
const ruleReview: fc.Arbitrary<Review> = fc
  .record({
    needs,
    after: fc.constantFrom(60, 300),
    addGroup: fc.option(fc.constantFrom(...groups)),
    postTo: fc.constantFrom<string[][]>([], ['x'], ['y']),
    escalates: fc.boolean(),
  })
  .map(({ needs: own, after: afterSeconds, addGroup, postTo, escalates }) =>
    reviewOf(own, {
      escalations: escalates ? [{ afterSeconds, addGroup, postTo, seats: own }] : [],
    }),
  )

const rules = fc.array(ruleReview, { minLength: 1, maxLength: 4 })
const approvers = fc
  .array(fc.uniqueArray(fc.constantFrom(...groups), { maxLength: 3 }), { maxLength: 8 })
  .map((memberships) => memberships.map((member, id) => ({ id, groups: member })))

function merged(reviews: Review[]): Review {
  return reviews.reduce(stricterReview)
}

describe('escalations of several reviews', () => {
  it('merge to the same in whatever order', () => {
    const shuffled = rules.chain((list) =>
      fc.tuple(
        fc.constant(list),
        fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }),
      ),
    )

    fc.assert(
      fc.property(shuffled, ([list, reordered]) => {
        expect(merged(reordered)).toEqual(merged(list))
      }),
    )
  })

  it('open no seat that another rule asks for: whoever satisfies all satisfies each rule by itself', () => {
    fc.assert(
      fc.property(rules, approvers, (list, people) => {
        const all = needsAtLast(merged(list))
        fc.pre(isMet(all, seat(all, people).have))

        for (const review of list) {
          const own = needsAtLast(review)
          expect(isMet(own, seat(own, people).have)).toBe(true)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('are at least as strict together as each of them', () => {
    fc.assert(
      fc.property(ruleReview, ruleReview, (left, right) => {
        const both = stricterReview(left, right)

        expect(asksAsMuch(both, left) && asksAsMuch(both, right)).toBe(true)
      }),
      { numRuns: 1_000 },
    )
  })

  it('keep every destination and every group that may deny', () => {
    fc.assert(
      fc.property(rules, (list) => {
        const named = (reviews: Review[]) =>
          new Set(
            reviews.flatMap(({ escalations }) =>
              escalations.map(({ addGroup, postTo, afterSeconds }) =>
                JSON.stringify({ addGroup, postTo, afterSeconds }),
              ),
            ),
          )

        expect(named([merged(list)])).toEqual(named(list))
      }),
    )
  })

  it('leave to the added group what its own rule asks beyond the others', () => {
    const one = escalating([{ group: 'security', count: 3 }], 'sre')
    const other = reviewOf([{ group: 'security', count: 1 }])

    expect(stricterReview(one, other).escalations).toMatchObject([
      { addGroup: 'sre', seats: [{ group: 'security', count: 2 }] },
    ])
  })
})

function escalating(own: Need[], addGroup: string | null, afterSeconds = 300): Review {
  const escalation: Escalation = { afterSeconds, addGroup, postTo: [], seats: own }
  return reviewOf(own, { escalations: [escalation] })
}

describe('a review that escalates', () => {
  const own = [{ group: 'security', count: 1 }]

  it.each([
    ['the other keeps its seats', escalating(own, 'sre'), reviewOf(own), false],
    ['the other escalates likewise', escalating(own, 'sre'), escalating(own, 'sre'), true],
    ['the other escalates later', escalating(own, 'sre'), escalating(own, 'sre', 600), false],
    ['the other escalates elsewhere', escalating(own, 'sre'), escalating(own, 'owners'), false],
    ['it only posts further cards', escalating(own, null), reviewOf(own), true],
    [
      'the other asks for less than it keeps',
      escalating([{ group: 'owners', count: 1 }], 'sre'),
      reviewOf(own),
      true,
    ],
  ])('asks for as much as another only where it opens no more: %s', (_, review, other, holds) => {
    expect(opensNoMore(review, other)).toBe(holds)
  })
})

describe('needs that were escalated', () => {
  it('are the same after the same escalation once more', () => {
    fc.assert(
      fc.property(ruleReview, (review) => {
        for (const escalation of review.escalations) {
          const once = escalatedNeeds(review.needs, escalation, review.needs)

          expect(escalatedNeeds(once, escalation, review.needs)).toEqual(once)
        }
      }),
    )
  })

  it('keep for their own group what was asked since the proposal', () => {
    const [escalation] = escalating([{ group: 'security', count: 1 }], 'sre').escalations
    if (escalation === undefined) throw new Error('no escalation')
    const raised = [{ group: 'security', count: 2 }]

    expect(escalatedNeeds(raised, escalation, [{ group: 'security', count: 1 }])).toEqual([
      { group: 'security', count: 2, escalated: [{ group: 'sre', count: 0 }] },
    ])
  })
})

describe('escalate in a policy file', () => {
  const withReview = (more: string) =>
    `${head}destinations: { room: { slack: C0123456789 } }\n${defaultDeny}rules:\n  - { name: a, then: review, review: { needs: { group: security }, expires_in: 30m, ${more} } }\n`

  it('reads the time, the group and the destinations', () => {
    const { policy } = read(
      withReview('escalate: { after: 20m, add_group: sre, post_to: room }, high_risk: true'),
    )

    expect(policy.rules[0]).toMatchObject({
      review: {
        escalations: [
          {
            afterSeconds: 1_200,
            addGroup: 'sre',
            postTo: ['room'],
            seats: [{ group: 'security', count: 1 }],
          },
        ],
        highRisk: true,
        approveWhenCut: false,
      },
    })
  })

  it.each([
    ['escalate: { add_group: sre }', 'after', 'expected a duration'],
    ['escalate: { after: 30m, add_group: sre }', 'after', 'a duration shorter than expires_in'],
    ['escalate: { after: 10m }', '', 'found neither add_group nor post_to'],
    ['escalate: { after: 10m, add_group: nobody }', 'add_group', 'the name of no group'],
    ['escalate: { after: 10m, post_to: [room, hall] }', 'post_to[1]', 'the name of no destination'],
    ['escalate: { after: 10m, add_group: security }', '', 'the review asks already'],
    ['escalate: { after: 10m, add_group: sre, to: x }', 'to', 'found the unknown key "to"'],
  ])('%s is a fault', (text, key, detail) => {
    const path = `rules[0].review.escalate${key === '' ? '' : `.${key}`}`

    expect(faultsOf(withReview(text))).toEqual([
      expect.objectContaining({ path, detail: expect.stringContaining(detail) }),
    ])
  })

  it.each(['approve_when_cut: "yes"', 'high_risk: 1'])('%s is neither true nor false', (text) => {
    expect(faultsOf(withReview(text))).toMatchObject([
      { detail: expect.stringContaining('expected true or false') },
    ])
  })

  it('counts its group and its destinations as used', () => {
    const { warnings } = read(withReview('escalate: { after: 20m, add_group: sre, post_to: room }'))

    expect(warnings.filter((warning) => /sre|room is used/.test(warning))).toEqual([])
  })

  it('is said to loosen a default that keeps its seats', () => {
    const yaml = `${head}default: { then: review, review: { needs: { group: security }, expires_in: 1h } }
rules:
  - { name: a, then: review, review: { needs: { group: security }, expires_in: 30m, escalate: { after: 10m, add_group: sre } } }
`

    expect(read(yaml).warnings).toContain(
      "rule a loosens the default: its review asks for less than the default's",
    )
  })
})
