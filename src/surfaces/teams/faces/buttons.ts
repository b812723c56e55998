import type { CardId } from '../../../contract/ids.ts'
import type { Card, Offer } from '../../../core/card/card.ts'
import { type ActionWords, verbs } from './click-words.ts'
import { ourLine } from './elements.ts'
import type { Element } from './message.ts'

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
    offer === 'review' ? openLink('Review', card.url) : decision(card, cardId, offer),
  )
  return offers.includes('review') ? offered : [...offered, openLink('Details', card.url)]
}

function decision(card: Card, cardId: CardId, offer: 'approve' | 'deny'): Element {
  const button = { type: 'Action.Execute', ...faces[offer], data: wordsOf(card, cardId) }
  return card.confirm && offer === 'approve' ? confirmed(button) : button
}

/**
 * Teams has no question of its own before a click, so an approval of high risk takes a second one: the
 * first opens what it means, beneath the buttons. What was typed above comes along.
 */
function confirmed(button: Element): Element {
  const sentence =
    'The policy says that this action is of high risk. Approve it only if you have read the whole payload and know what it does.'
  return {
    type: 'Action.ShowCard',
    title: faces.approve.title,
    style: faces.approve.style,
    card: {
      type: 'AdaptiveCard',
      body: [ourLine(sentence, { isSubtle: false })],
      actions: [{ ...button, title: 'Yes, approve' }],
    },
  }
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
