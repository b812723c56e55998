import { Email } from '../../contract/words.ts'

type Claims = Record<string, unknown>

/** What a provider announces of itself (OpenID Connect Discovery 1.0, section 3). */
interface Announced {
  userinfo_endpoint?: string | undefined
  scopes_supported?: string[] | undefined
  claims_supported?: string[] | undefined
}

/**
 * Whether userinfo can say what an ID token leaves out. Beside an access token some providers, Okta among them, send a
 * thin one: the e-mail without its verification, and no groups.
 */
export function leavesOut(claims: Claims, announced: Announced): boolean {
  if (announced.userinfo_endpoint === undefined) return false
  const isSilent = claims['email'] === undefined
  const saysVerified = announced.claims_supported?.includes('email_verified') ?? true
  const hasGroups = announced.scopes_supported?.includes('groups') ?? false
  return (
    (claims['email_verified'] === undefined && (isSilent || saysVerified)) ||
    (claims['groups'] === undefined && hasGroups)
  )
}

/** The claims of an ID token with those that userinfo adds. What the ID token says is never overruled. */
export function withUserInfo(claims: Claims, said: Claims): Claims {
  return { name: said['name'], groups: said['groups'], ...claims, ...emailOf(claims, said) }
}

/** The verification belongs to the e-mail that it was said of, and to no other. */
function emailOf(claims: Claims, said: Claims): Claims {
  if (claims['email_verified'] !== undefined) return {}
  const { email, email_verified } = said
  if (claims['email'] === undefined) return { email, email_verified }
  const [own, theirs] = [Email.safeParse(claims['email']), Email.safeParse(email)]
  const isSame = own.success && theirs.success && own.data === theirs.data
  return isSame ? { email_verified } : {}
}
