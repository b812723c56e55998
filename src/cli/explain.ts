import { Refused, Unavailable } from '../sdk/index.ts'
import { inert, inertLines } from './inert.ts'
import { UsageError } from './usage-error.ts'

/** What to do about a refusal, where the command knows more than the service's own words. */
const advice: Record<string, string> = {
  unauthenticated: 'Check COUNTERSIGN_TOKEN; an operator gives a new one.',
  forbidden:
    'This needs another kind of token: an agent proposes, a person decides, an admin manages.',
  not_found: 'Check the id, and that this token may see it.',
  idempotency_key_reused: 'Use another --idempotency-key for another action.',
  too_many_pending: 'Wait until pending requests are settled, or cancel some.',
  digest_mismatch: 'Read the request again with: countersign show',
  comment_required: 'Give one with --comment.',
  grant_already_used: 'Nothing was run. Propose the action again to have it approved anew.',
  grant_expired: 'Nothing was run. Propose the action again.',
  grant_revoked: 'Nothing was run.',
  action_mismatch: 'Nothing was run.',
  policy_changed: 'Nothing was run. Propose the action again under the policy in force.',
  agent_name_taken: 'Choose another name.',
}

/** What happened, its code, and what to do: one line each, never a stack. */
export function explain(error: unknown, url: string | null): string {
  if (error instanceof UsageError) return lines([`countersign: ${inertLines(error.message)}`])
  if (error instanceof Refused) return explainRefusal(error)
  if (error instanceof Unavailable) {
    // Without a cause it was reached, and only the verdict is not there: its address is right.
    return lines([
      `countersign: ${inert(error.message)}${causeOf(error)}`,
      url === null || error.cause === undefined
        ? null
        : `  Is ${inert(url)} the right address, and does the service run?`,
    ])
  }
  const message = error instanceof Error ? error.message : String(error)
  return lines([`countersign: ${inert(message)}`, '  Set DEBUG=1 to see where.'])
}

function explainRefusal({ code, problem }: Refused): string {
  const hint = advice[code]
  return lines([
    `countersign: ${inert(problem.detail)} (${inert(code)})`,
    ...(problem.errors ?? []).map(
      ({ pointer, detail }) =>
        `  ${inert(pointer === '' ? 'the body' : pointer)}: ${inert(detail)}`,
    ),
    problem.url === undefined ? null : `  ${inert(problem.url)}`,
    hint === undefined ? null : `  ${hint}`,
  ])
}

/** `fetch` hides why it failed two causes deep. */
function causeOf(error: Error): string {
  for (let cause = error.cause, depth = 0; cause instanceof Error && depth < 4; depth += 1) {
    if ('code' in cause && typeof cause.code === 'string') return ` (${inert(cause.code)})`
    cause = cause.cause
  }
  return ''
}

function lines(given: (string | null)[]): string {
  return given.flatMap((line) => (line === null ? [] : [`${line}\n`])).join('')
}
