import type { EventDraft, PersonTokens } from '../app/ports.ts'
import { type IdentityId, type PersonId, TokenId } from '../contract/ids.ts'
import { holdActive } from './hold-active.ts'
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
export function addToken(database: Database, token: NewToken): Promise<void> {
  return database.$transaction((within) => writeToken(within, token))
}

async function writeToken(
  within: Pick<Database, 'personToken' | 'event'>,
  { id, person, identity, hash, name, expiresAt, events }: NewToken,
): Promise<void> {
  await within.personToken.create({
    data: { id, personId: person, identityId: identity, hash, name, expiresAt },
  })
  await insertEvents(within, events)
}

/** The tokens that people make for themselves. */
export function createPersonTokens(database: Database): PersonTokens {
  return {
    add: ({ countMax, at, ...token }) =>
      database.$transaction(async (within) => {
        if (!(await holdActive(within, token.person))) return 'gone'
        const live = { personId: token.person, revokedAt: null, expiresAt: { gt: at } }
        if ((await within.personToken.count({ where: live })) >= countMax) return 'too_many'
        await writeToken(within, token)
        return 'added'
      }),
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
