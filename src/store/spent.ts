import type { Spent } from '../app/ports.ts'
import type { Database } from './prisma.ts'

/** What works once: whoever writes the hash first is the one who may go on. */
export function createSpent(database: Database): Spent {
  return {
    spend: async (hash, until) => {
      const written = await database.spent.createMany({
        data: [{ hash, expiresAt: until }],
        skipDuplicates: true,
      })
      return written.count === 1
    },
  }
}
