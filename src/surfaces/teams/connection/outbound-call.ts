import { z } from 'zod'
import { TeamsError } from './connection.ts'

/** Teams' own code of a failed call (https://learn.microsoft.com/azure/bot-service/rest-api). */
const ErrorBody = z.object({
  error: z.object({ code: z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/) }),
})

/** What the SDK throws, as far as we look into it. */
const Thrown = z.looseObject({
  name: z.string().optional(),
  statusCode: z.number().optional(),
  response: z
    .looseObject({
      bodyAsText: z.string().nullish(),
      headers: z.custom<{ get(name: string): string | undefined }>().optional(),
    })
    .optional(),
})

/** Teams never asks for hours; a wrong clock on one of the two sides might. */
const retryAfterSecondsMax = 3_600

/**
 * Does one call and gives up after its time, whatever the call waits for: the login, the connection or
 * the answer. What fails is told as a `TeamsError`, without any text of the SDK or of the other side.
 */
export async function callWithin<Result>(
  msMax: number,
  call: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const ending = new AbortController()
  const { promise: tooLate, reject } = promised<never>()
  const timer = setTimeout(() => {
    ending.abort()
    reject(new TeamsError(null, 'timeout', null))
  }, msMax)
  try {
    return await Promise.race([call(ending.signal), tooLate])
  } catch (error) {
    throw teamsErrorOf(error)
  } finally {
    clearTimeout(timer)
  }
}

/** The id that a post must answer with; without it the message could never be found again. */
export function idIn(id: string | undefined, answer: { _response: { status: number } }): string {
  if (id === undefined || id === '') {
    throw new TeamsError(answer._response.status, 'no_activity_id', null)
  }
  return id
}

/** What is neither Teams' answer nor a broken connection is a fault of ours, and stays what it is. */
function teamsErrorOf(error: unknown): unknown {
  const { success, data } = Thrown.safeParse(error)
  if (error instanceof TeamsError || !success) {
    return error
  }
  const { name, statusCode, response } = data
  if (name === 'AbortError') {
    return new TeamsError(null, 'timeout', null)
  }
  if (statusCode === undefined) {
    return name === 'RestError' ? new TeamsError(null, 'unreachable', null) : error
  }
  const code = codeIn(response?.bodyAsText) ?? `http_${statusCode}`
  return new TeamsError(statusCode, code, secondsOf(response?.headers?.get('retry-after')))
}

function codeIn(body: string | null | undefined): string | null {
  try {
    return ErrorBody.parse(JSON.parse(body ?? '')).error.code
  } catch {
    return null
  }
}

/** Retry-After as seconds or as a date (RFC 9110, 10.2.3); null where it is neither. */
function secondsOf(retryAfter: string | undefined): number | null {
  if (retryAfter === undefined) {
    return null
  }
  const seconds = /^\d+$/.test(retryAfter)
    ? Number(retryAfter)
    : Math.ceil((Date.parse(retryAfter) - Date.now()) / 1_000)
  return Number.isNaN(seconds) ? null : Math.min(Math.max(seconds, 0), retryAfterSecondsMax)
}

function promised<Value>() {
  let reject: (error: Error) => void = () => undefined
  const promise = new Promise<Value>((_resolve, toReject) => {
    reject = toReject
  })
  return { promise, reject }
}
