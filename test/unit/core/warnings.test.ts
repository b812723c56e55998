import { describe, expect, it } from '@jest/globals'
import type { Destination } from '../../../src/core/policy/policy.ts'
import { warningsOf } from '../../../src/core/warnings.ts'
import { bothNeeds, compiledPolicy, evaluationOf, reviewOf } from '../../fakes/records.ts'

const { policy } = compiledPolicy({
  destinations: '{ approvals: { slack: C0123456789 }, later: {} }',
})
const slack = { reaches: ({ slack: place }: Destination) => place !== null }
const evaluation = (postTo: string[]) => evaluationOf({ review: reviewOf(bothNeeds, { postTo }) })

describe('warningsOf', () => {
  it('warns of nothing where every destination can be reached', () => {
    expect(warningsOf(evaluation(['approvals']), policy, [slack])).toEqual([])
  })

  it.each([
    { why: 'no surface is switched on', postTo: ['approvals'], surfaces: [] },
    { why: 'the destination names no place', postTo: ['later'], surfaces: [slack] },
    { why: 'the destination is not known', postTo: ['gone'], surfaces: [slack] },
  ])('says so where $why', ({ postTo, surfaces }) => {
    expect(warningsOf(evaluation(postTo), policy, surfaces)).toEqual([
      { code: 'destination_unreachable', detail: expect.stringContaining(String(postTo[0])) },
    ])
  })

  it('warns of nothing where the console and the API are the only surfaces', () => {
    expect(warningsOf(evaluation([]), policy, [])).toEqual([])
  })

  it('warns of nothing where nobody is asked', () => {
    expect(warningsOf(evaluationOf({ effect: 'allow', review: null }), policy, [])).toEqual([])
  })
})
