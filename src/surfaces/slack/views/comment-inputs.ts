import type { types } from '@slack/bolt'
import { commentCharsMax } from '../../../contract/limits.ts'
import type { Card } from '../../../core/card/card.ts'
import { clip } from '../clip.ts'
import type { Entries } from '../interaction.ts'
import { optionCharsMax } from '../limits.ts'
import { plainText } from './modal.ts'

/** The blocks of the inputs: Slack names them when something entered is refused. */
export const inputIds = { reason: 'cs_reason', comment: 'cs_comment' } as const

/** What a person entered: the place of a reason in the card's list, and free text. */
export interface Entered {
  reason: number | null
  comment: string | null
}

/**
 * Where a person says why. Slack itself refuses an empty comment only where nothing else would do; where a reason
 * would, we ask again ourselves.
 */
export function commentInputs(reasons: string[], needed: boolean): types.InputBlock[] {
  return [...reasonInput(reasons), commentInput(needed && reasons.length === 0)]
}

/**
 * A form has no confirmation of Slack's own, so an approval of high risk wants a box ticked there, without which Slack
 * does not send it. All of its words are ours.
 */
export function confirmInput(card: Card): types.InputBlock[] {
  if (!card.confirm) {
    return []
  }
  return [
    {
      type: 'input',
      block_id: 'cs_confirm',
      optional: false,
      label: plainText('High risk'),
      element: {
        type: 'checkboxes',
        action_id: 'cs_confirm',
        options: [
          { text: plainText('I have read the payload and know what it does.'), value: 'confirmed' },
        ],
      },
    },
  ]
}

export function readEntered(values: Entries): Entered {
  const chosen = values[inputIds.reason]?.[inputIds.reason]?.selected_option?.value
  const index = Number(chosen)
  return {
    reason: chosen === undefined || !Number.isInteger(index) ? null : index,
    comment: values[inputIds.comment]?.[inputIds.comment]?.value ?? null,
  }
}

/** A reason is chosen by its place: its text may be longer than what Slack takes of an option. */
function reasonInput(reasons: string[]): types.InputBlock[] {
  if (reasons.length === 0) {
    return []
  }
  return [
    {
      type: 'input',
      block_id: inputIds.reason,
      optional: true,
      label: plainText('Reason'),
      element: {
        type: 'static_select',
        action_id: inputIds.reason,
        placeholder: plainText('None chosen'),
        options: reasons.map(reasonOption),
      },
    },
  ]
}

/** What has no room in the option itself stands under it. */
function reasonOption(reason: string, index: number): types.PlainTextOption {
  const { text } = clip(reason, optionCharsMax)
  const rest = clip(reason.slice(text.length), optionCharsMax).text
  return {
    text: plainText(text),
    value: String(index),
    ...(rest === '' ? {} : { description: plainText(rest) }),
  }
}

function commentInput(isNeeded: boolean): types.InputBlock {
  return {
    type: 'input',
    block_id: inputIds.comment,
    optional: !isNeeded,
    label: plainText('Comment'),
    hint: plainText('Shown with your decision.'),
    element: {
      type: 'plain_text_input',
      action_id: inputIds.comment,
      multiline: true,
      max_length: commentCharsMax,
    },
  }
}
