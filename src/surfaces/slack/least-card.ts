import type { types } from '@slack/bolt'
import type { CardId } from '../../contract/ids.ts'
import type { Card } from '../../core/card/card.ts'
import type { SlackMessage } from './card.ts'
import { actionIds, buttonValue } from './click.ts'

/** More than an action's type, an environment and an agent's name have together, and far under every limit. */
const charsMax = 1_000

/**
 * The least that a card can be, for the day on which Slack takes no more: plain words of our own and names of
 * restricted alphabets, so that nothing in it can be the reason. Nobody approves what it does not show.
 */
export function renderLeastCard(card: Card, cardId: CardId): SlackMessage {
  const text = sentenceOf(card).slice(0, charsMax)
  const review = button('Review', { action_id: actionIds.review, url: card.url })
  const deny = button('Deny', {
    action_id: actionIds.deny,
    value: buttonValue(card.request, card.digest, cardId),
    style: 'danger',
  })
  const elements = card.offers.includes('deny') ? [review, deny] : [review]
  return {
    text,
    blocks: [
      { type: 'section', block_id: 'cs_least', text: { type: 'plain_text', text, emoji: false } },
      { type: 'actions', block_id: 'cs_actions', elements },
    ],
  }
}

function sentenceOf({ verdict, agent, action, environment, digestShort }: Card): string {
  const what = `${action} in ${environment ?? 'no environment'}`
  return verdict === null
    ? `${agent} asks to do ${what} (digest ${digestShort}). Slack did not take the whole card: read the request in the console.`
    : `${verdict.title}: ${agent}, ${what} (digest ${digestShort}). Slack did not take the whole card: the console has it.`
}

function button(text: string, more: Omit<types.Button, 'type' | 'text'>): types.Button {
  return { type: 'button', text: { type: 'plain_text', text, emoji: false }, ...more }
}
