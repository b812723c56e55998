import { describe, expect, it } from '@jest/globals'
import { judge, openNeeds } from '../../../src/core/judge.ts'
import { ana, bo, caseOf, cy, kim, olga, outcomeOf } from '../../fakes/cases.ts'
import {
  bothNeeds,
  compiledPolicy,
  decisionRecord,
  groupsYaml,
  personRecord,
  requestRecord,
} from '../../fakes/records.ts'

describe('whose word counts', () => {
  it('refuses a disabled person, whichever group they are in', () => {
    const person = personRecord('ana', { disabled: true })

    expect(outcomeOf(caseOf({ person }))).toBe('not_an_approver')
    expect(outcomeOf(caseOf({ person, decision: 'deny' }))).toBe('not_an_approver')
  })

  it('refuses who left the group, although they were in it when the card was posted', () => {
    const policy = compiledPolicy({
      groups: groupsYaml({ 'data-owners': ['bo'], security: ['cy'] }),
    })

    expect(outcomeOf(caseOf({ policy }))).toBe('not_an_approver')
  })

  it('refuses a member of a group that this request does not ask', () => {
    const policy = compiledPolicy({
      groups: groupsYaml({ 'data-owners': ['bo'], security: ['cy'], sre: ['ana'] }),
    })

    expect(outcomeOf(caseOf({ policy }))).toBe('not_an_approver')
  })

  it.each([
    { who: 'disabled', person: personRecord('ana', { disabled: true }), barred: [olga.id] },
    { who: 'barred', person: ana, barred: [ana.id] },
    { who: 'without the e-mail', person: personRecord('ana', { emails: [] }), barred: [olga.id] },
  ])('does not count an approver who became $who after approving', ({ person, barred }) => {
    const request = requestRecord({ barred, decisions: [decisionRecord(person)] })

    const ruling = judge(caseOf({ request, person: cy }))

    expect(ruling).toMatchObject({ kind: 'recorded', settled: null, counted: expect.anything() })
    expect(openNeeds(bothNeeds, request, caseOf().policy)).toEqual(bothNeeds)
  })

  it('rests an approval on everybody who counts for it', () => {
    const request = requestRecord({ decisions: [decisionRecord(ana)] })

    expect(judge(caseOf({ request, person: cy }))).toMatchObject({
      settled: { status: 'approved' },
      counted: [cy.id, ana.id],
    })
  })

  it('settles by one deny of any unbarred member, whoever has approved', () => {
    const request = requestRecord({ decisions: [decisionRecord(ana)] })

    expect(judge(caseOf({ request, person: kim, decision: 'deny' }))).toMatchObject({
      settled: { status: 'denied', by: 'people', reason: null },
    })
  })

  it('names who denied with a group of theirs, beside the approvals so far', () => {
    const request = requestRecord({ decisions: [decisionRecord(ana)] })

    expect(judge(caseOf({ request, person: kim, decision: 'deny' }))).toMatchObject({
      settled: {
        seats: [
          { decision: 'dec_ana', group: 'data-owners' },
          { decision: 'dec_now', group: 'security' },
        ],
      },
    })
  })

  it('lets whoever approved deny while the request is pending', () => {
    const request = requestRecord({ decisions: [decisionRecord(ana)] })

    expect(outcomeOf(caseOf({ request, decision: 'deny' }))).toBe('denied')
  })

  it('lets a member deny whose approval would fill no open seat', () => {
    const request = requestRecord({ decisions: [decisionRecord(ana)] })

    expect(outcomeOf(caseOf({ request, person: bo }))).toBe('need_already_met')
    expect(outcomeOf(caseOf({ request, person: bo, decision: 'deny' }))).toBe('denied')
  })

  it('says what is still needed where an approval would fill no open seat', () => {
    const request = requestRecord({ decisions: [decisionRecord(ana)] })

    expect(judge(caseOf({ request, person: bo }))).toEqual({
      kind: 'refused',
      code: 'need_already_met',
      open: [{ group: 'security', count: 1 }],
    })
  })

  it('seats a person of two groups once: one person is never two', () => {
    const policy = compiledPolicy({
      groups: groupsYaml({ 'data-owners': ['ana', 'bo'], security: ['ana', 'cy'] }),
    })

    expect(outcomeOf(caseOf({ policy }))).toBe('recorded')
  })

  it('never lets a person of two groups block the one who completes the needs', () => {
    const policy = compiledPolicy({
      groups: groupsYaml({ 'data-owners': ['ana', 'bo'], security: ['ana', 'cy'] }),
    })
    const request = requestRecord({ decisions: [decisionRecord(ana)] })

    const verdicts = [bo, cy].map((person) => judge(caseOf({ policy, request, person })))

    expect(verdicts).toEqual([
      expect.objectContaining({
        settled: expect.objectContaining({
          status: 'approved',
          seats: [
            { decision: 'dec_now', group: 'data-owners' },
            { decision: 'dec_ana', group: 'security' },
          ],
        }),
      }),
      expect.objectContaining({ settled: expect.objectContaining({ status: 'approved' }) }),
    ])
  })
})

describe('an approver who counts again', () => {
  it('does not leave a request whose needs are all met to wait for its deadline', () => {
    const request = requestRecord({ decisions: [decisionRecord(ana), decisionRecord(cy)] })

    expect(judge(caseOf({ request, person: kim }))).toMatchObject({
      settled: {
        status: 'approved',
        seats: [
          { decision: 'dec_ana', group: 'data-owners' },
          { decision: 'dec_cy', group: 'security' },
        ],
      },
    })
  })
})
