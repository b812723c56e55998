import type { types } from '@slack/bolt'
import type { CardId } from '../../contract/ids.ts'
import type { Card } from '../../core/card/card.ts'
import { clip, escapeText } from './clip.ts'
import { notificationCharsMax } from './limits.ts'
import { pendingBlocks } from './pending-card.ts'
import { settledBlocks } from './settled-card.ts'

/** What `chat.postMessage` and `chat.update` take. */
export interface SlackMessage {
  /** For lock screens and screen readers. Slack parses it, so it is escaped. */
  text: string
  blocks: types.KnownBlock[]
}

/**
 * Gives a neutral card its Slack face, from the card alone, so that the same state always looks the
 * same. Nothing that somebody else wrote stands outside a rich text element, and nothing is cut unsaid.
 */
export function renderCard(card: Card, cardId: CardId | null): SlackMessage {
  const { text, cutChars } = clip(card.notification, notificationCharsMax)
  return {
    text: escapeText(cutChars === 0 ? text : `${text} ...`),
    blocks: card.verdict === null ? pendingBlocks(card, cardId) : settledBlocks(card, card.verdict),
  }
}
