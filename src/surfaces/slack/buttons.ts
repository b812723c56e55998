import type { types } from '@slack/bolt'
import type { CardId } from '../../contract/ids.ts'
import type { Card } from '../../core/card/card.ts'
import { actionIds, buttonValue } from './click.ts'
import { plainText } from './views/modal.ts'
import { wantsForm } from './wants-form.ts'

type Offer = Card['offers'][number]

const faces: Record<Offer, { text: string; style?: 'primary' | 'danger' }> = {
  approve: { text: 'Approve', style: 'primary' },
  deny: { text: 'Deny', style: 'danger' },
  review: { text: 'Review' },
}

/** One thing that a card offers. The button knows whether a form has to be asked first. */
export function offerButton(card: Card, cardId: CardId | null, offer: Offer): types.Button {
  const { text, style } = faces[offer]
  const form = offer !== 'review' && wantsForm(card, offer)
  return {
    type: 'button',
    action_id: actionIds[offer],
    value: buttonValue(card.request, card.digest, cardId, form),
    ...(style === undefined ? {} : { style }),
    ...(offer === 'approve' && card.confirm && !form ? { confirm: confirmation } : {}),
    text: plainText(text),
  }
}

/** The way to everything about a request, for those who may read it. */
export function detailsButton(card: Card, cardId: CardId | null): types.Button {
  const value = buttonValue(card.request, card.digest, cardId)
  return stepButton(actionIds.details, 'Details', value)
}

/** A button that decides nothing. */
export function stepButton(actionId: string, text: string, value: string): types.Button {
  return { type: 'button', action_id: actionId, value, text: plainText(text) }
}

/** Slack's own question before an approval of high risk: words of ours alone, and nothing of the agent's. */
const confirmation: types.ConfirmationDialog = {
  title: { type: 'plain_text', text: 'Approve an action of high risk?', emoji: false },
  text: {
    type: 'plain_text',
    text: 'The policy says that this action is of high risk. Approve it only if you have read the whole payload and know what it does.',
    emoji: false,
  },
  confirm: { type: 'plain_text', text: 'Yes, approve', emoji: false },
  deny: { type: 'plain_text', text: 'Not yet', emoji: false },
}
