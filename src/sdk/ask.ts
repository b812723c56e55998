import type { Problem } from '../contract/problem.ts'
import type { RequestObject } from '../contract/request.ts'
import { Refused, Unavailable } from './errors.ts'

/** Where and as whom to call. */
export interface Transport {
  url: string
  token: string
  fetch: typeof fetch
}

export interface Question {
  method: 'GET' | 'POST'
  path: string
  body?: unknown
  headers?: Record<string, string>
  /** When to stop trying again, in milliseconds since the epoch. */
  giveUpAt: number
  signal: AbortSignal | null
}

const retryMsMin = 200
const retryMsMax = 5_000

/** Asks until there is an answer. Only what may simply be repeated is: an idempotency key makes a proposal so. */
export async function ask(transport: Transport, question: Question): Promise<RequestObject> {
  let pauseMs = retryMsMin
  for (;;) {
    const answer = await tryOnce(transport, question)
    if (answer.kind === 'request') return answer.request
    if (answer.kind === 'refused' && !answer.again) throw new Refused(answer.problem)
    if (Date.now() + pauseMs >= question.giveUpAt) {
      throw answer.kind === 'refused'
        ? new Refused(answer.problem)
        : new Unavailable('the service could not be reached', { cause: answer.cause })
    }
    await pause(pauseMs * (0.5 + Math.random() / 2), question.signal)
    pauseMs = Math.min(pauseMs * 2, retryMsMax)
  }
}

type Try =
  | { kind: 'request'; request: RequestObject }
  | { kind: 'refused'; problem: Problem; again: boolean }
  | { kind: 'unreachable'; cause: unknown }

async function tryOnce(transport: Transport, question: Question): Promise<Try> {
  try {
    const response = await transport.fetch(new URL(question.path, transport.url), {
      method: question.method,
      headers: {
        authorization: `Bearer ${transport.token}`,
        ...(question.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...question.headers,
      },
      ...(question.body === undefined ? {} : { body: JSON.stringify(question.body) }),
      signal: question.signal,
    })
    const text = await response.text()
    if (response.ok) return { kind: 'request', request: JSON.parse(text) }
    const problem: Problem = JSON.parse(text)
    const again = response.status >= 500 || problem.code === 'rate_limited'
    return { kind: 'refused', problem, again }
  } catch (cause) {
    question.signal?.throwIfAborted()
    return { kind: 'unreachable', cause }
  }
}

async function pause(ms: number, signal: AbortSignal | null): Promise<void> {
  await new Promise<void>((resolve) => setTimeout(resolve, ms))
  signal?.throwIfAborted()
}
