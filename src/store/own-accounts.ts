import type { OwnAccounts } from '../app/ports.ts'
import { IdentityId } from '../contract/ids.ts'
import { type Database, insertEvents } from './prisma.ts'
import { providerOf } from './provider-of.ts'

/** What one person may know of their own accounts and sessions. */
export function createOwnAccounts(database: Database): OwnAccounts {
  return {
    read: async ({ person, here, at, seenAfter }) => {
      const live = {
        personId: person,
        endedAt: null,
        endsAt: { gt: at },
        lastSeenAt: { gt: seenAfter },
      }
      const [identities, sessions] = await Promise.all([
        database.identity.findMany({
          where: { personId: person, endedAt: null },
          orderBy: { createdAt: 'asc' },
        }),
        database.session.findMany({ where: live, orderBy: { lastSeenAt: 'desc' } }),
      ])
      const own = sessions.find(({ hash }) => hash === here)
      return {
        identities: identities.map(({ id, provider, tenant, subject, createdAt }) => ({
          id: IdentityId.parse(id),
          provider: providerOf(provider),
          tenant,
          subject,
          since: createdAt,
          here: id === own?.identityId,
        })),
        sessions: sessions
          .map(({ hash, createdAt, lastSeenAt }) => ({
            here: hash === here,
            since: createdAt,
            lastSeenAt,
          }))
          .sort((left, right) => Number(right.here) - Number(left.here)),
      }
    },
    endOthers: async (person, here, at, event) => {
      await database.$transaction(async (within) => {
        const ended = await within.session.updateManyAndReturn({
          where: { personId: person, hash: { not: here }, endedAt: null, endsAt: { gt: at } },
          data: { endedAt: at, idToken: null },
        })
        await insertEvents(
          within,
          ended.map(() => event()),
        )
      })
    },
  }
}
