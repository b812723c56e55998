import type { CardId } from '../../../contract/ids.ts'
import type { Card } from '../../../core/card/card.ts'
import { wordsPart } from './card-parts.ts'
import type { Face, Filling } from './face.ts'
import { messageBytesMax, notificationBytesMax, wordsBytesMin } from './limits.ts'
import type { TeamsMessage } from './message.ts'
import { leastPayloadBytes, payloadPart } from './payload.ts'
import { pendingFace } from './pending-card.ts'
import { settledFace } from './settled-card.ts'
import { clipped, sizeOf } from './size.ts'
import type { CardView } from './view.ts'

export type { CardView } from './view.ts'

/**
 * Gives a neutral card its face in Teams, from the card and who looks at it alone, so that the same
 * state always looks the same. Nothing that somebody else wrote stands outside a text run, and nothing
 * is cut unsaid. A settled card looks the same to everybody.
 */
export function renderCard(card: Card, cardId: CardId, view: CardView): TeamsMessage {
  const { verdict } = card
  const faceOf = (filling: Filling) =>
    verdict === null
      ? pendingFace(card, cardId, view, filling)
      : settledFace(card, verdict, filling)
  const roomFor = (filling: Filling) => messageBytesMax - sizeOf(messageOf(card, faceOf(filling)))
  return messageOf(card, faceOf(fill(card, roomFor)))
}

/** The payload goes first; the agent's words get what it leaves, and never less than their least. */
function fill(card: Card, roomFor: (filling: Filling) => number): Filling {
  const room = Math.min(...[false, true].map((cut) => roomFor(emptyFilling(cut))))
  const spare = room - leastPayloadBytes(card.payload)
  const words = wordsPart(card.words, Math.max(wordsBytesMin, spare))
  const left = room - sizeOf(words.elements)
  return { words, payload: payloadPart(card.payload, card.digestShort, left) }
}

/** A cut changes the buttons, and with them the room. */
function emptyFilling(cut: boolean): Filling {
  return { payload: { elements: [], cut }, words: { elements: [], cut } }
}

function messageOf(card: Card, { body, actions, refresh }: Face): TeamsMessage {
  const notification = clipped(card.notification, notificationBytesMax)
  return {
    card: {
      type: 'AdaptiveCard',
      $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
      version: '1.5',
      speak: notification.replace(/[<>&]/g, ' '),
      fallbackText: `This Teams is too old to show the request. It is at ${card.url}`,
      msteams: { width: 'Full' },
      body,
      actions,
      ...(refresh === null ? {} : { refresh }),
    },
    summary: notification,
  }
}
