import type { Response } from 'express'
import type { RateState } from '../app/ports.ts'

/** The RateLimit header fields (IETF draft-ietf-httpapi-ratelimit-headers), and Retry-After where the budget is used up. */
export function sendRate(response: Response, rate: RateState, exhausted: boolean): void {
  response.set('RateLimit-Policy', `"agent";q=${rate.limit};w=${rate.windowSeconds}`)
  response.set('RateLimit', `"agent";r=${rate.remaining};t=${rate.resetSeconds}`)
  if (exhausted) response.set('Retry-After', String(Math.max(1, rate.resetSeconds)))
}
