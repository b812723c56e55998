import { describe, expect, it } from '@jest/globals'
import { type Case, judge, openNeeds, wantsComment } from '../../../src/core/judge.ts'
import { ana, bo, caseOf, cy, kim, olga, outcomeOf } from '../../fakes/cases.ts'
import {
  bothNeeds,
  compiledPolicy,
  deadline,
  decisionRecord,
  evaluationOf,
  groupsYaml,
  minute,
  personRecord,
  requestRecord,
  reviewOf,
} from '../../fakes/records.ts'

describe('the order of the checks', () => {
  const stranger = personRecord('stranger')
  const commentWanted = evaluationOf({ review: reviewOf(bothNeeds, { comment: 'always' }) })
  const settled = { status: 'expired', expiresAt: minute(1) } as const
  const taken = [decisionRecord(bo)]

  /** Each row holds its own fault and every fault that is checked after it. */
  const rows: [string, Case][] = [
    [
      'digest_mismatch',
      caseOf({
        digest: `sha256:${'0'.repeat(64)}`,
        request: requestRecord({ ...settled, barred: [ana.id], decisions: [decisionRecord(ana)] }),
      }),
    ],
    [
      'repeated',
      caseOf({
        request: requestRecord({ ...settled, barred: [ana.id], decisions: [decisionRecord(ana)] }),
      }),
    ],
    [
      'already_decided',
      caseOf({
        person: stranger,
        request: requestRecord({ ...settled, barred: [stranger.id], evaluation: commentWanted }),
      }),
    ],
    [
      'overdue',
      caseOf({
        person: stranger,
        request: requestRecord({
          expiresAt: minute(1),
          barred: [stranger.id],
          evaluation: commentWanted,
        }),
      }),
    ],
    [
      'self_approval',
      caseOf({
        person: stranger,
        request: requestRecord({ barred: [stranger.id], evaluation: commentWanted }),
      }),
    ],
    [
      'not_an_approver',
      caseOf({
        person: stranger,
        request: requestRecord({ evaluation: commentWanted, decisions: taken }),
      }),
    ],
    [
      'comment_required',
      caseOf({ request: requestRecord({ evaluation: commentWanted, decisions: taken }) }),
    ],
    ['need_already_met', caseOf({ request: requestRecord({ decisions: taken }) })],
    ['recorded', caseOf()],
  ]

  it.each(rows)('answers %s before whatever else is wrong', (outcome, given) => {
    expect(outcomeOf(given)).toBe(outcome)
  })
})

describe('the deadline', () => {
  it.each([
    { when: 'one millisecond before', past: -1, outcome: 'recorded' },
    { when: 'exactly when it is reached', past: 0, outcome: 'overdue' },
    { when: 'afterwards', past: 1, outcome: 'overdue' },
  ])('decides $outcome $when', ({ past, outcome }) => {
    expect(outcomeOf(caseOf({ now: new Date(deadline.getTime() + past) }))).toBe(outcome)
  })

  it('binds a denial too: what is overdue is expired, never denied', () => {
    expect(outcomeOf(caseOf({ decision: 'deny', now: deadline }))).toBe('overdue')
  })
})

describe('one’s own action', () => {
  it.each(['approve', 'deny'] as const)('cannot be decided by its owner: %s', (decision) => {
    const request = requestRecord({ barred: [ana.id] })

    expect(outcomeOf(caseOf({ request, decision }))).toBe('self_approval')
  })

  it('cannot be decided through whatever account: a person is one, with any e-mail', () => {
    const other = personRecord('ana', { emails: ['a.second@example.com', 'cy@example.com'] })
    const request = requestRecord({ barred: [ana.id] })

    expect(outcomeOf(caseOf({ request, person: other }))).toBe('self_approval')
  })

  it('stays barred for whoever was an owner at any moment since the proposal', () => {
    const request = requestRecord({ barred: [olga.id, ana.id, cy.id] })

    expect([ana, cy].map((person) => outcomeOf(caseOf({ request, person })))).toEqual([
      'self_approval',
      'self_approval',
    ])
  })

  it('says to its owner who is still needed', () => {
    const request = requestRecord({ barred: [ana.id], decisions: [decisionRecord(bo)] })

    expect(judge(caseOf({ request }))).toEqual({
      kind: 'refused',
      code: 'self_approval',
      open: [{ group: 'security', count: 1 }],
    })
  })

  it('may be decided in development mode where the policy says so, and is marked then', () => {
    const policy = compiledPolicy({ self_approval: 'allowed_in_development' })
    const request = requestRecord({ barred: [ana.id] })

    const rulings = (['approve', 'deny'] as const).map((decision) =>
      judge(caseOf({ policy, request, decision })),
    )

    expect(rulings).toEqual([
      expect.objectContaining({ kind: 'recorded', ownAction: true }),
      expect.objectContaining({ kind: 'recorded', ownAction: true }),
    ])
  })

  it('is not marked where somebody else decides', () => {
    const policy = compiledPolicy({ self_approval: 'allowed_in_development' })

    expect(judge(caseOf({ policy }))).toMatchObject({ kind: 'recorded', ownAction: false })
  })
})

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

describe('the comment', () => {
  const wanting = (comment: 'never' | 'on_deny' | 'always') =>
    requestRecord({ evaluation: evaluationOf({ review: reviewOf(bothNeeds, { comment }) }) })

  it.each([
    { rule: 'never', decision: 'approve', wants: false },
    { rule: 'never', decision: 'deny', wants: false },
    { rule: 'on_deny', decision: 'approve', wants: false },
    { rule: 'on_deny', decision: 'deny', wants: true },
    { rule: 'always', decision: 'approve', wants: true },
    { rule: 'always', decision: 'deny', wants: true },
  ] as const)('of the rule $rule is wanted with $decision: $wants', ({ rule, decision, wants }) => {
    expect(wantsComment(rule, decision)).toBe(wants)
    expect(outcomeOf(caseOf({ request: wanting(rule), decision })) === 'comment_required').toBe(
      wants,
    )
  })

  it.each([null, '', ' \n\t '])('is missing where it says nothing: %j', (comment) => {
    expect(outcomeOf(caseOf({ request: wanting('always'), comment }))).toBe('comment_required')
  })

  it('is enough with one word', () => {
    expect(outcomeOf(caseOf({ request: wanting('always'), comment: 'yes' }))).toBe('recorded')
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
