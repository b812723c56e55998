import { describe, expect, it } from '@jest/globals'
import { issuesToFaults, pointerTo } from '../../../src/contract/faults.ts'
import { Proposal } from '../../../src/contract/proposal.ts'

describe('pointerTo', () => {
  it.each([
    { path: [], pointer: '' },
    { path: ['to'], pointer: '/to' },
    { path: ['links', 0, 'url'], pointer: '/links/0/url' },
    { path: ['a/b', 'm~n'], pointer: '/a~1b/m~0n' },
    { path: ['~1'], pointer: '/~01' },
    { path: [''], pointer: '/' },
  ])('writes $path as $pointer (RFC 6901)', ({ path, pointer }) => {
    expect(pointerTo(path)).toBe(pointer)
  })
})

function faultsOf(message: unknown) {
  return issuesToFaults(Proposal.safeParse(message).error?.issues ?? [], message)
}

describe('issuesToFaults', () => {
  it('says of what is missing that it is required', () => {
    expect(faultsOf({ action: 'a' })).toEqual([{ pointer: '/payload', detail: 'is required' }])
  })

  it('names a hundred faults at most', () => {
    const unknown = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`x${index}`, 1]))

    expect(faultsOf({ action: 'a', payload: 1, ...unknown })).toHaveLength(100)
  })

  it('points at every unknown field itself, each with a sentence', () => {
    expect(faultsOf({ action: 'a', payload: 1, 'x/y': 1, z: 2 })).toEqual([
      { pointer: '/x~1y', detail: 'is not a field of this message' },
      { pointer: '/z', detail: 'is not a field of this message' },
    ])
  })

  it('says of every fault where it is and what was expected', () => {
    expect(faultsOf({ action: 'A', payload: 1, labels: ['ok', 'Not ok'] })).toEqual([
      { pointer: '/action', detail: 'must be dotted lower case, like data.export' },
      { pointer: '/labels/1', detail: 'must match [a-z0-9][a-z0-9-]{0,62}' },
    ])
  })
})
