import { describe, expect, it } from '@jest/globals'
import { ownCopy } from '../../../src/sdk/own-copy.ts'

describe('a copy of arguments', () => {
  it('is not changed by what happens to the original', () => {
    const transfer = { to: ['ana'], at: new Date(0) }
    const byName = new Map([['ana', { cents: 1 }]])
    const numbers = new Set([1])
    const bytes = new Uint8Array([1, 2])

    const own = ownCopy([transfer, byName, numbers, bytes])
    transfer.to.push('mallory')
    transfer.at.setFullYear(2000)
    byName.set('ana', { cents: 100 })
    numbers.add(2)
    bytes[0] = 9

    expect(own).toEqual([
      { to: ['ana'], at: new Date(0) },
      new Map([['ana', { cents: 1 }]]),
      new Set([1]),
      new Uint8Array([1, 2]),
    ])
  })

  it('keeps how its parts refer to each other', () => {
    const shared = { n: 1 }
    const loop: Record<string, unknown> = { shared, again: shared }
    loop['self'] = loop

    const own = ownCopy(loop)

    expect(own['self']).toBe(own)
    expect(own['again']).toBe(own['shared'])
    expect(own['shared']).not.toBe(shared)
  })

  it('fixes a member that is computed anew at each reading', () => {
    let reading = 0
    const own = ownCopy({
      get cents() {
        reading += 1
        return reading
      },
    })

    expect([own.cents, own.cents]).toEqual([1, 1])
  })

  it('leaves alone what only its maker can copy', () => {
    class Connection {
      open = true
    }
    const connection = new Connection()
    const run = () => 1

    expect(ownCopy([connection, run])[0]).toBe(connection)
    expect(ownCopy([connection, run])[1]).toBe(run)
  })
})
