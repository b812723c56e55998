import type { Policy } from './policy/policy.ts'

/**
 * Whether a platform's word about an account's e-mail is taken. In production only that of a Slack workspace, an Entra
 * tenant or an issuer of sign-in which the policy's `identities` trusts for that e-mail's domain; in development, where
 * the policy says nothing, that of the one which is installed (POLICY.md, "Who may decide"). The caller has made sure
 * that the account is a full member.
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
  return trustedDomains(policy.identities, account).includes(email.slice(at + 1))
}

/** The domains for which an account's own home is believed; none where it is not trusted at all. */
function trustedDomains(
  { slack, teams, oidc }: NonNullable<Policy['identities']>,
  { provider, tenant }: { provider: string; tenant: string },
): string[] {
  switch (provider) {
    case 'slack':
      return slack.find(({ team }) => team === tenant)?.trustEmailDomains ?? []
    case 'entra':
      return teams.find((one) => one.tenant === tenant.toLowerCase())?.trustEmailDomains ?? []
    case 'oidc':
      return oidc.find(({ issuer }) => issuer === tenant)?.trustEmailDomains ?? []
    default:
      return []
  }
}
