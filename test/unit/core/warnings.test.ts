import { describe, expect, it } from '@jest/globals'
import type { Destination } from '../../../src/core/policy/policy.ts'
import { warningsOf } from '../../../src/core/warnings.ts'
import {
  bothNeeds,
  compiledPolicy,
  evaluationOf,
  groupsYaml,
  reviewOf,
} from '../../fakes/records.ts'

const { policy } = compiledPolicy({
  destinations: '{ approvals: { slack: C0123456789 }, later: {} }',
})
const slack = { reaches: ({ slack: place }: Destination) => place !== null }
const evaluation = (postTo: string[]) => evaluationOf({ review: reviewOf(bothNeeds, { postTo }) })

describe('warningsOf', () => {
  it('warns of nothing where every destination can be reached', () => {
    expect(warningsOf(evaluation(['approvals']), policy, [slack], [])).toEqual([])
  })

  it.each([
    { why: 'no surface is switched on', postTo: ['approvals'], surfaces: [] },
    { why: 'the destination names no place', postTo: ['later'], surfaces: [slack] },
    { why: 'the destination is not known', postTo: ['gone'], surfaces: [slack] },
  ])('says so where $why', ({ postTo, surfaces }) => {
    expect(warningsOf(evaluation(postTo), policy, surfaces, [])).toEqual([
      { code: 'destination_unreachable', detail: expect.stringContaining(String(postTo[0])) },
    ])
  })

  it('warns of nothing where the console and the API are the only surfaces', () => {
    expect(warningsOf(evaluation([]), policy, [], [])).toEqual([])
  })

  it('warns of nothing where nobody is asked', () => {
    expect(warningsOf(evaluationOf({ effect: 'allow', review: null }), policy, [], [])).toEqual([])
  })
})

describe('warningsOf, where people are barred', () => {
  const groups = groupsYaml({ 'data-owners': ['ana', 'bo'], security: ['bo', 'cy'] })
  const shared = compiledPolicy({ groups }).policy
  const asked = (dataOwners: number, security: number) =>
    evaluationOf({
      review: reviewOf([
        { group: 'data-owners', count: dataOwners },
        { group: 'security', count: security },
      ]),
    })
  const detailsOf = (needs: [number, number], barred: string[]) =>
    warningsOf(
      asked(...needs),
      shared,
      [],
      barred.map((name) => `${name}@example.com`),
    )

  it.each<{ needs: [number, number]; barred: string[] }>([
    { needs: [1, 1], barred: [] },
    { needs: [1, 1], barred: ['ana'] },
    { needs: [1, 1], barred: ['bo', 'olga'] },
    { needs: [2, 1], barred: [] },
  ])('says nothing where those left can fill $needs without $barred', ({ needs, barred }) => {
    expect(detailsOf(needs, barred)).toEqual([])
  })

  it.each<{ needs: [number, number]; barred: string[]; said: string }>([
    { needs: [2, 1], barred: ['ana'], said: 'data-owners needs 2 people, and only 1 may decide' },
    {
      needs: [1, 1],
      barred: ['bo', 'cy'],
      said: 'security needs 1 person, and nobody is left who may decide',
    },
    { needs: [2, 2], barred: [], said: 'security needs 2 people, and only 1 may decide' },
  ])('says so where those left cannot fill $needs without $barred', ({ needs, barred, said }) => {
    expect(detailsOf(needs, barred)).toEqual([
      { code: 'needs_unmeetable', detail: expect.stringContaining(said) },
    ])
  })

  it('bars nobody where development mode allows self-approval', () => {
    const allowed = compiledPolicy({ groups, self_approval: 'allowed_in_development' }).policy

    expect(warningsOf(asked(2, 1), allowed, [], ['ana@example.com'])).toEqual([])
  })
})
