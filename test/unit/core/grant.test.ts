import { describe, expect, it } from '@jest/globals'
import type { GrantClaims } from '../../../src/contract/grant.ts'
import { grantIdOf, grantStatus, judgeUse, type Use } from '../../../src/core/grant.ts'
import type { GrantRecord, RequestRecord } from '../../../src/core/record.ts'
import {
  compiledPolicy,
  decisionRecord,
  minute,
  personRecord,
  requestRecord,
  reviewYaml,
} from '../../fakes/records.ts'

const unused: GrantRecord = {
  until: minute(60),
  usedAt: null,
  usedBy: null,
  revokedAt: null,
  revokeReason: null,
}
const seconds = (date: Date) => Math.floor(date.getTime() / 1_000)

function approved(changes: Partial<RequestRecord> = {}): RequestRecord {
  return requestRecord({
    status: 'approved',
    decisions: [decisionRecord(personRecord('ana')), decisionRecord(personRecord('cy'))],
    settlement: { by: 'people', reason: null, seats: [] },
    decidedAt: minute(5),
    readAt: minute(6),
    grant: unused,
    ...changes,
  })
}

function claimsOf(request: RequestRecord, changes: Partial<GrantClaims> = {}): GrantClaims {
  return {
    iss: 'https://countersign.example.com',
    aud: 'https://countersign.example.com',
    sub: request.agent.id,
    jti: grantIdOf(request.id),
    iat: seconds(minute(5)),
    nbf: seconds(minute(5)),
    exp: seconds(minute(10)),
    request: request.id,
    digest: request.digest,
    policy: request.policyVersion,
    approvals: [],
    authorization_details: [
      { type: 'countersign_action', action: request.action, resource: null, environment: null },
    ],
    log: null,
    ...changes,
  }
}

function judged(request: RequestRecord, changes: Partial<Use> = {}) {
  return judgeUse({
    claims: claimsOf(request),
    request,
    agent: request.agent.id,
    digest: request.digest,
    policy: compiledPolicy(),
    ...changes,
  })
}

const refused = (code: string) => ({ ok: false, code })

describe('a use', () => {
  it('rests on the standing of those whose approvals the policy in force wants', () => {
    expect(judged(approved())).toEqual({ ok: true, counted: ['per_ana', 'per_cy'] })
  })

  it('is refused for the first reason in the order of the contract', () => {
    const used = { ...unused, usedAt: minute(5), usedBy: 'agt_etl' as const }
    const revoked = { ...unused, revokedAt: minute(5) }
    const late = minute(61)
    const none = { ...approved().agent, disabled: true }
    const everything: Partial<Use> = {
      agent: 'agt_other',
      digest: 'sha256:other',
      policy: compiledPolicy({ default: reviewYaml('security: 2') }),
    }
    const wrong = (grant: GrantRecord, keep: (keyof Use)[] = []) => {
      const request = approved({ grant, readAt: late })
      const changes = Object.fromEntries(
        Object.entries(everything).filter(([key]) => !keep.includes(key as keyof Use)),
      )
      return judged(request, changes)
    }

    expect(
      judged(approved(), { ...everything, claims: claimsOf(approved(), { digest: 'x' }) }),
    ).toEqual(refused('grant_invalid'))
    expect(wrong(used)).toEqual(refused('grant_not_yours'))
    expect(wrong(used, ['agent'])).toEqual(refused('grant_already_used'))
    expect(wrong(revoked, ['agent'])).toEqual(refused('grant_revoked'))
    expect(wrong(unused, ['agent'])).toEqual(refused('grant_expired'))
    expect(judged(approved({ agent: none }))).toEqual(refused('grant_revoked'))
    expect(judged(approved(), { ...everything, agent: 'agt_etl' })).toEqual(
      refused('action_mismatch'),
    )
    expect(judged(approved(), { policy: everything.policy ?? compiledPolicy() })).toEqual(
      refused('policy_changed'),
    )
  })

  it.each<[string, Partial<GrantClaims>, string]>([
    ['whose signature is over', { exp: seconds(minute(6)) }, 'grant_expired'],
    ['that is not valid yet', { nbf: seconds(minute(7)) }, 'grant_invalid'],
    ['of another agent’s request', { sub: 'agt_other' }, 'grant_invalid'],
  ])('is refused for a grant %s', (_, changes, code) => {
    const request = approved()
    expect(judged(request, { claims: claimsOf(request, changes) })).toEqual(refused(code))
  })

  it('is refused for a request that was not approved', () => {
    const request = approved({ status: 'denied', grant: null })
    expect(judged(request)).toEqual(refused('grant_invalid'))
  })

  it.each([
    ['was disabled', personRecord('cy', { disabled: true })],
    ['left the group', personRecord('cy', { emails: ['cy@elsewhere.example'] })],
  ])('is refused where an approver %s since', (_, cy) => {
    const decisions = [decisionRecord(personRecord('ana')), decisionRecord(cy)]
    expect(judged(approved({ decisions }))).toEqual(refused('policy_changed'))
  })

  it('is refused where an approver became an owner since', () => {
    expect(judged(approved({ barred: ['per_cy'] }))).toEqual(refused('policy_changed'))
  })
})

describe('where a grant stands', () => {
  it.each<[string | null, Partial<RequestRecord>]>([
    [null, { grant: null }],
    ['unused', {}],
    ['expired', { readAt: minute(60) }],
    ['used', { grant: { ...unused, usedAt: minute(7) }, readAt: minute(61) }],
    ['revoked', { grant: { ...unused, revokedAt: minute(7) }, readAt: minute(61) }],
  ])('is %s', (status, changes) => {
    expect(grantStatus(approved(changes))).toBe(status)
  })
})
