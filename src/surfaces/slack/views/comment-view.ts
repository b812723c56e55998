import type { types } from '@slack/bolt'
import type { DecisionWord } from '../../../contract/words.ts'
import type { Card } from '../../../core/card/card.ts'
import { whoLines } from '../card-parts.ts'
import { needsLine } from '../pending-card.ts'
import { bold, paragraph, plain, richText } from '../rich-text.ts'
import type { ViewNote } from '../view-note.ts'
import { commentInputs, confirmInput } from './comment-inputs.ts'
import { callbackIds, modal } from './modal.ts'

/**
 * The form of one decision: what it is about, who is still needed, the digest that will be decided on, and why.
 * Nothing is decided before it is submitted.
 */
export function commentView(
  card: Card,
  decision: DecisionWord,
  note: ViewNote,
  isNeeded: boolean,
): types.ModalView {
  const verb = decision === 'approve' ? 'Approve' : 'Deny'
  const reasons = decision === 'deny' ? card.denyReasons : []
  return modal({
    title: `${verb} this request`,
    submit: verb,
    close: 'Cancel',
    callbackId: callbackIds.comment,
    note: { ...note, w: decision, q: isNeeded },
    blocks: [
      richText('cs_who', [
        paragraph([
          [bold(card.action), plain(' · '), plain(card.environment ?? 'no environment')],
          ...whoLines(card, 'wants to act on').lines,
          needsLine(card),
          [bold('Digest  '), plain(card.digestShort)],
        ]),
      ]),
      ...commentInputs(reasons, isNeeded),
      ...(decision === 'approve' ? confirmInput(card) : []),
    ],
  })
}
