import type { IdentityId, PersonId, TokenId } from '../contract/ids.ts'
import { administrativeActor } from './administrate.ts'
import type { Account, Administrator, EventDraft, NewId, People } from './ports.ts'
import { draftEvent } from './record-event.ts'

export interface TokenDeps {
  newId: NewId
  people: Pick<People, 'byEmail' | 'link'>
  addToken: (token: {
    id: TokenId
    person: PersonId
    identity: IdentityId
    hash: string
    name: string
    expiresAt: Date
    events: EventDraft[]
  }) => Promise<void>
  newToken: (prefix: 'csp') => { token: string; hash: string }
  now: () => Promise<Date>
}

const devTokenSecondsMax = 24 * 60 * 60

/** The account that development mode gives a person of this e-mail. */
function developmentAccount(email: string): Account {
  return { provider: 'development', tenant: 'local', subject: email }
}

/** Makes the person of an e-mail known, with the development account that they act by. */
export async function becomePerson(
  deps: Pick<TokenDeps, 'newId' | 'people' | 'now'>,
  email: string,
): Promise<{ person: PersonId; identity: IdentityId }> {
  const at = await deps.now()
  const linked = await deps.people.link({
    account: developmentAccount(email),
    person: await deps.people.byEmail(email),
    name: null,
    proven: true,
    event: (person, identity) =>
      draftEvent(deps.newId, {
        type: 'person.identity_linked',
        at,
        actor: { kind: 'identity', id: identity },
        more: { person, provider: 'development' },
      }),
  })
  if (linked === null) throw new Error('the person already has another development account')
  return linked
}

/** A person token to try and to test the API with: development mode alone offers it. */
export async function issueDevToken(
  deps: TokenDeps,
  by: Administrator,
  email: string,
): Promise<{ id: TokenId; token: string; expires_at: string }> {
  const { person, identity } = await becomePerson(deps, email)
  const { token, hash } = deps.newToken('csp')
  const now = await deps.now()
  const id = deps.newId('tok')
  const expiresAt = new Date(now.getTime() + devTokenSecondsMax * 1000)
  await deps.addToken({
    id,
    person,
    identity,
    hash,
    name: 'development',
    expiresAt,
    events: [
      draftEvent(deps.newId, {
        type: 'person.token_created',
        at: now,
        ...administrativeActor(by),
        more: { person, token: id },
      }),
    ],
  })
  return { id, token, expires_at: expiresAt.toISOString() }
}
