import { describe, expect, it } from '@jest/globals'
import { believedEmail, namesGroup } from '../../../src/core/sign-in.ts'
import { compiledPolicy } from '../../fakes/records.ts'

const issuer = 'https://login.example.com'
const email = 'ana@example.com'
const { policy: silent } = compiledPolicy()
const { policy: trusting } = compiledPolicy({
  identities: `{ oidc: [{ issuer: "${issuer}", trust_email_domains: [example.com] }] }`,
})

describe('an e-mail of a sign-in', () => {
  it.each([
    ['is believed where the provider vouches for it', { emailVerified: 'yes' }, silent, email],
    ['is not where it says nothing', { emailVerified: 'missing' }, silent, null],
    ['is where the policy trusts it', { emailVerified: 'missing' }, trusting, email],
    ['is never where it says no', { emailVerified: 'no' }, trusting, null],
    [
      'is not of another domain',
      { emailVerified: 'missing', email: 'a@evil.example' },
      trusting,
      null,
    ],
    [
      'is not of a domain within',
      { emailVerified: 'missing', email: 'a@x.example.com' },
      trusting,
      null,
    ],
    [
      'is not of another issuer',
      { emailVerified: 'missing', issuer: `${issuer}/` },
      trusting,
      null,
    ],
    ['has to be there', { emailVerified: 'yes', email: null }, trusting, null],
  ] as const)('%s', (_name, given, policy, expected) => {
    expect(believedEmail({ issuer, email, ...given }, policy)).toBe(expected)
  })
})

describe('a group of a sign-in', () => {
  const night = { members: [], slackUsergroup: null, directory: null, oidcGroup: 'Night' }
  const policy = { ...silent, groups: { night } }

  it('is one that the policy names, as it is spelt', () => {
    expect(namesGroup(policy, ['x', 'Night'])).toBe(true)
    expect(namesGroup(policy, ['night', 'Night '])).toBe(false)
    expect(namesGroup(policy, [])).toBe(false)
  })
})
