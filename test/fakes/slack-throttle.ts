/**
 * Slack's limit on messages into one channel: about one in a while with short bursts, and where it is broken, 429 with
 * whole seconds to wait (https://docs.slack.dev/apis/web-api/rate-limits).
 */
export interface Throttle {
  /** The seconds that Slack asks to wait for, or null where it takes the message. */
  refuse(method: string, form: URLSearchParams): number | null
  /** One message in so many milliseconds from now on. */
  every(ms: number): void
  /** Takes nothing into this channel until it is told to, and asks to wait for so many seconds each time. */
  block(channel: string, seconds: number): void
  unblock(channel: string): void
}

const burstCount = 3

export function openThrottle(): Throttle {
  const channels = new Map<string, { left: number; at: number }>()
  const blocked = new Map<string, number>()
  let everyMs: number | null = null
  function takeFrom(channel: string, now: number, ms: number): number | null {
    const before = channels.get(channel) ?? { left: burstCount, at: now }
    const left = Math.min(burstCount, before.left + (now - before.at) / ms)
    channels.set(channel, { left: left < 1 ? left : left - 1, at: now })
    return left < 1 ? 1 : null
  }
  return {
    refuse(method, form) {
      if (method !== 'chat.postMessage') return null
      const channel = form.get('channel') ?? ''
      const seconds = blocked.get(channel)
      if (seconds !== undefined) return seconds
      return everyMs === null ? null : takeFrom(channel, performance.now(), everyMs)
    },
    every: (ms) => {
      everyMs = ms
    },
    block: (channel, seconds) => void blocked.set(channel, seconds),
    unblock: (channel) => void blocked.delete(channel),
  }
}
