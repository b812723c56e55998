import { z } from 'zod'
import type { LinkOffer, LinkOffers } from '../app/ports.ts'
import type { Database } from './prisma.ts'

const Provider = z.enum(['slack', 'entra', 'oidc', 'development'])

/** One-time addresses for linking an account. */
export function createLinkOffers(database: Database): LinkOffers {
  return {
    add: async ({ hash, account, name, expiresAt }) => {
      await database.linkOffer.create({ data: { hash, ...account, name, expiresAt } })
    },
    read: async (hash, at) => {
      const row = await database.linkOffer.findFirst({
        where: { hash, usedAt: null, expiresAt: { gt: at } },
      })
      return row === null ? null : toOffer(row)
    },
    use: async (hash, at) => {
      const used = await database.linkOffer.updateManyAndReturn({
        where: { hash, usedAt: null, expiresAt: { gt: at } },
        data: { usedAt: at },
      })
      return used[0] === undefined ? null : toOffer(used[0])
    },
  }
}

function toOffer(row: {
  provider: string
  tenant: string
  subject: string
  name: string | null
}): LinkOffer {
  const { tenant, subject, name } = row
  return { account: { provider: Provider.parse(row.provider), tenant, subject }, name }
}
