import type { types } from '@slack/bolt'
import type { CardId } from '../../contract/ids.ts'
import type { Card, CardNeed } from '../../core/card/card.ts'
import { spanText } from '../../core/card/count.ts'
import { offersBeside } from '../../core/card/offers.ts'
import { type Risk, riskOf } from '../../core/card/risk.ts'
import { detailsButton, offerButton } from './buttons.ts'
import { footerBlock, headerBlock, whoLines, wholeTitle, wordsPart } from './card-parts.ts'
import {
  labelsCharsMax,
  nameCharsMax,
  needsCharsMax,
  reasonCharsMax,
  rulesCharsMax,
  warningsCharsMax,
} from './limits.ts'
import { payloadPart } from './payload.ts'
import {
  bold,
  boundedLine,
  listed,
  type Part,
  type Piece,
  paragraph,
  plain,
  richText,
  when,
} from './rich-text.ts'

/** A card that asks, in the order of CARD.md. */
export function pendingBlocks(card: Card, cardId: CardId | null): types.KnownBlock[] {
  const parts = [
    whoPart(card),
    payloadPart(card.payload, card.digestShort),
    wordsPart(card.words, reasonCharsMax),
  ].filter((part) => part !== null)
  const whole = parts.every((part) => !part.cut)
  return [
    headerBlock(card, null),
    ...parts.map((part) => part.block),
    ...whyBlock(card),
    buttonsBlock(card, cardId, whole),
    footerBlock(card),
  ]
}

function whoPart(card: Card): Part {
  const { lines, cut } = whoLines(card, 'wants to act on')
  return {
    block: richText('cs_who', [paragraph([wholeTitle(card, null), ...lines, timesLine(card)])]),
    cut,
  }
}

/** When it was asked, and how long it is open. */
export function timesLine({ askedAt, expiresAt }: Card): Piece[] {
  const asked = [plain('asked '), when(askedAt, askedAt)]
  if (expiresAt === null) {
    return asked
  }
  const openMs = expiresAt.getTime() - askedAt.getTime()
  return [
    ...asked,
    plain(' · expires '),
    when(expiresAt, askedAt),
    plain(` (open for ${spanText(openMs)})`),
  ]
}

/** Why people are asked, and who is still needed. */
function whyBlock(card: Card): types.KnownBlock[] {
  const risk = riskOf(card)
  const rules = listed(
    risk.rules.map((rule) => [plain(rule)]),
    ', ',
    rulesCharsMax,
  ).pieces
  const labels = listed(risk.labels.map(labelPieces), ', ', labelsCharsMax).pieces
  const high = card.confirm ? [[bold('High risk')]] : []
  const environment = risk.environment === null ? [] : [[plain(risk.environment)]]
  const reasons = [...high, ...(rules.length === 0 ? [] : [rules]), ...environment]
  const warnings = listed(
    card.warnings.map((warning) => boundedLine(warning, warningsCharsMax / 2).pieces),
    '; ',
    warningsCharsMax,
  ).pieces
  const lines = [
    titled('Asked because  ', listed(reasons, '  ·  ', Number.POSITIVE_INFINITY).pieces),
    titled('Labels  ', labels),
    needsLine(card),
    titled('Mind  ', warnings),
  ]
  return lines.every((line) => line.length === 0) ? [] : [richText('cs_why', [paragraph(lines)])]
}

/** Who is still needed, and who has approved. */
export function needsLine({ needs, askedAt }: Card): Piece[] {
  const groups = needs.map((need) => needPieces(need, askedAt))
  return titled('Needs  ', listed(groups, '  ·  ', needsCharsMax).pieces)
}

export function titled(title: string, pieces: Piece[]): Piece[] {
  return pieces.length === 0 ? [] : [bold(title), ...pieces]
}

export function labelPieces({ label, from }: Risk['labels'][number]): Piece[] {
  return [plain(from === '' ? label : `${label} (${from})`)]
}

function needPieces(need: CardNeed, askedAt: Date): Piece[] {
  const met = need.have >= need.count
  const count = met ? '' : ` ${need.have} of ${need.count}`
  const approvals = need.by.flatMap(({ name, at }) => [
    plain(' ✓ '),
    ...boundedLine(name, nameCharsMax).pieces,
    plain(' '),
    when(at, askedAt),
  ])
  return [plain(`${need.group}${count}${met && need.by.length === 0 ? ' ✓' : ''}`), ...approvals]
}

/**
 * Approve stands on a card only beside the whole action. Where Slack's limits cut more than the card
 * knows of, its place is taken by the way to all of it; Deny always stays.
 */
function buttonsBlock(card: Card, cardId: CardId | null, whole: boolean): types.KnownBlock {
  const offers = offersBeside(card, whole)
  const details = offers.includes('review') ? [] : [detailsButton(card, cardId)]
  const elements = [...offers.map((offer) => offerButton(card, cardId, offer)), ...details]
  return { type: 'actions', block_id: 'cs_actions', elements }
}
