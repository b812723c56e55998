import { describe, expect, it } from '@jest/globals'
import {
  rosterWarnings,
  sizeWarnings,
  troubleSaid,
  usergroupsIn,
} from '../../../src/core/rosters.ts'
import { warningsOf } from '../../../src/core/warnings.ts'
import { compiledPolicy, evaluationOf, reviewOf, reviewYaml } from '../../fakes/records.ts'
import { faultsOf } from './policy/build.ts'

const { policy } = compiledPolicy({
  groups: '{ security: { slack_usergroup: S0SEC }, sre: { members: [sam@example.com] } }',
  default: reviewYaml('security: 3, sre: 1'),
})
const group = { team: null, id: 'S0SEC' }

describe('a group that Slack keeps', () => {
  it.each([
    ['was never read', [], 'it was not read yet'],
    ['was not read in time', [{ group, people: null, trouble: null }], 'it was not read yet'],
    [
      'is beyond the plan',
      [{ group, people: null, trouble: 'plan_upgrade_required' }],
      'user groups are not part of the plan of this Slack workspace',
    ],
    [
      'may not be read',
      [{ group, people: null, trouble: 'missing_scope' }],
      'the Slack app lacks the scope usergroups:read',
    ],
    [
      'does not exist',
      [{ group, people: null, trouble: 'no_such_subteam' }],
      'Slack knows no such user group',
    ],
    ['fails otherwise', [{ group, people: null, trouble: 'http_500' }], 'http_500'],
  ])('says on the request that asks it that it %s', (_, rosters, why) => {
    expect(rosterWarnings(['security', 'sre'], policy, rosters)).toEqual([
      {
        code: 'group_unknown',
        detail: `It is not known who is in security (S0SEC in Slack): ${why}. Until it is, nobody is.`,
      },
    ])
  })

  it('says that it is empty', () => {
    expect(rosterWarnings(['security'], policy, [{ group, people: 0, trouble: null }])).toEqual([
      { code: 'group_empty', detail: 'security (S0SEC in Slack) has no members.' },
    ])
  })

  it('is passed over while its roster is fresh, even where the last try failed', () => {
    const rosters = [{ group, people: 2, trouble: 'http_500' }]

    expect(rosterWarnings(['security'], policy, rosters)).toEqual([])
  })

  it('may have enough people for its need, as far as a policy alone can say', () => {
    const review = reviewOf([
      { group: 'security', count: 3 },
      { group: 'sre', count: 1 },
    ])

    expect(warningsOf(evaluationOf({ review }), policy, [], [])).toEqual([])
    expect(warningsOf(evaluationOf({ review }), policy, [], ['sam@example.com'])).toMatchObject([
      { code: 'needs_unmeetable', detail: expect.stringContaining('sre needs 1 person') },
    ])
  })

  it('is said to be empty, or to have very many people, where a policy is checked', () => {
    const sized = (people: number | null) =>
      sizeWarnings(policy, people === null ? [] : [{ group, people, trouble: null }], [])

    expect(sized(0)).toEqual(['group security has nobody in it, so nobody can decide for it'])
    expect(sized(51)).toEqual([
      'group security has 51 people: a request that asks it asks all of them',
    ])
    expect([sized(50), sized(1), sized(null)]).toEqual([[], [], []])
  })

  it('is read once, however many groups stand for it', () => {
    const same = { members: [], slackUsergroup: group, directory: null, oidcGroup: null }
    const other = {
      members: [],
      slackUsergroup: { team: 'T0HOME', id: 'S0SEC' },
      directory: null,
      oidcGroup: null,
    }

    expect(usergroupsIn([same, undefined, same, other])).toEqual([group, other.slackUsergroup])
  })
})

describe('slack_usergroup in a policy file', () => {
  it.each([
    ['{ slack_usergroup: s0sec }', 'expected the id of a user group of Slack'],
    ['{ slack_usergroup: S0SEC, members: [a@b.cd] }', 'expected one of them'],
    ['{ slack_usergroup: S0SEC, team: X1 }', 'expected the id of a Slack workspace'],
    ['{ members: [a@b.cd], team: T0HOME }', 'found a team without slack_usergroup'],
    ['{ team: T0HOME }', 'found a team without slack_usergroup'],
  ])('%s is a fault', (text, detail) => {
    const yaml = `version: 1\ngroups: { security: ${text} }\ndefault: { then: deny }\n`

    expect(faultsOf(yaml)).toMatchObject([{ detail: expect.stringContaining(detail) }])
  })
})

it('why a user group cannot be read is said in words, and as Slack said it where we have none', () => {
  expect(troubleSaid('surface_off')).toBe('Slack is not switched on')
  expect(troubleSaid('never_heard_of')).toBe('never_heard_of')
})
