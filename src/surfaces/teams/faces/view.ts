import type { DecisionWord } from '../../../contract/words.ts'
import type { Card, Offer, Rights } from '../../../core/card/card.ts'
import { offersBeside } from '../../../core/card/offers.ts'
import { commentNeededFor } from './inputs.ts'

/** Who looks at a card: everybody, one person, or one person whose click lacked something. */
export type CardView =
  | { kind: 'shared' }
  | { kind: 'personal'; may: Rights }
  | { kind: 'asked_again'; may: Rights | null; sentence: string }

/** What a view of a pending card offers, and what it says in place of what it does not. */
export interface Offered {
  offers: Offer[]
  /** Which decisions want a comment. */
  needed: DecisionWord[]
  /** Why this person may not approve. */
  whyNot: string | null
  /** What was missing from their click. */
  asked: string | null
}

/** What of a card's offers is this person's. */
export function offeredTo(card: Card, view: CardView, isWhole: boolean): Offered {
  const may = view.kind === 'shared' ? null : view.may
  const offers = offersBeside(card, isWhole)
  const asked = view.kind === 'asked_again' ? view.sentence : null
  if (may === null) return { offers, needed: commentNeededFor(card), whyNot: null, asked }
  return {
    offers: offers.filter((offer) => (offer === 'deny' ? may.deny : may.approve)),
    needed: may.commentRequired,
    whyNot: may.approve ? null : may.whyNot,
    asked,
  }
}
