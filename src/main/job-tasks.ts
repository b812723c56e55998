import { z } from 'zod'
import { expire } from '../app/expire.ts'
import { reconsiderAll } from '../app/reconsider.ts'
import { syncCard } from '../app/sync-card.ts'
import { CardId, RequestId } from '../contract/ids.ts'
import type { Wiring } from './wire.ts'

const SyncCardJob = z.object({ card: CardId, attempt: z.int().min(0) })
const ExpireJob = z.object({ request: RequestId })

/** What the job runner does, by task. Every task may run more than once for one job. */
export function jobTasks({ deps }: Wiring) {
  return {
    sync_card: async (payload: unknown) => {
      const { card, attempt } = SyncCardJob.parse(payload)
      await syncCard(deps, card, attempt)
    },
    reconsider: () => reconsiderAll(deps),
    expire: async (payload: unknown) => {
      const early = await expire(deps, ExpireJob.parse(payload).request)
      if (early !== null) throw new Error(`too early by ${early.remainingMs} ms: tried again later`)
    },
  }
}
