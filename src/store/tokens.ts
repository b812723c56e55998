import type { EventDraft } from '../app/ports.ts'
import type { IdentityId, PersonId, TokenId } from '../contract/ids.ts'
import { type Database, insertEvents } from './prisma.ts'

interface NewToken {
  id: TokenId
  person: PersonId
  identity: IdentityId
  hash: string
  name: string
  expiresAt: Date
  events: EventDraft[]
}

/** Writes a person token's hash, with its event. */
export async function addToken(database: Database, token: NewToken): Promise<void> {
  const { id, person, identity, hash, name, expiresAt, events } = token
  await database.$transaction([
    database.personToken.create({
      data: { id, personId: person, identityId: identity, hash, name, expiresAt },
    }),
    insertEvents(database, events),
  ])
}
