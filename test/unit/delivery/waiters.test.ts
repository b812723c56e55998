import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import type { RequestId } from '../../../src/contract/ids.ts'
import { waitsPerPrincipalMax } from '../../../src/contract/limits.ts'
import { createWaiters, type Ticket, type Waiters } from '../../../src/delivery/waiters.ts'

const one: RequestId = 'req_one'
const two: RequestId = 'req_two'

let settled: RequestId[] = []
let asked: RequestId[][] = []
let faults: unknown[] = []
let outage: Error | null = null
let waiters: Waiters

beforeEach(() => {
  jest.useFakeTimers()
  settled = []
  asked = []
  faults = []
  outage = null
  waiters = createWaiters({
    settledAmong: async (requests) => {
      asked.push(requests)
      if (outage !== null) throw outage
      return requests.filter((request) => settled.includes(request))
    },
    onFault: (error) => faults.push(error),
  })
})

afterEach(() => {
  waiters.stop()
  jest.useRealTimers()
})

function open(request: RequestId, principal = 'agt_etl'): Ticket {
  const ticket = waiters.open(request, principal)
  if (ticket === null) throw new Error('no wait was left')
  return ticket
}

/** Whether a ticket is woken by now, without waiting for it. */
async function isWoken(ticket: Ticket): Promise<boolean> {
  const later = Promise.resolve('parked')
  return (await Promise.race([ticket.woken, later])) !== 'parked'
}

describe('a waiter', () => {
  it('hears of what was settled between its opening and the read that follows', async () => {
    const ticket = open(one)
    waiters.wake(one)

    expect(await isWoken(ticket)).toBe(true)
  })

  it('stays parked until its request is settled', async () => {
    expect(await isWoken(open(one))).toBe(false)
  })

  it('is woken with all others of its request, and with none of another', async () => {
    const mine = [open(one), open(one, 'per_ana'), open(one, 'admin')]
    const other = open(two)

    waiters.wake(one)

    expect(await Promise.all([...mine, other].map(isWoken))).toEqual([true, true, true, false])
  })

  it('that comes after a wake is parked anew, and an older one does not close it', async () => {
    const older = open(one)
    waiters.wake(one)
    const newer = open(one)

    older.close()
    waiters.wake(one)

    expect(await isWoken(newer)).toBe(true)
  })

  it('is heard no more once it is closed', async () => {
    const ticket = open(one)
    ticket.close()
    waiters.wake(one)

    expect(await isWoken(ticket)).toBe(false)
  })
})

describe('the waits of one principal', () => {
  it('are limited, each principal by itself', () => {
    const opened = Array.from({ length: waitsPerPrincipalMax }, () => waiters.open(one, 'agt_etl'))

    expect(opened).not.toContain(null)
    expect(waiters.open(two, 'agt_etl')).toBeNull()
    expect(waiters.open(two, 'agt_other')).not.toBeNull()
    expect(waiters.count()).toBe(waitsPerPrincipalMax + 1)
  })

  it('are given back when a waiter is closed, woken or not', () => {
    const parked = open(one)
    const woken = open(two)
    waiters.wake(two)
    expect(waiters.count()).toBe(2)

    for (const ticket of [parked, woken]) ticket.close()

    expect(waiters.count()).toBe(0)
  })

  it('are given back once, however often a waiter is closed', () => {
    const [ticket] = [open(one), open(one), open(two)]

    ticket?.close()
    ticket?.close()

    expect(waiters.count()).toBe(2)
  })

  it('leave room again after one of the most is closed', () => {
    const opened = Array.from({ length: waitsPerPrincipalMax }, () => open(one))
    opened[0]?.close()

    expect(waiters.open(one, 'agt_etl')).not.toBeNull()
    expect(waiters.open(one, 'agt_etl')).toBeNull()
  })
})

describe('resync', () => {
  it('wakes those whose request was settled unheard, and asks about each request once', async () => {
    const tickets = [open(one), open(one), open(two)]
    settled = [one]

    await waiters.resync()

    expect(asked).toEqual([[one, two]])
    expect(await Promise.all(tickets.map(isWoken))).toEqual([true, true, false])
  })

  it('asks nothing where nobody waits', async () => {
    open(one).close()

    await waiters.resync()

    expect(asked).toEqual([])
  })

  it('happens by itself, so that a lost notification delays a verdict by two seconds at most', async () => {
    const ticket = open(one)
    settled = [one]

    await jest.advanceTimersByTimeAsync(2_000)

    expect(await isWoken(ticket)).toBe(true)
  })

  it('reports an outage and goes on afterwards', async () => {
    const ticket = open(one)
    outage = new Error('the database is out')
    await jest.advanceTimersByTimeAsync(2_000)
    expect(faults).toContain(outage)
    expect(await isWoken(ticket)).toBe(false)

    outage = null
    settled = [one]
    await jest.advanceTimersByTimeAsync(2_000)

    expect(await isWoken(ticket)).toBe(true)
  })
})

describe('stop', () => {
  it('answers everybody who waits', async () => {
    const tickets = [open(one), open(two, 'per_ana')]

    waiters.stop()

    expect(await Promise.all(tickets.map(isWoken))).toEqual([true, true])
  })

  it('holds nobody who comes afterwards', async () => {
    waiters.stop()

    expect(await isWoken(open(one))).toBe(true)
  })

  it('asks the database no more', async () => {
    open(one)
    waiters.stop()
    open(two)

    await jest.advanceTimersByTimeAsync(10_000)

    expect(asked).toEqual([])
  })
})
