import type { OutcomeBody } from '../contract/grant.ts'
import { detailCharsMax } from '../contract/limits.ts'
import type { RequestObject } from '../contract/request.ts'
import type { CallOptions } from './options.ts'

export interface ReportOptions {
  /**
   * What the report of a failure says; without it, the error's name alone: messages and stacks may hold what is
   * nobody's business, and stand on every card.
   */
  detail?: ((error: unknown) => string) | undefined
  /** Called when an outcome could not be reported; without it, a warning is written to the console. */
  onUnreported?: ((fault: unknown, request: RequestObject) => void) | undefined
  /** How long an outcome is reported again and again, in milliseconds. */
  reportTimeoutMs?: number | undefined
}

/** Who takes the report. */
export interface Reporter {
  reportOutcome(id: string, outcome: OutcomeBody, options: CallOptions): Promise<void>
}

export type Outcome = { status: 'succeeded' } | { status: 'failed'; error: unknown }

const reportMsMax = 120_000
/** The caller gets its result after this long, reported or not. */
const graceMs = 2_000

/** Reports how it went. It never throws, because a success that nobody could be told of is one all the same. */
export async function reportOutcome(
  client: Reporter,
  request: RequestObject,
  outcome: Outcome,
  options: ReportOptions,
): Promise<void> {
  const timeoutMs = options.reportTimeoutMs ?? reportMsMax
  const reported = client
    .reportOutcome(request.id, bodyOf(outcome, options), { timeoutMs })
    .catch((fault: unknown) => warn(fault, request, options))
  let timer: ReturnType<typeof setTimeout> | undefined
  const grace = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, graceMs)
  })
  await Promise.race([reported, grace])
  clearTimeout(timer)
}

function bodyOf(outcome: Outcome, options: ReportOptions): OutcomeBody {
  if (outcome.status === 'succeeded') return { status: 'succeeded' }
  return { status: 'failed', detail: detailOf(outcome.error, options).slice(0, detailCharsMax) }
}

function detailOf(error: unknown, { detail }: ReportOptions): string {
  const name = error instanceof Error ? error.name : 'Error'
  try {
    return String(detail?.(error) ?? name)
  } catch {
    return name
  }
}

function warn(fault: unknown, request: RequestObject, { onUnreported }: ReportOptions): void {
  const say = onUnreported ?? sayOnConsole
  try {
    say(fault, request)
  } catch (second) {
    sayOnConsole(second, request)
  }
}

function sayOnConsole(fault: unknown, { id }: RequestObject): void {
  console.warn(`Countersign: the outcome of ${id} could not be reported.`, fault)
}
