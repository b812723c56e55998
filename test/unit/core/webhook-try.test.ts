import { describe, expect, it } from '@jest/globals'
import { retryWaitsMs, ruleOnTry, type WebhookAnswer } from '../../../src/core/webhook-try.ts'

const answered = (status: number, retryAfterSeconds: number | null = null): WebhookAnswer => ({
  kind: 'answered',
  status,
  retryAfterSeconds,
})
const middle = 0.5

describe('a try of a webhook', () => {
  it.each([200, 201, 204, 299])('that is answered %d is delivered', (status) => {
    expect(ruleOnTry(answered(status), 0, middle)).toEqual({ kind: 'delivered' })
  })

  it.each([100, 301, 307, 400, 404, 429, 500, 503])(
    'that is answered %d is made again',
    (status) => {
      expect(ruleOnTry(answered(status), 0, middle)).toEqual({ kind: 'again', afterMs: 5_000 })
    },
  )

  it.each(['address_refused', 'timeout', 'tls_failed', 'secret_unreadable'] as const)(
    'that ended with %s is made again',
    (fault) => {
      expect(ruleOnTry({ kind: 'failed', fault }, 1, middle)).toEqual({
        kind: 'again',
        afterMs: 300_000,
      })
    },
  )

  it('that is answered 410 is the last one', () => {
    expect(ruleOnTry(answered(410), 0, middle)).toEqual({ kind: 'given_up', gone: true })
  })

  it('to an endpoint that was switched off is the last one', () => {
    const answer: WebhookAnswer = { kind: 'failed', fault: 'endpoint_disabled' }

    expect(ruleOnTry(answer, 0, middle)).toEqual({ kind: 'given_up', gone: false })
  })

  it('is made ten times over about three days, and then given up', () => {
    const hours = retryWaitsMs.reduce((sum, ms) => sum + ms, 0) / 3_600_000

    expect(retryWaitsMs).toHaveLength(9)
    expect([...retryWaitsMs].sort((a, b) => a - b)).toEqual(retryWaitsMs)
    expect(hours).toBeGreaterThan(72)
    expect(hours).toBeLessThan(80)
    expect(ruleOnTry(answered(500), 8, middle).kind).toBe('again')
    expect(ruleOnTry(answered(500), 9, middle)).toEqual({ kind: 'given_up', gone: false })
  })

  it('is spread in time by a tenth each way', () => {
    expect(ruleOnTry(answered(500), 1, 0)).toEqual({ kind: 'again', afterMs: 270_000 })
    expect(ruleOnTry(answered(500), 1, 1)).toEqual({ kind: 'again', afterMs: 330_000 })
  })

  it('waits as long as the receiver asks, never less than usual, and a day at most', () => {
    expect(ruleOnTry(answered(429, 60), 0, middle)).toEqual({ kind: 'again', afterMs: 60_000 })
    expect(ruleOnTry(answered(429, 1), 0, middle)).toEqual({ kind: 'again', afterMs: 5_000 })
    expect(ruleOnTry(answered(429, 999_999), 0, middle)).toEqual({
      kind: 'again',
      afterMs: 86_400_000,
    })
  })
})
