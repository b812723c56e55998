import type { Policy } from './policy/policy.ts'

/**
 * Whether a platform's word about an account's e-mail is taken. In production only that of a workspace which the
 * policy's `identities` trusts for that e-mail's domain; in development, where the policy says nothing, that of the
 * installed workspace (POLICY.md, "Who may decide"). The caller has made sure that the account is a full member.
 */
export function trustsEmail(
  policy: Policy,
  account: { provider: string; tenant: string },
  email: string,
  mode: 'development' | 'production',
): boolean {
  const at = email.lastIndexOf('@')
  if (at < 1) return false
  if (policy.identities === null) return mode === 'development'
  const domain = email.slice(at + 1)
  return (
    account.provider === 'slack' &&
    policy.identities.slack.some(
      ({ team, trustEmailDomains }) =>
        team === account.tenant && trustEmailDomains.includes(domain),
    )
  )
}
