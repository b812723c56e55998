import type { CheckWebhookUrl, SendWebhook } from '../app/ports.ts'
import type { AllowList } from './allow-list.ts'
import { createUrlCheck } from './check-url.ts'
import { createGuard } from './guard.ts'
import { createGuardedFetch } from './guarded-fetch.ts'
import { createWebhookSender, tryMsMax } from './send-webhook.ts'

/** A receiver's words are not read, and keys of other services are small. */
const responseBytesMax = 1024 * 1024

/** Everything that calls addresses which others chose, over one guard. */
export function openWebhooks(allowList: AllowList): {
  check: CheckWebhookUrl
  send: SendWebhook
  stop(): Promise<void>
} {
  const guard = createGuard({ allowList })
  const fetch = createGuardedFetch(guard, { connectMsMax: tryMsMax, responseBytesMax })
  const sender = createWebhookSender(fetch)
  return {
    check: createUrlCheck(guard),
    send: sender.send,
    stop: async () => {
      sender.stop()
      await fetch.close()
    },
  }
}
