import { Logger } from 'graphile-worker'
import { errorCode } from '../error-code.ts'
import type { StoreLog } from '../log.ts'

const saidByUsOrTooMuch = /^(Failed task|Completed task|Failed to release job)/

/**
 * The runner's own messages, without what it hangs on them: those hold whole jobs with their payloads.
 * Its line about a failed task repeats the error's text and stack, which may quote a payload, so that
 * is left out as well: {@link describeFailure} says what an operator needs.
 */
export function jobLogger(log: StoreLog): Logger {
  return new Logger(() => (level, message) => {
    if (saidByUsOrTooMuch.test(message)) return
    const worthSaying = level === 'warning' || level === 'error'
    log(worthSaying ? 'warn' : 'debug', `jobs: ${message}`)
  })
}

/** The name and the code of an error: never its message, which a database or a platform writes. */
export function describeFailure(error: unknown): string {
  const name = error instanceof Error ? error.name : 'unknown'
  const code = errorCode(error)
  return code ? `${name} ${code}` : name
}
