import { describe, expect, it } from '@jest/globals'
import { trustsEmail } from '../../../src/core/trust.ts'
import { compiledPolicy } from '../../fakes/records.ts'

const { policy: silent } = compiledPolicy()
const { policy: trusting } = compiledPolicy({
  identities:
    '{ slack: [{ team: T0123456789, trust_email_domains: [example.com, example.org] }, { team: T0999999999, trust_email_domains: [partner.example] }] }',
})
const account = { provider: 'slack', tenant: 'T0123456789' }

describe('trustsEmail', () => {
  it.each([
    { of: 'the trusted team and domain', account, email: 'ana@example.com', trusts: true },
    { of: 'its second domain', account, email: 'ana@example.org', trusts: true },
    { of: 'another domain', account, email: 'ana@evil.example', trusts: false },
    { of: 'a domain that only ends alike', account, email: 'a@notexample.com', trusts: false },
    { of: 'a domain below it', account, email: 'a@mail.example.com', trusts: false },
    {
      of: 'a domain before the last @',
      account,
      email: 'a@example.com@evil.example',
      trusts: false,
    },
    { of: 'a domain without an @', account, email: 'example.com', trusts: false },
    { of: 'a domain without a name', account, email: '@example.com', trusts: false },
    {
      of: 'another team',
      account: { provider: 'slack', tenant: 'T0000000001' },
      email: 'ana@example.com',
      trusts: false,
    },
    {
      of: 'the domain of another trusted team',
      account: { provider: 'slack', tenant: 'T0999999999' },
      email: 'ana@example.com',
      trusts: false,
    },
    {
      of: 'the same tenant of another platform',
      account: { provider: 'entra', tenant: 'T0123456789' },
      email: 'ana@example.com',
      trusts: false,
    },
  ])('believes $of in either mode: $trusts', ({ account: from, email, trusts }) => {
    expect(trustsEmail(trusting, from, email, 'production')).toBe(trusts)
    expect(trustsEmail(trusting, from, email, 'development')).toBe(trusts)
  })

  it('believes the installed workspace where the policy says nothing, in development alone', () => {
    expect(trustsEmail(silent, account, 'ana@example.com', 'development')).toBe(true)
    expect(trustsEmail(silent, account, 'ana@example.com', 'production')).toBe(false)
  })

  it('believes nobody where the policy trusts no workspace', () => {
    const { policy } = compiledPolicy({ identities: '{ slack: [] }' })

    expect(trustsEmail(policy, account, 'ana@example.com', 'development')).toBe(false)
  })
})
