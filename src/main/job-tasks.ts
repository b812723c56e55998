import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { escalate } from '../app/escalate.ts'
import { expire } from '../app/expire.ts'
import type { SayResult } from '../app/ports.ts'
import { reconsiderAll } from '../app/reconsider.ts'
import { remind } from '../app/remind.ts'
import { serveLine } from '../app/serve-line.ts'
import { tellPerson, tellVerdict } from '../app/tell-verdict.ts'
import { tellWebhooks } from '../app/tell-webhooks.ts'
import { CardId, PersonId, RequestId } from '../contract/ids.ts'
import type { Wiring } from './wire.ts'

const SyncCardJob = z.object({ card: CardId, attempt: z.int().min(0) })
const ServeLineJob = z.object({ line: z.string() })
const RemindJob = z.object({ card: CardId })
const TellVerdictJob = z.object({ request: RequestId })
const TellPersonJob = z.object({ request: RequestId, person: PersonId })
const TellWebhooksJob = z.object({ request: RequestId })
const EscalateJob = z.object({ request: RequestId, place: z.int().min(0) })
const ExpireJob = z.object({ request: RequestId })

/** What the job runner does, by task. Every task may run more than once for one job. */
export function jobTasks({ deps, log, refreshRosters }: Wiring) {
  const conclude = (what: string, ids: object, result: SayResult | null) => {
    if (result?.kind === 'later') throw new Error(`${what} has to wait: ${result.reason}`)
    if (result?.kind === 'refused') {
      log.warn({ ...ids, reason: result.reason }, `${what} could not be said`)
    }
  }
  const pause = (ms: number) => sleep(ms)
  const lineDeps = {
    ...deps,
    pause,
    onFault: (err: unknown) => log.error({ err }, 'a card could not be shown'),
  }
  return {
    sync_card: async (payload: unknown) => {
      const { card, attempt } = SyncCardJob.parse(payload)
      await deps.cards.join(card, attempt)
    },
    serve_line: (payload: unknown) => serveLine(lineDeps, ServeLineJob.parse(payload).line),
    reconsider: async () => {
      await refreshRosters()
      await reconsiderAll(deps)
    },
    remind: async (payload: unknown) => {
      const job = RemindJob.parse(payload)
      conclude('a reminder', job, await remind({ ...deps, pause }, job.card))
    },
    tell_verdict: (payload: unknown) => tellVerdict(deps, TellVerdictJob.parse(payload).request),
    tell_person: async (payload: unknown) => {
      const job = TellPersonJob.parse(payload)
      conclude('a verdict', job, await tellPerson(deps, job.request, job.person))
    },
    tell_webhooks: (payload: unknown) => tellWebhooks(deps, TellWebhooksJob.parse(payload).request),
    escalate: async (payload: unknown) => {
      const { request, place } = EscalateJob.parse(payload)
      insistOnTime(await escalate(deps, request, place))
    },
    expire: async (payload: unknown) => {
      insistOnTime(await expire(deps, ExpireJob.parse(payload).request))
    },
  }
}

function insistOnTime(early: { remainingMs: number } | null): void {
  if (early !== null) throw new Error(`too early by ${early.remainingMs} ms: tried again later`)
}
