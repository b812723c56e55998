import type { KeptOffer, LinkOffers } from '../app/ports.ts'
import { PersonId } from '../contract/ids.ts'
import type { Database } from './prisma.ts'
import { providerOf } from './provider-of.ts'

/** One-time addresses for linking an account. */
export function createLinkOffers(database: Database): LinkOffers {
  return {
    add: async ({ hash, account, name, holder, expiresAt }) => {
      await database.linkOffer.create({ data: { hash, ...account, name, holder, expiresAt } })
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
  holder: string | null
}): KeptOffer {
  const { tenant, subject, name } = row
  return {
    account: { provider: providerOf(row.provider), tenant, subject },
    name,
    holder: row.holder === null ? null : PersonId.parse(row.holder),
  }
}
