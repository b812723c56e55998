import type { z } from 'zod'
import type { Fault } from './errors.ts'

/** Enough to mend a message by; a message of nothing but faults gets no answer larger than itself. */
const faultsCountMax = 100

/** Zod's issues as JSON pointers (RFC 6901) and sentences. An unknown field is pointed at itself. */
export function issuesToFaults(issues: z.core.$ZodIssue[], message: unknown): Fault[] {
  return issues
    .flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => ({
            pointer: pointerTo([...issue.path, key]),
            detail: 'is not a field of this message',
          }))
        : [{ pointer: pointerTo(issue.path), detail: detailOf(issue, message) }],
    )
    .slice(0, faultsCountMax)
}

/** A JSON pointer for a path. */
export function pointerTo(path: PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

function detailOf(issue: z.core.$ZodIssue, message: unknown): string {
  return valueAt(message, issue.path) === undefined ? 'is required' : issue.message
}

function valueAt(message: unknown, path: PropertyKey[]): unknown {
  let value = message
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = Reflect.get(value, part)
  }
  return value
}
