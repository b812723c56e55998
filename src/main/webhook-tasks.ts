import { z } from 'zod'
import { deliverWebhook } from '../app/deliver-webhook.ts'
import { DeliveryId } from '../contract/ids.ts'
import type { Wiring } from './wire.ts'

const DeliverWebhookJob = z.object({ delivery: DeliveryId, attempt: z.int().min(0) })

/** What receivers may hold up, and so has workers of its own. */
export function webhookTasks({ deps, log, meters }: Wiring) {
  return {
    deliver_webhook: async (payload: unknown) => {
      const job = DeliverWebhookJob.parse(payload)
      const result = await deliverWebhook(deps, job.delivery, job.attempt)
      if (result === null) return
      const { kind } = result.ruling
      meters.webhookTries.inc({ result: kind })
      const { id, endpoint, request, attempts } = result.delivery
      const said = { delivery: id, endpoint: endpoint.id, request, attempts: attempts + 1 }
      if (kind === 'given_up') {
        log.error(
          { ...said, answer: result.answer },
          'a webhook was given up: nobody heard the verdict there',
        )
      } else if (kind === 'again') {
        log.info({ ...said, answer: result.answer }, 'a webhook is tried again')
      }
    },
  }
}
