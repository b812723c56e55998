import { closeSync, fstatSync, openSync, readSync, renameSync, statSync } from 'node:fs'

const logBytesMax = 10 * 1024 * 1024
const tailBytes = 2_000

/** Opens the log for appending and says where it ends now. A large one is first put aside. */
export function openLog(file: string): { descriptor: number; end: number } {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (size > logBytesMax) renameSync(file, `${file}.1`)
  const descriptor = openSync(file, 'a', 0o600)
  return { descriptor, end: fstatSync(descriptor).size }
}

/** What was written since `from`, the last part of it. */
export function readTail(file: string, from: number): string {
  const descriptor = openSync(file, 'r')
  try {
    const { size } = fstatSync(descriptor)
    const start = Math.max(from, size - tailBytes)
    const buffer = Buffer.alloc(Math.max(0, size - start))
    readSync(descriptor, buffer, 0, buffer.length, start)
    return buffer.toString('utf8').trim()
  } finally {
    closeSync(descriptor)
  }
}
