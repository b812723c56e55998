import { describe, expect, it } from '@jest/globals'
import type { Offer } from '../../../../src/core/card/card.ts'
import { offersBeside, offersOf } from '../../../../src/core/card/offers.ts'

describe('what a card offers', () => {
  it.each<[boolean, boolean, Offer[]]>([
    [true, false, ['approve', 'deny']],
    [true, true, ['approve', 'deny']],
    [false, false, ['review', 'deny']],
    [false, true, ['approve', 'review', 'deny']],
  ])('whole %s, approve when cut %s: %j', (isWhole, approveWhenCut, offers) => {
    expect(offersOf('pending', isWhole, approveWhenCut)).toEqual(offers)
    const card = { offers: offersOf('pending', true, approveWhenCut), approveWhenCut }
    expect(offersBeside(card, isWhole)).toEqual(offers)
  })

  it('is nothing once a request is settled', () => {
    expect(offersOf('approved', true, true)).toEqual([])
    expect(offersBeside({ offers: [], approveWhenCut: true }, false)).toEqual([])
  })

  it('stays what it was where the card itself was cut', () => {
    const card = { offers: offersOf('pending', false, false), approveWhenCut: false }

    expect(offersBeside(card, true)).toEqual(['review', 'deny'])
  })
})
