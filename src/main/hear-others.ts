import { RequestId } from '../contract/ids.ts'
import type { Connection } from '../store/connection.ts'
import { type Listener, listen } from '../store/listen.ts'
import { settledChannel } from '../store/sql/commit-change.ts'
import { storeLog } from './store-log.ts'
import type { Wiring } from './wire.ts'

/** Hears which requests were settled, in this process or another, and asks again after every gap. */
export function hearOthers({ waiters, log, deps }: Wiring, connection: Connection): Listener {
  return listen({
    config: connection,
    channel: settledChannel,
    onMessage: (payload) => {
      const id = RequestId.safeParse(payload)
      if (!id.success) return
      waiters.wake(id.data)
      for (const surface of deps.surfaces) surface.follow?.(id.data)
    },
    resync: () => waiters.resync(),
    log: storeLog(log),
  })
}
