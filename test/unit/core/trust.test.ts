import { describe, expect, it } from '@jest/globals'
import { trustsEmail } from '../../../src/core/trust.ts'
import { compiledPolicy } from '../../fakes/records.ts'

const { policy: silent } = compiledPolicy()
const { policy: trusting } = compiledPolicy({
  identities:
    '{ slack: [{ team: T0123456789, trust_email_domains: [example.com, example.org] }, { team: T0999999999, trust_email_domains: [partner.example] }], teams: [{ tenant: 0B6E1F52-7C1D-4A63-9F0E-2D1C3B4A5F60, trust_email_domains: [example.com] }] }',
})
const account = { provider: 'slack', tenant: 'T0123456789' }
const entra = { provider: 'entra', tenant: '0b6e1f52-7c1d-4a63-9f0e-2d1c3b4a5f60' }

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
    {
      of: 'a trusted tenant and its domain',
      account: entra,
      email: 'ana@example.com',
      trusts: true,
    },
    {
      of: 'a trusted tenant in capitals',
      account: { ...entra, tenant: entra.tenant.toUpperCase() },
      email: 'ana@example.com',
      trusts: true,
    },
    {
      of: 'a trusted tenant for a domain that only Slack is trusted for',
      account: entra,
      email: 'ana@example.org',
      trusts: false,
    },
    {
      of: 'another tenant',
      account: { provider: 'entra', tenant: '11111111-1111-4111-8111-111111111111' },
      email: 'ana@example.com',
      trusts: false,
    },
    {
      of: 'the trusted tenant as the name of a Slack team',
      account: { provider: 'slack', tenant: entra.tenant },
      email: 'ana@example.com',
      trusts: false,
    },
    {
      of: 'a provider that no list is for',
      account: { provider: 'oidc', tenant: entra.tenant },
      email: 'ana@example.com',
      trusts: false,
    },
  ])('believes $of in either mode: $trusts', ({ account: from, email, trusts }) => {
    expect(trustsEmail(trusting, from, email, 'production')).toBe(trusts)
    expect(trustsEmail(trusting, from, email, 'development')).toBe(trusts)
  })

  it.each([account, entra])(
    'believes $provider where the policy says nothing, in development alone',
    (from) => {
      expect(trustsEmail(silent, from, 'ana@example.com', 'development')).toBe(true)
      expect(trustsEmail(silent, from, 'ana@example.com', 'production')).toBe(false)
    },
  )

  it.each([
    { identities: '{}', from: account },
    { identities: '{}', from: entra },
    { identities: '{ slack: [] }', from: account },
    {
      identities: '{ slack: [{ team: T0123456789, trust_email_domains: example.com }] }',
      from: entra,
    },
    {
      identities: `{ teams: [{ tenant: ${entra.tenant}, trust_email_domains: example.com }] }`,
      from: account,
    },
  ])(
    'believes nobody of $from.provider where the policy has $identities',
    ({ identities, from }) => {
      const { policy } = compiledPolicy({ identities })

      expect(trustsEmail(policy, from, 'ana@example.com', 'development')).toBe(false)
      expect(trustsEmail(policy, from, 'ana@example.com', 'production')).toBe(false)
    },
  )
})
