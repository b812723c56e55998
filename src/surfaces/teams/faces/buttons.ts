import type { CardId } from '../../../contract/ids.ts'
import type { Card } from '../../../core/card/card.ts'
import { type ActionWords, verbs } from './click-words.ts'
import type { Element } from './message.ts'

export type Offer = Card['offers'][number]

const faces = {
  approve: { title: 'Approve', verb: verbs.approve, style: 'positive' },
  deny: { title: 'Deny', verb: verbs.deny, style: 'destructive' },
} as const

/** What a button carries: it ties the click to what was shown. */
function wordsOf(card: Card, cardId: CardId): ActionWords {
  return { r: card.request, d: card.digest, c: cardId }
}

/** The buttons of a card that asks. Review, and the way to the whole request, are links to the console. */
export function buttons(card: Card, cardId: CardId, offers: Offer[]): Element[] {
  const offered = offers.map((offer) =>
    offer === 'review'
      ? openLink('Review', card.url)
      : { type: 'Action.Execute', ...faces[offer], data: wordsOf(card, cardId) },
  )
  return offers.includes('review') ? offered : [...offered, openLink('Details', card.url)]
}

/** A link of ours: never an address that somebody else wrote. */
export function openLink(title: string, url: string): Element {
  return { type: 'Action.OpenUrl', title, url }
}

/**
 * Asks for the reader's own view as soon as they see the card. With no list of people Teams does it for
 * everybody in conversations of up to 60 members; in larger ones the shared card serves.
 */
export function refreshOf(card: Card, cardId: CardId): Record<string, unknown> {
  return { action: { type: 'Action.Execute', verb: verbs.refresh, data: wordsOf(card, cardId) } }
}
