import type { SessionDeps } from './console-sessions.ts'
import type { IdentityProvider } from './ports.ts'
import { draftEvent, system } from './record-event.ts'
import { type RecordRefusalDeps, recordRefusal } from './record-refusal.ts'

export interface EndByProviderDeps extends RecordRefusalDeps {
  hashSecret: SessionDeps['hashSecret']
  now: SessionDeps['now']
  sessions: Pick<SessionDeps['sessions'], 'endOf'>
  provider: IdentityProvider
}

/**
 * Ends the sessions that a logout token of the provider names (OpenID Connect Back-Channel Logout 1.0). A token is used
 * once. Person tokens live on: they are revoked by their owner, or with the person.
 */
export async function endByProvider(
  deps: EndByProviderDeps,
  token: string,
): Promise<'ended' | 'refused'> {
  const at = await deps.now()
  const read = await deps.provider.readLogoutToken(token)
  const refuse = async (code: string) => {
    await recordRefusal(deps, code, at)
    return 'refused' as const
  }
  if (!read.ok) return refuse(read.code)
  const { issuer } = deps.provider
  const named = { issuer, subject: read.subject, sid: read.sid }
  const hash = deps.hashSecret(JSON.stringify(['logout', issuer, read.jti]))
  const logout = { hash, spentUntil: read.spentUntil }
  const isFirst = await deps.sessions.endOf(named, logout, at, (person) =>
    draftEvent(deps.newId, {
      type: 'sign_in.ended',
      at,
      actor: system,
      surface: 'console',
      code: 'by_provider',
      more: { person },
    }),
  )
  return isFirst ? 'ended' : refuse('logout_token_used')
}
