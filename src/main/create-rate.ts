import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { TakeRate } from '../app/ports.ts'

const windowSeconds = 60

/** A budget of proposals per agent and minute, counted in this process: a brake, not a ledger. */
export function createRate(perMinute: number): TakeRate {
  const limiter = new RateLimiterMemory({ points: perMinute, duration: windowSeconds })
  return async (agent) => {
    const state = await limiter.consume(agent).catch((rejected: unknown) => {
      if (rejected instanceof RateLimiterRes) return rejected
      throw rejected
    })
    return {
      within: state.consumedPoints <= perMinute,
      limit: perMinute,
      remaining: Math.max(0, state.remainingPoints),
      windowSeconds,
      resetSeconds: Math.ceil(state.msBeforeNext / 1000),
    }
  }
}
