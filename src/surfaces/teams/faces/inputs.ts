import type { DecisionWord } from '../../../contract/words.ts'
import type { Card, Offer } from '../../../core/card/card.ts'
import { grouped } from '../../../core/card/count.ts'
import { inputIds } from './click-words.ts'
import { commentInputCharsMax, denyReasonsBytesMax } from './limits.ts'
import type { Element } from './message.ts'
import { sizeOf } from './size.ts'

/** Which decisions the policy wants a comment with. */
export function commentNeededFor({ comment }: Card): DecisionWord[] {
  if (comment === 'never') return []
  return comment === 'always' ? ['approve', 'deny'] : ['deny']
}

/**
 * Where a person says why. Teams itself refuses a click without a comment only where every button
 * wants one: a preset reason serves for a denial too, and then we ask again ourselves.
 */
export function inputs(
  { denyReasons }: Card,
  offers: Offer[],
  needed: DecisionWord[],
  isAskedAgain: boolean,
): Element[] {
  const decisions = offers.filter((offer) => offer !== 'review')
  if (decisions.length === 0) return []
  const reasons = decisions.includes('deny') ? denyReasons : []
  const isNeeded = isAskedAgain || decisions.every((decision) => needed.includes(decision))
  const isRequired = isNeeded && reasons.length === 0
  return [
    ...reasonInput(reasons),
    {
      type: 'Input.Text',
      id: inputIds.comment,
      label: `Comment (${needText(needed, isNeeded, reasons.length > 0)})`,
      placeholder: 'Shown with your decision',
      isMultiline: true,
      maxLength: commentInputCharsMax,
      ...(isRequired
        ? { isRequired: true, errorMessage: 'The policy wants a comment with this decision.' }
        : {}),
    },
  ]
}

function needText(needed: DecisionWord[], isNeeded: boolean, hasReasons: boolean): string {
  if (isNeeded && !hasReasons) return 'needed'
  if (needed.includes('approve')) return 'needed; to deny, a reason is enough'
  if (!isNeeded && !needed.includes('deny')) return 'optional'
  return hasReasons ? 'needed to deny, unless you chose a reason' : 'needed to deny'
}

/** Nothing is chosen at first: Teams takes no choice without a value, and a value would be a reason. */
function reasonInput(reasons: string[]): Element[] {
  if (reasons.length === 0) return []
  let left = denyReasonsBytesMax
  const choices = reasons
    .map((reason) => ({ title: reason, value: reason }))
    .filter((choice) => {
      left -= sizeOf(choice)
      return left >= 0
    })
  const missing = reasons.length - choices.length
  const more = missing === 0 ? '' : ` (${grouped(missing)} more in the full request)`
  return [
    {
      type: 'Input.ChoiceSet',
      id: inputIds.reason,
      label: `Reason for a denial${more}`,
      style: 'compact',
      placeholder: 'None chosen',
      choices,
    },
  ]
}
