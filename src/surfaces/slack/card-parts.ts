import type { types } from '@slack/bolt'
import type { Card } from '../../core/card/card.ts'
import { slackLength } from './clip.ts'
import { headerCharsMax, onBehalfOfCharsMax, resourceCharsMax, summaryCharsMax } from './limits.ts'
import {
  type Bounded,
  bold,
  bounded,
  boundedLine,
  type Part,
  type Piece,
  paragraph,
  plain,
  quote,
  richText,
} from './rich-text.ts'

/** The title of a card: only words that cannot be forged (our own, and two of restricted alphabets). */
export function headerBlock(card: Card, verdict: string | null): types.KnownBlock {
  const title = titleOf(card, verdict)
  const text =
    slackLength(title) <= headerCharsMax ? title : `${title.slice(0, headerCharsMax - 4)} ...`
  return {
    type: 'header',
    block_id: 'cs_header',
    text: { type: 'plain_text', text, emoji: false },
  }
}

/** The type and the environment once more, where the header has no room for both. */
export function wholeTitle(card: Card, verdict: string | null): Piece[] {
  return slackLength(titleOf(card, verdict)) <= headerCharsMax
    ? []
    : [bold('Action '), plain(card.action), bold(' in '), plain(card.environment ?? 'none')]
}

/** Who acts on what, for whom. */
export function whoLines(card: Card, verb: string): { lines: Piece[][]; cut: boolean } {
  const resource =
    card.resource === null
      ? { pieces: [plain('no named resource')], cut: false }
      : boundedLine(card.resource, resourceCharsMax)
  const beneficiary =
    card.onBehalfOf === null
      ? { pieces: [], cut: false }
      : boundedLine(card.onBehalfOf, onBehalfOfCharsMax)
  return {
    lines: [
      [bold(card.agent), plain(` ${verb} `), ...resource.pieces],
      beneficiary.pieces.length === 0 ? [] : [plain('for '), ...beneficiary.pieces],
    ],
    cut: resource.cut || beneficiary.cut,
  }
}

/** The agent's words, said to be the agent's. Null where it gave none. */
export function wordsPart(words: Card['words'], reasonCharsMax: number): Part | null {
  const summary = quoted(words.summary, summaryCharsMax)
  const reason = quoted(words.reason, reasonCharsMax)
  if (summary.pieces.length + reason.pieces.length === 0) {
    return null
  }
  const between = summary.pieces.length > 0 && reason.pieces.length > 0 ? [plain('\n')] : []
  return {
    block: richText('cs_words', [
      paragraph([[bold("In the agent's own words")]]),
      quote([...summary.pieces, ...between, ...reason.pieces]),
    ]),
    cut: summary.cut || reason.cut,
  }
}

/** The way to everything that a card has no room for. */
export function footerBlock(card: Card): types.KnownBlock {
  return richText('cs_footer', [
    paragraph([[{ type: 'link', url: card.url, text: 'Open full request' }]]),
  ])
}

function quoted(text: string | null, charsMax: number): Bounded {
  return text === null || text === '' ? { pieces: [], cut: false } : bounded(text, charsMax)
}

function titleOf(card: Card, verdict: string | null): string {
  return [verdict, card.action, card.environment ?? 'no environment']
    .filter((word) => word !== null)
    .join(' · ')
}
