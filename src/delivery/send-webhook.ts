import type { SendWebhook } from '../app/ports.ts'
import type { WebhookAnswer, WebhookFault } from '../core/webhook-try.ts'
import { errorCode } from './error-code.ts'
import type { GuardedFetch } from './guarded-fetch.ts'

/** The whole of one try, from the name to the answer's headers (API.md, "Webhooks"). */
export const tryMsMax = 15_000

const userAgent = 'Countersign-Webhooks/1'

/** Sends webhooks, and can be told to stop: a try that is under way then is made again by whoever comes next. */
export function createWebhookSender(
  fetch: GuardedFetch,
  limits: { tryMsMax: number } = { tryMsMax },
): { send: SendWebhook; stop(): void } {
  const stopping = new AbortController()
  return {
    stop: () => stopping.abort(),
    send: async ({ url, headers, body }) => {
      const late = AbortSignal.timeout(limits.tryMsMax)
      try {
        const response = await fetch(url, {
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json', 'user-agent': userAgent },
          body,
          signal: AbortSignal.any([late, stopping.signal]),
        })
        // What a receiver has to say beside its status is not read.
        await response.body?.cancel().catch(() => undefined)
        return answerOf(response.status, response.headers.get('retry-after'))
      } catch (error) {
        if (stopping.signal.aborted) throw error
        return { kind: 'failed', fault: late.aborted ? 'timeout' : faultOf(error) }
      }
    },
  }
}

function answerOf(status: number, retryAfter: string | null): WebhookAnswer {
  return { kind: 'answered', status, retryAfterSeconds: secondsOf(retryAfter) }
}

/** Seconds, or a date (RFC 9110, section 10.2.3). */
function secondsOf(retryAfter: string | null): number | null {
  if (retryAfter === null) return null
  if (/^\d{1,9}$/.test(retryAfter)) return Number(retryAfter)
  const at = Date.parse(retryAfter)
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - Date.now()) / 1_000))
}

/** `fetch` hangs what happened on its own error as the cause. */
function faultOf(error: unknown): WebhookFault {
  for (let each = error; each !== undefined && each !== null; each = causeOf(each)) {
    const code = errorCode(each)
    if (code === 'address_refused' || code === 'name_not_found') return code
    if (/CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO/.test(code)) return 'tls_failed'
    if (code === 'UND_ERR_CONNECT_TIMEOUT') return 'timeout'
  }
  return 'connection_failed'
}

function causeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'cause' in error ? error.cause : null
}
