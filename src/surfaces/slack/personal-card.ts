import type { Card, Rights } from '../../core/card/card.ts'

/** A card as one person is offered it: without the decisions that they may not make. */
export function personalCard(card: Card, may: Rights): Card {
  const offers = card.offers.filter((offer) => offer === 'review' || may[offer])
  return { ...card, offers }
}
