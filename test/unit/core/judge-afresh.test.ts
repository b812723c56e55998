import { describe, expect, it } from '@jest/globals'
import { claimOf, judge, reviewedAfresh } from '../../../src/core/judge.ts'
import { ana, bo, caseOf, cy, kim, outcomeOf } from '../../fakes/cases.ts'
import {
  bothNeeds,
  compiledPolicy,
  decisionRecord,
  evaluationOf,
  minute,
  requestRecord,
  reviewOf,
  reviewYaml,
} from '../../fakes/records.ts'

const halfWay = requestRecord({ decisions: [decisionRecord(ana)] })
const stricter = compiledPolicy({ default: reviewYaml('data-owners: 1, security: 2') })

describe('a policy that came into force since the proposal', () => {
  it.each([
    { name: 'allows', rules: '[{ name: all, match: { action: "*" }, then: allow }]' },
    { name: 'asks for less', default: reviewYaml('security: 1') },
    { name: 'asks for other groups', default: reviewYaml('sre: 1') },
  ])('loosens nothing where it $name by now', ({ name: _, ...sections }) => {
    const groups =
      '{ data-owners: { members: [ana@example.com, bo@example.com] }, security: { members: [cy@example.com] }, sre: { members: [sam@example.com] } }'
    const policy = compiledPolicy({ groups, ...sections })

    const { needs } = reviewedAfresh({ request: requestRecord(), policy, now: minute(5) })

    expect(needs).toEqual(expect.arrayContaining(bothNeeds))
    expect(outcomeOf(caseOf({ policy, person: cy }))).toBe('recorded')
  })

  it('settles under the terms of the request where it allows by now', () => {
    const policy = compiledPolicy({ rules: '[{ name: all, match: { action: "*" }, then: allow }]' })

    expect(outcomeOf(caseOf({ policy, request: halfWay, person: cy }))).toBe('approved')
    expect(outcomeOf(caseOf({ policy, request: halfWay, person: bo }))).toBe('need_already_met')
  })

  it('replaces the needs with stricter ones, which the change carries', () => {
    const ruling = judge(caseOf({ policy: stricter, request: halfWay, person: cy }))

    expect(ruling).toMatchObject({
      kind: 'recorded',
      settled: null,
      needs: [
        { group: 'data-owners', count: 1 },
        { group: 'security', count: 2 },
      ],
    })
  })

  it('keeps the stricter needs when it is looser again', () => {
    const request = requestRecord({
      needs: [
        { group: 'data-owners', count: 1 },
        { group: 'security', count: 2 },
      ],
      decisions: [decisionRecord(ana)],
    })

    expect(outcomeOf(caseOf({ request, person: cy }))).toBe('recorded')
  })

  it('settles once the stricter needs are met', () => {
    const request = requestRecord({ decisions: [decisionRecord(ana), decisionRecord(cy)] })

    expect(outcomeOf(caseOf({ policy: stricter, request, person: kim }))).toBe('approved')
  })

  it('adds its groups to those who may decide', () => {
    const policy = compiledPolicy({
      groups:
        '{ data-owners: { members: [bo@example.com] }, security: { members: [cy@example.com] }, sre: { members: [ana@example.com] } }',
      default: reviewYaml('sre: 1'),
    })

    expect(outcomeOf(caseOf({ policy }))).toBe('recorded')
    expect(outcomeOf(caseOf({ policy, decision: 'deny' }))).toBe('denied')
  })

  it('wants a comment where it does by now', () => {
    const policy = compiledPolicy({
      default: reviewYaml('data-owners: 1, security: 1', 'comment: always'),
    })

    expect(outcomeOf(caseOf({ policy }))).toBe('comment_required')
  })

  it('still wants the comment that the request asked for', () => {
    const evaluation = evaluationOf({
      review: reviewOf(bothNeeds, { comment: 'always' }),
    })

    expect(outcomeOf(caseOf({ request: requestRecord({ evaluation }) }))).toBe('comment_required')
  })

  it('denies by policy as soon as somebody would approve, where it denies by now', () => {
    const rules =
      '[{ name: no-exports, match: { action: "data.*" }, then: deny, because: "No exports in November." }]'
    const policy = compiledPolicy({ rules })

    expect(judge(caseOf({ policy }))).toMatchObject({
      settled: {
        status: 'denied',
        by: 'policy',
        reason: 'No exports in November.',
        seats: [{ group: 'data-owners' }],
      },
    })
  })

  it('leaves a denial to the person who denies, where it denies by now', () => {
    const policy = compiledPolicy({
      rules: '[{ name: no-exports, match: { action: "data.*" }, then: deny }]',
    })

    expect(judge(caseOf({ policy, decision: 'deny' }))).toMatchObject({
      settled: { status: 'denied', by: 'people' },
    })
  })

  it('denies where it pins the resource to another environment by now', () => {
    const policy = compiledPolicy({
      resources: '[{ match: "postgres://prod/**", environment: staging }]',
    })

    expect(judge(caseOf({ policy }))).toMatchObject({
      settled: { status: 'denied', by: 'policy', reason: expect.stringContaining('staging') },
    })
  })

  it('does not open the request to those whom nobody asks, where it denies by now', () => {
    const policy = compiledPolicy({
      rules: '[{ name: no-exports, match: { action: "data.*" }, then: deny }]',
    })

    expect(outcomeOf(caseOf({ policy, person: { ...ana, emails: [] } }))).toBe('not_an_approver')
  })
})

describe('claimOf', () => {
  it('repeats what the agent claimed: its own environment, labels and beneficiary', () => {
    const request = requestRecord({
      environment: null,
      onBehalfOfEmail: 'Ana@Example.com',
      evaluation: evaluationOf({
        environment: 'production',
        environmentSource: 'resource',
        labels: ['pii', 'weekly'],
        labelSources: { pii: ['postgres://prod/customers*'], weekly: ['agent'] },
      }),
    })

    expect(claimOf(request, minute(5))).toEqual({
      agent: { id: 'agt_etl', name: 'etl-bot' },
      action: 'data.export',
      resource: 'postgres://prod/customers',
      environment: null,
      onBehalfOf: 'ana@example.com',
      payload: { table: 'customers', rows: 10412 },
      labels: ['weekly'],
      now: minute(5),
    })
  })
})

it('lets an approval be executed no longer than the shorter of what was asked and what the policy in force says', () => {
  const request = requestRecord({ decisions: [decisionRecord(ana)] })
  const settledUnder = (more: string) => {
    const policy = compiledPolicy({ default: reviewYaml('data-owners: 1, security: 1', more) })
    return judge(caseOf({ request, person: cy, policy }))
  }
  const within = (executeWithinSeconds: number) => ({
    settled: { status: 'approved', executeWithinSeconds },
  })

  expect(settledUnder('execute_within: 5m')).toMatchObject(within(300))
  expect(settledUnder('execute_within: 2h')).toMatchObject(within(3_600))
})
