import { describe, expect, it } from '@jest/globals'
import { seatsOf, standingOf } from '../../../src/core/progress.ts'
import { ana, bo, cy } from '../../fakes/cases.ts'
import {
  compiledPolicy,
  decisionRecord,
  groupsYaml,
  minute,
  personRecord,
  requestRecord,
} from '../../fakes/records.ts'

const { policy } = compiledPolicy()

describe('standingOf', () => {
  it('says of an untouched request that everybody is still needed', () => {
    expect(standingOf(requestRecord(), policy)).toEqual([
      { group: 'data-owners', count: 1, have: 0, by: [] },
      { group: 'security', count: 1, have: 0, by: [] },
    ])
  })

  it('names who counts for which need just now', () => {
    const approval = decisionRecord(ana)

    expect(standingOf(requestRecord({ decisions: [approval] }), policy)).toEqual([
      { group: 'data-owners', count: 1, have: 1, by: [approval] },
      { group: 'security', count: 1, have: 0, by: [] },
    ])
  })

  it('computes afresh while pending: who left the group counts no more', () => {
    const { policy: later } = compiledPolicy({
      groups: groupsYaml({ 'data-owners': ['bo'], security: ['cy'] }),
    })

    const standing = standingOf(requestRecord({ decisions: [decisionRecord(ana)] }), later)

    expect(standing.map(({ have }) => have)).toEqual([0, 0])
  })

  it('stays as it was settled, whatever happened to the people and the policy since', () => {
    const gone = decisionRecord(personRecord('ana', { disabled: true, emails: [] }))
    const request = requestRecord({
      status: 'approved',
      decisions: [gone, decisionRecord(cy)],
      decidedAt: minute(5),
      settlement: {
        by: 'people',
        reason: null,
        seats: [
          { decision: 'dec_ana', group: 'data-owners' },
          { decision: 'dec_cy', group: 'security' },
        ],
      },
    })

    expect(standingOf(request, policy).map(({ have }) => have)).toEqual([1, 1])
  })

  it('counts nobody for a request that was denied', () => {
    const request = requestRecord({
      status: 'denied',
      decisions: [decisionRecord(ana), decisionRecord(bo, 'deny')],
      settlement: { by: 'people', reason: null, seats: [] },
    })

    expect(standingOf(request, policy).map(({ have }) => have)).toEqual([0, 0])
  })
})

describe('seatsOf', () => {
  it('seats approvals and no denial', () => {
    const decisions = [decisionRecord(ana), decisionRecord(cy, 'deny')]

    expect(seatsOf(requestRecord({ decisions }), policy)).toEqual([
      { decision: 'dec_ana', group: 'data-owners' },
    ])
  })

  it('seats the approval of somebody who denied afterwards, and not the denial', () => {
    const denial = decisionRecord(ana, 'deny', { id: 'dec_ana_denies' })
    const request = requestRecord({ decisions: [decisionRecord(ana), denial] })

    expect(seatsOf(request, policy)).toEqual([{ decision: 'dec_ana', group: 'data-owners' }])
  })
})
