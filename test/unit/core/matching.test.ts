import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type Approver, isMet, seat, wouldFill } from '../../../src/core/matching.ts'
import type { Need } from '../../../src/core/policy/policy.ts'

const groups = ['a', 'b', 'c', 'd']

const needs: fc.Arbitrary<Need[]> = fc.array(
  fc.record({ group: fc.constantFrom(...groups), count: fc.integer({ min: 0, max: 3 }) }),
  { maxLength: 4 },
)

const approvers: fc.Arbitrary<Approver<number>[]> = fc
  .array(fc.uniqueArray(fc.constantFrom(...groups), { maxLength: 4 }), { maxLength: 6 })
  .map((memberships) => memberships.map((member, id) => ({ id, groups: member })))

/** The most seats that can be filled, by trying every choice of every person. */
function bestByTrying(wanted: Need[], people: Approver<number>[]): number {
  const [person, ...others] = people
  if (person === undefined) return 0
  const seated = wanted.flatMap((need, index) =>
    need.count > 0 && person.groups.includes(need.group)
      ? [1 + bestByTrying(wanted.with(index, { ...need, count: need.count - 1 }), others)]
      : [],
  )
  return Math.max(bestByTrying(wanted, others), ...seated)
}

describe('seat', () => {
  it('fills as many seats as trying everything does', () => {
    fc.assert(
      fc.property(needs, approvers, (wanted, people) => {
        expect(seat(wanted, people).seats).toHaveLength(bestByTrying(wanted, people))
      }),
      { numRuns: 1_000 },
    )
  })

  it('gives each person one seat at most, and only one of their own groups', () => {
    fc.assert(
      fc.property(needs, approvers, (wanted, people) => {
        const { seats } = seat(wanted, people)

        expect(new Set(seats.map(({ approver }) => approver)).size).toBe(seats.length)
        expect(seats.every(({ approver, group }) => people[approver]?.groups.includes(group))).toBe(
          true,
        )
      }),
    )
  })

  it('fills no need beyond its count, and counts what it filled', () => {
    fc.assert(
      fc.property(needs, approvers, (wanted, people) => {
        const { seats, have } = seat(wanted, people)

        expect(have).toHaveLength(wanted.length)
        expect(have.every((count, index) => count <= (wanted[index]?.count ?? 0))).toBe(true)
        expect(have.reduce((sum, count) => sum + count, 0)).toBe(seats.length)
      }),
    )
  })

  it('never unseats anybody when another approver comes', () => {
    fc.assert(
      fc.property(needs, approvers, (wanted, people) => {
        const before = seat(wanted, people.slice(0, -1)).seats.map(({ approver }) => approver)
        const after = seat(wanted, people).seats.map(({ approver }) => approver)

        expect(after).toEqual(expect.arrayContaining(before))
      }),
    )
  })

  it('fills as many seats in whatever order the needs and the people stand', () => {
    const shuffled = fc
      .tuple(needs, approvers)
      .chain(([wanted, people]) =>
        fc.tuple(
          fc.constant({ wanted, people }),
          fc.shuffledSubarray(wanted, { minLength: wanted.length }),
          fc.shuffledSubarray(people, { minLength: people.length }),
        ),
      )

    fc.assert(
      fc.property(shuffled, ([given, wanted, people]) => {
        expect(seat(wanted, people).seats).toHaveLength(
          seat(given.wanted, given.people).seats.length,
        )
      }),
    )
  })

  it('moves an earlier approver of two groups, so that they never block a later one', () => {
    const wanted = [
      { group: 'a', count: 1 },
      { group: 'b', count: 1 },
    ]

    const { seats } = seat(wanted, [
      { id: 'both', groups: ['a', 'b'] },
      { id: 'only-a', groups: ['a'] },
    ])

    expect(seats).toEqual([
      { approver: 'only-a', group: 'a' },
      { approver: 'both', group: 'b' },
    ])
  })

  it('seats people and leaves the arguments as they were', () => {
    fc.assert(
      fc.property(needs, approvers, (wanted, people) => {
        const before = structuredClone({ wanted, people })
        seat(wanted, people)

        expect({ wanted, people }).toEqual(before)
      }),
    )
  })
})

describe('wouldFill', () => {
  it('agrees with trying everything on whether one more approver fills an open seat', () => {
    fc.assert(
      fc.property(needs, approvers, (wanted, people) => {
        const candidate = people.at(-1)
        if (candidate === undefined) return
        const others = people.slice(0, -1)

        expect(wouldFill(wanted, others, candidate)).toBe(
          bestByTrying(wanted, people) > bestByTrying(wanted, others),
        )
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('isMet', () => {
  it.each([
    { wanted: [], have: [], met: true },
    { wanted: [{ group: 'a', count: 1 }], have: [1], met: true },
    { wanted: [{ group: 'a', count: 2 }], have: [1], met: false },
    { wanted: [{ group: 'a', count: 1 }], have: [], met: false },
    {
      wanted: [
        { group: 'a', count: 1 },
        { group: 'b', count: 1 },
      ],
      have: [1, 0],
      met: false,
    },
  ])('says $met of $have for $wanted', ({ wanted, have, met }) => {
    expect(isMet(wanted, have)).toBe(met)
  })
})
