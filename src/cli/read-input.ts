import { readFileSync, statSync } from 'node:fs'
import type { JsonValue } from '../contract/json.ts'
import { bodyBytesMax } from '../contract/limits.ts'
import { readJson } from '../proof/verify/read-json.ts'
import type { Desk } from './desk.ts'
import { faultCode } from './fault-code.ts'
import { UsageError } from './usage-error.ts'

/** JSON as somebody wrote it, and what it says. */
export interface WrittenJson {
  text: string
  value: JsonValue
}

/** A value that was given as itself, as `@file`, or as `-` for the standard input. */
export async function readGiven(desk: Desk, given: string): Promise<Uint8Array> {
  if (given === '-') return desk.readStdin()
  if (given.startsWith('@')) return readFileBytes(given.slice(1))
  return new TextEncoder().encode(given)
}

/** The bytes of a file that is small enough to be sent. */
export function readFileBytes(file: string, bytesMax: number = bodyBytesMax): Uint8Array {
  try {
    const { size } = statSync(file)
    if (size > bytesMax) throw new UsageError(`${file} is larger than ${bytesMax} bytes.`)
    return readFileSync(file)
  } catch (error) {
    if (error instanceof UsageError) throw error
    const code = faultCode(error)
    throw new UsageError(`${file} cannot be read: ${code}`)
  }
}

/**
 * Reads JSON as strictly as the service does, so that what people approve is what was written here: no key twice, no
 * lone surrogate, no integer that a double cannot hold.
 */
export function readStrictly(what: string, bytes: Uint8Array): WrittenJson {
  const read = readJson(bytes)
  if (read.ok) return { text: read.text, value: read.value }
  const place = read.pointer === '' ? '' : ` at ${read.pointer}`
  throw new UsageError(`${what}${place} ${read.detail}`)
}
