import type { CardId } from '../../../contract/ids.ts'
import type { Card } from '../../../core/card/card.ts'
import { buttons, refreshOf } from './buttons.ts'
import { timesLine, titlePart, whoPart, whyElements } from './card-parts.ts'
import { box, paragraph } from './elements.ts'
import type { Face, Filling } from './face.ts'
import { inputs } from './inputs.ts'
import { sentenceBytesMax } from './limits.ts'
import type { Element } from './message.ts'
import { needsElements } from './needs.ts'
import { bold, bounded, ours } from './runs.ts'
import { type CardView, offeredTo } from './view.ts'

/** A card that asks, in the order of CARD.md. */
export function pendingFace(
  card: Card,
  cardId: CardId,
  view: CardView,
  { payload, words }: Filling,
): Face {
  const title = titlePart(card, null)
  const who = whoPart(card, 'wants to act on')
  const isWhole = [title, who, payload, words].every(({ cut }) => !cut)
  const { offers, needed, whyNot, asked } = offeredTo(card, view, isWhole)
  return {
    body: [
      ...title.elements,
      ...who.elements,
      timesLine(card),
      ...payload.elements,
      ...words.elements,
      ...whyElements(card),
      ...needsElements(card),
      ...askedAgain(asked),
      ...box(said(whyNot), 'emphasis'),
      ...inputs(card, offers, needed, asked !== null),
    ],
    actions: buttons(card, cardId, offers),
    // A view that asks again must not be replaced by a fresh one while somebody types into it.
    refresh: asked === null ? refreshOf(card, cardId) : null,
  }
}

/** The colour of the box may be missed, so a word says first that nothing has happened. */
function askedAgain(sentence: string | null): Element[] {
  if (sentence === null) return []
  const first = ours('Not decided yet. ', bold)
  return box(paragraph([...first, ...bounded(sentence, sentenceBytesMax, bold).runs]), 'attention')
}

function said(sentence: string | null): Element[] {
  return sentence === null ? [] : paragraph(bounded(sentence, sentenceBytesMax).runs)
}
