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

describe('issuesToFaults', () => {
  it('points at every unknown field itself, each with a sentence', () => {
    const parsed = Proposal.safeParse({ action: 'a', payload: 1, 'x/y': 1, z: 2 })

    expect(issuesToFaults(parsed.error?.issues ?? [])).toEqual([
      { pointer: '/x~1y', detail: 'is not a field of this message' },
      { pointer: '/z', detail: 'is not a field of this message' },
    ])
  })

  it('says of every fault where it is and what was expected', () => {
    const parsed = Proposal.safeParse({ action: 'A', payload: 1, labels: ['ok', 'Not ok'] })

    expect(issuesToFaults(parsed.error?.issues ?? [])).toEqual([
      { pointer: '/action', detail: 'must be dotted lower case, like data.export' },
      { pointer: '/labels/1', detail: 'must match [a-z0-9][a-z0-9-]{0,62}' },
    ])
  })
})
