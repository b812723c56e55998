import { setTimeout as sleep } from 'node:timers/promises'
import type { RequestId } from '../../contract/ids.ts'
import type { HomeTabs } from './home-tabs.ts'
import type { Who } from './origin.ts'

/** Slack takes some hundred tabs a minute, and what people do themselves comes first. */
const everyMs = 1_000

/**
 * Brings the Home tabs up to date in which a settled request still waits: one a second, and each once, however much is
 * settled meanwhile.
 */
export function createFollowHomes(
  tabs: Pick<HomeTabs, 'listing'>,
  refresh: (who: Who) => void,
): (request: RequestId) => void {
  const behind = new Map<string, Who>()
  let isRunning = false

  async function run(): Promise<void> {
    while (behind.size > 0) {
      await sleep(everyMs, undefined, { ref: false })
      const [next] = behind
      if (next === undefined) break
      behind.delete(next[0])
      refresh(next[1])
    }
    isRunning = false
  }

  return (request) => {
    for (const who of tabs.listing(request)) behind.set(`${who.home}/${who.account.subject}`, who)
    if (isRunning || behind.size === 0) return
    isRunning = true
    void run()
  }
}
