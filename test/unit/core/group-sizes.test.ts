import { describe, expect, it } from '@jest/globals'
import { emptyWarnings } from '../../../src/core/group-sizes.ts'
import { sizeWarnings } from '../../../src/core/rosters.ts'
import { compiledPolicy, reviewYaml } from '../../fakes/records.ts'

const { policy } = compiledPolicy({
  groups: `{ sre: { directory: Site Reliability }, security: { oidc_group: Security }, ops: { members: [sam@example.com] } }`,
  default: reviewYaml('sre: 1, security: 1, ops: 1'),
})
const asked = ['sre', 'security', 'ops']
const sre = { kind: 'scim', name: 'Site Reliability' } as const
const security = { kind: 'oidc', name: 'Security' } as const

describe('a group of the directory or of sign-in', () => {
  it('that the directory never pushed is said to be unknown', () => {
    const sizes = [
      { ...sre, people: null },
      { ...security, people: 2 },
    ]

    expect(emptyWarnings(asked, policy, sizes)).toEqual([
      {
        code: 'group_unknown',
        detail:
          'It is not known who is in sre (Site Reliability in the directory): the directory has pushed no such group. Until it does, nobody is.',
      },
    ])
  })

  it('in which there is nobody says so', () => {
    const sizes = [
      { ...sre, people: 0 },
      { ...security, people: 0 },
    ]

    expect(emptyWarnings(asked, policy, sizes)).toEqual([
      {
        code: 'group_empty',
        detail: 'sre (Site Reliability in the directory) has no active members.',
      },
      {
        code: 'group_empty',
        detail: 'security (Security at sign-in) has nobody who signed in lately.',
      },
    ])
    expect(sizeWarnings(policy, [], sizes)).toEqual([
      'group security has nobody in it, so nobody can decide for it',
      'group sre has nobody in it, so nobody can decide for it',
    ])
  })

  it('with people in it is passed over, and so is one that nobody asks', () => {
    const sizes = [
      { ...sre, people: 1 },
      { ...security, people: 0 },
    ]

    expect(emptyWarnings(['sre', 'ops'], policy, sizes)).toEqual([])
  })

  it('is not taken for one of the same name that is kept elsewhere', () => {
    const other = [{ kind: 'oidc', name: 'Site Reliability', people: 3 } as const]

    expect(emptyWarnings(['sre'], policy, other)).toMatchObject([{ code: 'group_unknown' }])
  })
})
