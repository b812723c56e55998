import type { IdentityId, PersonId, TokenId } from '../contract/ids.ts'
import { tokensPerPersonMax } from '../contract/limits.ts'
import { sessionIdleSecondsMax } from './console-sessions.ts'
import type { AccountView, NewId, OwnAccounts, PersonTokens, TokenCreated } from './ports.ts'
import { draftEvent } from './record-event.ts'

export interface AccountDeps {
  newId: NewId
  personTokens: PersonTokens
  ownAccounts: OwnAccounts
  newToken: (prefix: 'csp') => { token: string; hash: string }
  hashSecret: (secret: string) => string
  now: () => Promise<Date>
}

/** What a person sees of their own account. `cookie` is that of the session that asks. */
export async function readAccount(
  deps: AccountDeps,
  person: PersonId,
  cookie: string,
): Promise<AccountView> {
  const at = await deps.now()
  const seenAfter = new Date(at.getTime() - sessionIdleSecondsMax * 1000)
  const [accounts, tokens] = await Promise.all([
    deps.ownAccounts.read({ person, here: deps.hashSecret(cookie), at, seenAfter }),
    deps.personTokens.list(person, at),
  ])
  return { ...accounts, tokens }
}

/** Makes a person token, which is shown this once. It acts as the account that its owner is signed in with. */
export async function createPersonToken(
  deps: AccountDeps,
  { person, identity }: { person: PersonId; identity: IdentityId },
  { name, expiresInSeconds }: { name: string; expiresInSeconds: number },
): Promise<TokenCreated> {
  const at = await deps.now()
  const { token, hash } = deps.newToken('csp')
  const id = deps.newId('tok')
  const expiresAt = new Date(at.getTime() + expiresInSeconds * 1000)
  const events = [tokenEvent(deps, 'person.token_created', at, person, id)]
  const own = { id, person, identity, hash, name, at, expiresAt, events }
  const added = await deps.personTokens.add({ ...own, countMax: tokensPerPersonMax })
  if (added === 'added') return { ok: true, id, token, expiresAt }
  return { ok: false, code: added === 'too_many' ? 'too_many_tokens' : 'unauthenticated' }
}

/** Revokes a token at once, if it is the person's own. False where there is no such token. */
export async function revokePersonToken(
  deps: AccountDeps,
  person: PersonId,
  id: TokenId,
): Promise<boolean> {
  const at = await deps.now()
  return deps.personTokens.revoke(person, id, at, [
    tokenEvent(deps, 'person.token_revoked', at, person, id),
  ])
}

/** Ends every session of a person but the one that asks. */
export async function endOtherSessions(
  deps: AccountDeps,
  person: PersonId,
  cookie: string,
): Promise<void> {
  const at = await deps.now()
  await deps.ownAccounts.endOthers(person, deps.hashSecret(cookie), at, () =>
    draftEvent(deps.newId, {
      type: 'sign_in.ended',
      at,
      actor: { kind: 'person', id: person },
      surface: 'console',
      code: 'from_elsewhere',
    }),
  )
}

function tokenEvent(
  deps: AccountDeps,
  type: 'person.token_created' | 'person.token_revoked',
  at: Date,
  person: PersonId,
  token: TokenId,
) {
  return draftEvent(deps.newId, {
    type,
    at,
    actor: { kind: 'person', id: person },
    more: { person, token },
  })
}
