import type { z } from 'zod'
import type { Fault } from './errors.ts'

/** Zod's issues as JSON pointers (RFC 6901) and sentences. An unknown field is pointed at itself. */
export function issuesToFaults(issues: z.core.$ZodIssue[]): Fault[] {
  return issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({
          pointer: pointerTo([...issue.path, key]),
          detail: 'is not a field of this message',
        }))
      : [{ pointer: pointerTo(issue.path), detail: issue.message }],
  )
}

/** A JSON pointer for a path. */
export function pointerTo(path: PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
