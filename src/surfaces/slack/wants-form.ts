import type { DecisionWord } from '../../contract/words.ts'
import type { Card } from '../../core/card/card.ts'

/** Whether a decision on this card is asked with a form first: a comment is wanted, or reasons are offered. */
export function wantsForm(
  { comment, denyReasons }: Pick<Card, 'comment' | 'denyReasons'>,
  decision: DecisionWord,
): boolean {
  return decision === 'approve'
    ? comment === 'always'
    : comment !== 'never' || denyReasons.length > 0
}
