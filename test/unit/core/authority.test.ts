import { describe, expect, it } from '@jest/globals'
import {
  countingApprovers,
  groupsOf,
  isAdministrator,
  isBarred,
  isMember,
  isOwnAction,
  mayRead,
} from '../../../src/core/authority.ts'
import { ana, bo, cy, olga } from '../../fakes/cases.ts'
import {
  compiledPolicy,
  decisionRecord,
  groupsYaml,
  personRecord,
  requestRecord,
} from '../../fakes/records.ts'

const { policy } = compiledPolicy()
const { policy: lenient } = compiledPolicy({ self_approval: 'allowed_in_development' })

describe('groupsOf', () => {
  const { policy: overlapping } = compiledPolicy({
    groups: groupsYaml({ 'data-owners': ['ana', 'bo'], security: ['ana', 'cy'] }),
  })

  it.each([
    { who: 'a member of two groups', emails: ['ana@example.com'], in: ['data-owners', 'security'] },
    { who: 'somebody whom nobody names', emails: ['eve@example.com'], in: [] },
    { who: 'somebody without an e-mail', emails: [], in: [] },
    {
      who: 'a holder of two e-mails',
      emails: ['bo@example.com', 'cy@example.com'],
      in: ['data-owners', 'security'],
    },
  ])('finds the groups of $who by the e-mails that they hold now', ({ emails, in: groups }) => {
    expect(groupsOf(personRecord('somebody', { emails }), overlapping)).toEqual(groups)
  })

  it('finds those of Slack by the rosters that the person is in, of the workspace that the policy names', () => {
    const { policy: ofSlack } = compiledPolicy({
      groups:
        '{ data-owners: { slack_usergroup: S0DATA }, security: { slack_usergroup: S0SEC, team: T0HOME } }',
    })
    const inGroups = (usergroups: { team: string | null; id: string }[]) =>
      groupsOf(personRecord('ana', { usergroups }), ofSlack)

    expect(inGroups([])).toEqual([])
    expect(inGroups([{ team: null, id: 'S0DATA' }])).toEqual(['data-owners'])
    expect(inGroups([{ team: 'T0HOME', id: 'S0SEC' }])).toEqual(['security'])
    expect(inGroups([{ team: 'T0OTHER', id: 'S0SEC' }])).toEqual([])
    expect(inGroups([{ team: null, id: 'S0SEC' }])).toEqual([])
  })

  it('finds those of the directory and of sign-in by their names, each by its own source', () => {
    const { policy: kept } = compiledPolicy({
      groups: '{ data-owners: { directory: "Data Owners" }, security: { oidc_group: "Sec" } }',
    })
    const inGroups = (directoryGroups: string[], oidcGroups: string[]) =>
      groupsOf(personRecord('ana', { directoryGroups, oidcGroups }), kept)

    expect(inGroups(['Data Owners'], [])).toEqual(['data-owners'])
    expect(inGroups([], ['Sec'])).toEqual(['security'])
    expect(inGroups(['Sec'], ['Data Owners'])).toEqual([])
    expect(inGroups(['data owners'], ['sec'])).toEqual([])
    expect(groupsOf(ana, kept)).toEqual([])
  })

  it('believes no name and no id, only e-mails', () => {
    const eve = personRecord('ana', { name: 'ana@example.com', emails: ['eve@example.com'] })

    expect(groupsOf(eve, policy)).toEqual([])
  })
})

describe('isAdministrator', () => {
  const { policy: governed } = compiledPolicy({ admins: 'security' })

  it.each([
    { who: 'a member of the group that administers', person: cy, is: true },
    { who: 'a member of another group', person: ana, is: false },
    {
      who: 'one who is disabled',
      person: personRecord('cy', { disabled: true, emails: ['cy@example.com'] }),
      is: false,
    },
  ])('says $is of $who', ({ person, is }) => {
    expect(isAdministrator(person, governed)).toBe(is)
  })

  it('says no of everybody where the policy names no such group', () => {
    expect([ana, bo, cy, olga].some((person) => isAdministrator(person, policy))).toBe(false)
  })
})

describe('isMember', () => {
  it.each([
    { groups: ['security'], member: true },
    { groups: ['data-owners', 'security'], member: true },
    { groups: ['data-owners'], member: false },
    { groups: [], member: false },
    { groups: ['constructor', '__proto__', 'gone'], member: false },
  ])('says $member of Cy for $groups', ({ groups, member }) => {
    expect(isMember(cy, groups, policy)).toBe(member)
  })
})

describe('isBarred', () => {
  it('bars everyone on the request’s list and nobody else', () => {
    const request = requestRecord({ barred: [olga.id, ana.id] })

    expect([olga, ana, bo].map((person) => isBarred(person, request, policy))).toEqual([
      true,
      true,
      false,
    ])
  })

  it('is lifted by the policy of development mode, which still calls the action one’s own', () => {
    const request = requestRecord({ barred: [ana.id] })

    expect(isBarred(ana, request, lenient)).toBe(false)
    expect(isOwnAction(ana, request)).toBe(true)
  })
})

describe('mayRead', () => {
  it.each([
    { who: 'a member', person: ana, may: true },
    { who: 'an owner', person: olga, may: true },
    { who: 'a stranger', person: personRecord('eve'), may: false },
    { who: 'a disabled member', person: personRecord('ana', { disabled: true }), may: false },
    { who: 'a disabled owner', person: personRecord('olga', { disabled: true }), may: false },
  ])('lets $who read: $may', ({ person, may }) => {
    expect(mayRead(person, requestRecord(), policy)).toBe(may)
  })

  it('shows a request to none but the groups that it asks', () => {
    const request = requestRecord({ needs: [{ group: 'security', count: 1 }] })

    expect([ana, cy].map((person) => mayRead(person, request, policy))).toEqual([false, true])
  })
})

describe('countingApprovers', () => {
  it('counts approvals alone, in the order in which they were given', () => {
    const decisions = [decisionRecord(cy), decisionRecord(bo, 'deny'), decisionRecord(ana)]

    expect(countingApprovers(requestRecord({ decisions }), policy)).toEqual([
      { id: cy.id, groups: ['security'] },
      { id: ana.id, groups: ['data-owners'] },
    ])
  })

  it('leaves out who is disabled or barred by now', () => {
    const decisions = [decisionRecord(personRecord('cy', { disabled: true })), decisionRecord(olga)]

    expect(countingApprovers(requestRecord({ decisions }), policy)).toEqual([])
  })
})
