import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { hold, preferredWait } from '../../../src/http/hold.ts'

describe('preferredWait', () => {
  it.each([
    { prefer: 'wait=30', seconds: 30 },
    { prefer: 'WAIT=30', seconds: 30 },
    { prefer: ' wait = 30 ', seconds: 30 },
    { prefer: 'wait="30"', seconds: 30 },
    { prefer: 'respond-async, wait=10', seconds: 10 },
    { prefer: 'wait=10, respond-async', seconds: 10 },
    { prefer: 'wait=10; exactly', seconds: 10 },
    { prefer: 'wait=10, wait=20', seconds: 10 },
    { prefer: 'note="a, b", wait=10', seconds: 10 },
    { prefer: 'wait=0', seconds: 0 },
    { prefer: 'wait=60', seconds: 60 },
    { prefer: 'wait=61', seconds: 60 },
    { prefer: 'wait=99999999999999999999999', seconds: 60 },
    { prefer: 'wait', seconds: null },
    { prefer: 'wait=', seconds: null },
    { prefer: 'wait=-1', seconds: null },
    { prefer: 'wait=1.5', seconds: null },
    { prefer: 'wait=10s', seconds: null },
    { prefer: 'wait="10', seconds: null },
    { prefer: 'await=10', seconds: null },
    { prefer: 'wait-more=10', seconds: null },
    { prefer: 'return=minimal; wait=10', seconds: null },
    { prefer: 'note="a, wait=10"', seconds: null },
    { prefer: '', seconds: null },
  ])('reads $seconds from "$prefer" (RFC 7240)', ({ prefer, seconds }) => {
    expect(preferredWait({ headers: { prefer } })).toBe(seconds)
  })

  it('reads a header that came twice, and none', () => {
    expect(preferredWait({ headers: { prefer: ['respond-async', 'wait=5'] } })).toBe(5)
    expect(preferredWait({ headers: {} })).toBeNull()
  })
})

describe('hold', () => {
  let response: ServerResponse

  beforeEach(() => {
    jest.useFakeTimers()
    response = new ServerResponse(new IncomingMessage(new Socket()))
  })

  afterEach(() => {
    jest.useRealTimers()
  })

  const never = new Promise<void>(() => undefined)

  it('ends when the request is settled', async () => {
    expect(await hold(response, Promise.resolve(), 60)).toEqual({ gone: false })
  })

  it('ends when the time is over', async () => {
    const held = hold(response, never, 30)

    await jest.advanceTimersByTimeAsync(30_000)

    expect(await held).toEqual({ gone: false })
  })

  it('ends when the caller has gone, who needs no answer', async () => {
    const held = hold(response, never, 30)

    response.destroy()
    response.emit('close')

    expect(await held).toEqual({ gone: true })
  })

  it('does not begin for a caller who has gone already', async () => {
    response.destroy()

    expect(await hold(response, never, 30)).toEqual({ gone: true })
  })

  it('leaves no timer and no listener behind', async () => {
    const listenersCount = response.listenerCount('close')

    await hold(response, Promise.resolve(), 60)

    expect(jest.getTimerCount()).toBe(0)
    expect(response.listenerCount('close')).toBe(listenersCount)
  })
})
