import { describe, expect, it } from '@jest/globals'
import { type Case, judge, wantsComment } from '../../../src/core/judge.ts'
import { ana, bo, caseOf, cy, olga, outcomeOf } from '../../fakes/cases.ts'
import {
  bothNeeds,
  compiledPolicy,
  deadline,
  decisionRecord,
  evaluationOf,
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
