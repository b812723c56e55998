import { UsageError } from './usage-error.ts'

const secondsIn = { s: 1, m: 60, h: 60 * 60, d: 24 * 60 * 60 } as const
const shape = /^(\d{1,9})(s|m|h|d)?$/

/** `90`, `90s`, `15m`, `2h` or `1d`, in seconds. */
export function readSeconds(flag: string, text: string): number {
  const [, amount, unit] = shape.exec(text) ?? []
  if (amount === undefined) {
    throw new UsageError(`${flag} must be a time like 90s, 15m, 2h or 1d, and is ${text}.`)
  }
  return Number(amount) * secondsIn[unit === 'm' || unit === 'h' || unit === 'd' ? unit : 's']
}

/** How long something still takes, in words short enough for a line. */
export function roughly(seconds: number): string {
  if (seconds < 60) return `${Math.max(0, Math.floor(seconds))} s`
  if (seconds < 60 * 60) return `${Math.floor(seconds / 60)} min`
  const hours = Math.floor(seconds / (60 * 60))
  return hours < 48
    ? `${hours} h ${Math.floor((seconds % 3600) / 60)} min`
    : `${Math.floor(hours / 24)} d`
}

/** A moment as the API writes it, for people: to the second, in UTC. */
export function moment(instant: string): string {
  return instant.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC')
}
