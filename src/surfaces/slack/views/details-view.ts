import type { types } from '@slack/bolt'
import type { RequestPageView } from '../../../app/ports.ts'
import type { CardId } from '../../../contract/ids.ts'
import type { Card } from '../../../core/card/card.ts'
import { offerButton, stepButton } from '../buttons.ts'
import { footerBlock } from '../card-parts.ts'
import { actionIds, buttonValue } from '../click.ts'
import { grouped } from '../clip.ts'
import { pagesCountMax } from '../limits.ts'
import { paragraph, plain, remark, richText } from '../rich-text.ts'
import type { ViewNote } from '../view-note.ts'
import { commentInputs, confirmInput } from './comment-inputs.ts'
import { detailsFlow } from './details-flow.ts'
import { callbackIds, modal } from './modal.ts'
import { numbered, paginate } from './pages.ts'

/** Where in a request's details somebody is. */
interface Place {
  page: number
  /** How many pages there were when the first one was shown: another number means that they have to be read anew. */
  pagesBefore: number | null
}

/**
 * One page of everything about a request, for one person. Pages follow one another without a jump, and Approve stands
 * at the end of the last one, so that whoever finds it could see the whole. Deny stands on every page.
 */
export function detailsView(
  seen: RequestPageView,
  note: ViewNote,
  { page, pagesBefore }: Place,
): types.ModalView {
  const all = paginate(detailsFlow(seen).map((block) => [block]))
  const pages = all.slice(0, pagesCountMax)
  const isSame = pagesBefore === null || pagesBefore === pages.length
  const at = isSame ? Math.min(page, pages.length - 1) : 0
  const isEnd = at === pages.length - 1
  const isWhole = all.length === pages.length
  const mayApprove = isEnd && isWhole && seen.may.approve
  const cardId = note.c ?? null
  return modal({
    title: 'Request in full',
    ...(mayApprove ? { submit: 'Approve' } : {}),
    callbackId: callbackIds.details,
    note: { ...note, p: at, n: pages.length, ...(mayApprove ? noteOfApproval(seen) : {}) },
    blocks: [
      ...numbered(pages[at] ?? [], 'page'),
      ...placeBlock(at, pages.length),
      ...(isEnd ? endBlocks(seen, isWhole) : []),
      ...(mayApprove ? commentInputs([], needsComment(seen)) : []),
      ...(mayApprove ? confirmInput(seen.card) : []),
      ...buttonsBlock(seen, { isFirst: at === 0, isEnd }, cardId),
      footerBlock(seen.card),
    ],
  })
}

function noteOfApproval(seen: RequestPageView): Pick<ViewNote, 'w' | 'q'> {
  return { w: 'approve', q: needsComment(seen) }
}

function needsComment({ may }: RequestPageView): boolean {
  return may.commentRequired.includes('approve')
}

function placeBlock(at: number, pagesCount: number): types.KnownBlock[] {
  return pagesCount === 1
    ? []
    : [
        richText('cs_place', [
          paragraph([[remark(`Page ${grouped(at + 1)} of ${grouped(pagesCount)}`)]]),
        ]),
      ]
}

/** Why somebody who has read all of it cannot approve it here. */
function endBlocks({ card, may }: RequestPageView, isWhole: boolean): types.KnownBlock[] {
  const sentence = isWhole ? may.whyNot : tooLongSentence
  return sentence === null || card.verdict !== null
    ? []
    : [richText('cs_why_not', [paragraph([[plain(sentence)]])])]
}

const tooLongSentence =
  'This is more than fits here, and not all of it. Open the full request to read the rest and to approve it.'

function buttonsBlock(
  { card, may }: RequestPageView,
  { isFirst, isEnd }: { isFirst: boolean; isEnd: boolean },
  cardId: CardId | null,
): types.KnownBlock[] {
  const value = buttonValue(card.request, card.digest, cardId)
  const elements = [
    ...(isFirst ? [] : [stepButton(actionIds.previous, 'Previous page', value)]),
    ...(isEnd ? [] : [stepButton(actionIds.next, 'Next page', value)]),
    ...denyButton(card, may.deny, cardId),
  ]
  return elements.length === 0 ? [] : [{ type: 'actions', block_id: 'cs_actions', elements }]
}

function denyButton(card: Card, mayDeny: boolean, cardId: CardId | null): types.Button[] {
  return mayDeny ? [offerButton(card, cardId, 'deny')] : []
}
