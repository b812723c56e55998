import type { types } from '@slack/bolt'
import type { CardId } from '../../contract/ids.ts'
import type { Card, CardNeed, Offer } from '../../core/card/card.ts'
import { spanText } from '../../core/card/count.ts'
import { offersBeside } from '../../core/card/offers.ts'
import { type Risk, riskOf } from '../../core/card/risk.ts'
import { footerBlock, headerBlock, whoLines, wholeTitle, wordsPart } from './card-parts.ts'
import { actionIds, buttonValue } from './click.ts'
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
export function pendingBlocks(card: Card, cardId: CardId): types.KnownBlock[] {
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
    ...buttonsBlock(card, cardId, whole),
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

function timesLine({ askedAt, expiresAt }: Card): Piece[] {
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
  const needs = listed(
    card.needs.map((need) => needPieces(need, card.askedAt)),
    '  ·  ',
    needsCharsMax,
  ).pieces
  const warnings = listed(
    card.warnings.map((warning) => boundedLine(warning, warningsCharsMax / 2).pieces),
    '; ',
    warningsCharsMax,
  ).pieces
  const lines = [
    titled('Asked because  ', listed(reasons, '  ·  ', Number.POSITIVE_INFINITY).pieces),
    titled('Labels  ', labels),
    titled('Needs  ', needs),
    titled('Mind  ', warnings),
  ]
  return lines.every((line) => line.length === 0) ? [] : [richText('cs_why', [paragraph(lines)])]
}

function titled(title: string, pieces: Piece[]): Piece[] {
  return pieces.length === 0 ? [] : [bold(title), ...pieces]
}

function labelPieces({ label, from }: Risk['labels'][number]): Piece[] {
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

function buttonsBlock(card: Card, cardId: CardId, whole: boolean): types.KnownBlock[] {
  const value = buttonValue(card.request, card.digest, cardId)
  const elements = offersBeside(card, whole).map((offer) => button(offer, value, card))
  return elements.length === 0 ? [] : [{ type: 'actions', block_id: 'cs_actions', elements }]
}

function button(offer: Offer, value: string, { url, confirm }: Card): types.Button {
  const face = {
    approve: {
      text: 'Approve',
      style: 'primary' as const,
      value,
      ...(confirm ? { confirm: confirmation } : {}),
    },
    deny: { text: 'Deny', style: 'danger' as const, value },
    review: { text: 'Review', url },
  }[offer]
  return {
    type: 'button',
    action_id: actionIds[offer],
    ...face,
    text: { type: 'plain_text', text: face.text, emoji: false },
  }
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
