import type { EventDraft, PersonTokens } from '../app/ports.ts'
import { type IdentityId, type PersonId, TokenId } from '../contract/ids.ts'
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

/** The tokens that people make for themselves. */
export function createPersonTokens(database: Database): PersonTokens {
  return {
    add: (token) => addToken(database, token),
    list: async (person, at) => {
      const rows = await database.personToken.findMany({
        where: { personId: person, revokedAt: null, expiresAt: { gt: at } },
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      })
      return rows.map(({ id, name, createdAt, lastUsedAt, expiresAt }) => ({
        id: TokenId.parse(id),
        name,
        createdAt,
        lastUsedAt,
        expiresAt,
      }))
    },
    revoke: (person, id, at, events) =>
      database.$transaction(async (within) => {
        const revoked = await within.personToken.updateMany({
          where: { id, personId: person, revokedAt: null, expiresAt: { gt: at } },
          data: { revokedAt: at },
        })
        if (revoked.count === 0) return false
        await insertEvents(within, events)
        return true
      }),
  }
}
