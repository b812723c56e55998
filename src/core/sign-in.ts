import type { Policy } from './policy/policy.ts'
import { trustsEmail } from './trust.ts'

/** What a provider says of somebody's e-mail. */
interface Vouched {
  issuer: string
  email: string | null
  emailVerified: 'yes' | 'no' | 'missing'
}

/**
 * The e-mail that the configured issuer may link an account by, or null. It vouches for it itself, or says nothing and
 * the policy's `identities.oidc` trusts it for that domain. A "not verified" is never overruled, in no mode.
 */
export function believedEmail(
  { issuer, email, emailVerified }: Vouched,
  policy: Policy,
): string | null {
  if (email === null || emailVerified === 'no') return null
  if (emailVerified === 'yes') return email
  // As in production: in development too nobody stands in for a provider that says nothing.
  return trustsEmail(policy, { provider: 'oidc', tenant: issuer }, email, 'production')
    ? email
    : null
}

/** Whether the policy has a group that takes one of these groups of the provider for its own. Case counts. */
export function namesGroup(policy: Policy, groups: string[]): boolean {
  return Object.values(policy.groups).some(
    ({ oidcGroup }) => oidcGroup !== null && groups.includes(oidcGroup),
  )
}

/** So long does a sign-in prove that its person is there. */
export const freshSignInSecondsMax = 10 * 60

/** Whether somebody proved who they are just now. Where nobody said when, it was not now. */
export function isFresh(authenticatedAt: Date | null, now: Date): boolean {
  return (
    authenticatedAt !== null &&
    now.getTime() - authenticatedAt.getTime() < freshSignInSecondsMax * 1000
  )
}
