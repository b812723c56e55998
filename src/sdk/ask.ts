import type { Problem } from '../contract/problem.ts'
import { Frozen, Refused, Unavailable } from './errors.ts'
import { textOf } from './read-text.ts'
import type { Transport } from './settings.ts'

export interface Question {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  path: string
  /** JSON, written once: every try sends the same text. */
  text?: string | undefined
  headers?: Record<string, string>
  /** What an answer has to be; without it any JSON, and nothing at all, is one. */
  isAnswer?: ((body: unknown) => boolean) | undefined
  /** Whether to ask again after a fault: not where a second call would do a second thing. */
  repeat: boolean
  /** When to stop trying again, in milliseconds since the epoch. */
  giveUpAt: number
  /** How long one try may take, in milliseconds. */
  tryMs: number
  signal: AbortSignal | null
}

const pauseMsMin = 200
const pauseMsMax = 5_000
/** However long `Retry-After` says: a wait must go on by itself when the limit is lifted early. */
const retryAfterMsMax = 60_000
/** The last try is given this much, even if its time is over sooner. */
const tryMsMin = 1_000

/**
 * Asks until there is an answer: through faults of the network, of proxies and of the service.
 *
 * @throws Refused for an answer of no, Unavailable where there is no answer in time, and what the signal was aborted with.
 */
export async function ask<Body>(transport: Transport, question: Question): Promise<Body> {
  const url = addressOf(transport, question)
  let pauseMs = pauseMsMin
  let lost: unknown
  for (;;) {
    const answer = await tryOnce<Body>(transport, url, question)
    if (answer.kind === 'body') return answer.body
    if (answer.kind === 'refused' && !answer.again) throw refusal(answer.problem, lost)
    const waitMs = Math.max(answer.retryAfterMs, pauseMs * (0.5 + Math.random() / 2))
    const isOver = !question.repeat || !answer.again || Date.now() + waitMs >= question.giveUpAt
    if (isOver) throw faultOf(answer, lost)
    if (answer.kind === 'lost') lost = answer.cause
    await pause(waitMs, question.signal)
    pauseMs = Math.min(pauseMs * 2, pauseMsMax)
  }
}

type Fault =
  | { kind: 'refused'; problem: Problem; again: boolean; retryAfterMs: number }
  /** No answer that Countersign gave. It may have done what it was asked to. */
  | { kind: 'lost'; cause: unknown; again: boolean; retryAfterMs: number }

type Try<Body> = { kind: 'body'; body: Body } | Fault

function faultOf(fault: Fault, lost: unknown): Error {
  if (fault.kind === 'refused') return refusal(fault.problem, lost)
  return new Unavailable('Countersign could not be reached', { cause: fault.cause })
}

function refusal(problem: Problem, lost: unknown): Refused {
  const isFrozen = problem.code === 'grant_revoked' || String(problem.code) === 'frozen'
  const Kind = isFrozen ? Frozen : Refused
  return new Kind(problem, lost === undefined ? undefined : { cause: lost })
}

async function tryOnce<Body>(
  transport: Transport,
  url: URL,
  question: Question,
): Promise<Try<Body>> {
  const remainingMs = Math.max(question.giveUpAt - Date.now(), 0)
  const limit = limited(question.signal, Math.min(question.tryMs, remainingMs + tryMsMin))
  try {
    const response = await transport.fetch(url, {
      method: question.method,
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${transport.token}`,
        ...(question.text === undefined ? {} : { 'content-type': 'application/json' }),
        ...question.headers,
      },
      ...(question.text === undefined ? {} : { body: question.text }),
      // A redirect would carry the call elsewhere, and turn a POST into a GET.
      redirect: 'manual',
      signal: limit.signal,
    })
    return read(response, await textOf(response), question.isAnswer)
  } catch (cause) {
    question.signal?.throwIfAborted()
    return { kind: 'lost', cause, again: true, retryAfterMs: 0 }
  } finally {
    limit.end()
  }
}

/** The token goes nowhere but to the address that was set. */
function addressOf({ base }: Transport, { path }: Question): URL {
  const url = new URL(path, base)
  if (url.href.startsWith(base.href)) return url
  throw new TypeError('The path of a call leads to another address.')
}

/** Only JSON is an answer of Countersign: proxies speak HTML, with any status. */
function read<Body>(
  response: Response,
  text: string,
  isAnswer: (body: unknown) => boolean = () => true,
): Try<Body> {
  const { status } = response
  const retryAfterMs = retryAfter(response.headers.get('retry-after'))
  const body = parsed(text)
  if (response.ok && (body !== null || text === '') && isAnswer(body))
    return { kind: 'body', body: body as Body }
  if (!response.ok && isProblem(body))
    return { kind: 'refused', problem: body, again: mayPass(body), retryAfterMs }
  const isRedirect = response.type === 'opaqueredirect' || (status >= 300 && status < 400)
  const to = isRedirect ? `, a redirect to ${response.headers.get('location')}` : ''
  const cause = new Error(`${status} and no answer of Countersign${to}`)
  return { kind: 'lost', cause, again: !isRedirect, retryAfterMs }
}

function parsed(text: string): object | null {
  try {
    const body: unknown = JSON.parse(text)
    return typeof body === 'object' ? body : null
  } catch {
    return null
  }
}

function isProblem(body: object | null): body is Problem {
  return body !== null && 'code' in body && typeof body.code === 'string' && 'status' in body
}

/** A full queue empties when people decide, which is no matter of seconds: the caller is told. */
function mayPass({ status, code }: Problem): boolean {
  return status >= 500 || (status === 429 && code !== 'too_many_pending')
}

/** RFC 9110, section 10.2.3: seconds or a date. */
function retryAfter(header: string | null): number {
  if (header === null) return 0
  const seconds = Number(header)
  const ms = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(header) - Date.now()
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), retryAfterMsMax) : 0
}

/** A signal that follows the caller's and ends by itself; `AbortSignal.any` is not everywhere yet. */
function limited(signal: AbortSignal | null, ms: number): { signal: AbortSignal; end(): void } {
  const controller = new AbortController()
  const follow = () => controller.abort(signal?.reason)
  if (signal?.aborted) follow()
  signal?.addEventListener('abort', follow, { once: true })
  const timer = setTimeout(() => controller.abort(new Error(`no answer within ${ms} ms`)), ms)
  return {
    signal: controller.signal,
    end: () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', follow)
    },
  }
}

/** Waits, and no longer than until the signal is aborted. */
export async function pause(ms: number, signal: AbortSignal | null): Promise<void> {
  signal?.throwIfAborted()
  await new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal?.addEventListener('abort', done, { once: true })
  })
  signal?.throwIfAborted()
}
