import type { types } from '@slack/bolt'
import type { Card, CardVerdict } from '../../core/card/card.ts'
import { surfaceLabel, whyExpired } from '../../core/card/verdict-words.ts'
import { footerBlock, headerBlock, whoLines, wholeTitle, wordsPart } from './card-parts.ts'
import { clip, oneLine } from './clip.ts'
import { commentsCharsMax, nameCharsMax, reasonCharsMax, verdictCharsMax } from './limits.ts'
import {
  bold,
  bounded,
  boundedLine,
  listed,
  type Piece,
  paragraph,
  plain,
  quote,
  richText,
  when,
} from './rich-text.ts'

type Decider = CardVerdict['people'][number]

/** A settled card: how and by whom first, then what it was about, and no button. */
export function settledBlocks(card: Card, verdict: CardVerdict): types.KnownBlock[] {
  const words = wordsPart({ summary: card.words.summary, reason: null }, 0)
  return [
    headerBlock(card, verdict.title),
    verdictBlock(card, verdict),
    aboutBlock(card, verdict),
    ...(words === null ? [] : [words.block]),
    footerBlock(card),
  ]
}

export function verdictBlock(card: Card, verdict: CardVerdict): types.KnownBlock {
  const comments = commentPieces(verdict)
  return richText('cs_verdict', [
    paragraph([verdictLine(card, verdict), ...endingLines(card, verdict)]),
    ...(comments.length === 0 ? [] : [quote(comments)]),
  ])
}

function verdictLine(card: Card, verdict: CardVerdict): Piece[] {
  const at = when(verdict.at, card.askedAt)
  switch (verdict.by) {
    case 'people':
      return peopleLine(card, verdict)
    case 'policy':
      return [plain(`${verdict.title} by policy, `), at]
    case 'agent':
      return [plain(`${verdict.title} by ${card.agent}, `), at]
    case 'clock':
      return [plain(`${verdict.title} `), at, plain(`, ${whyExpired(card)}`)]
  }
}

function endingLines({ askedAt }: Card, { ending }: CardVerdict): Piece[][] {
  return ending === null ? [] : [[bold(ending.title), plain(' '), when(ending.at, askedAt)]]
}

function peopleLine(card: Card, verdict: CardVerdict): Piece[] {
  const deciders = verdict.people.map((decider) => deciderPieces(decider, card.askedAt))
  if (deciders.length === 0) {
    return [plain(`${verdict.title} `), when(verdict.at, card.askedAt)]
  }
  const start = card.status === 'denied' ? [plain('Denied by ')] : []
  return [...start, ...listed(deciders, ' and ', verdictCharsMax).pieces]
}

function deciderPieces(decider: Decider, askedAt: Date): Piece[] {
  const places = [decider.group, surfaceLabel(decider.surface)].filter((place) => place !== null)
  return [
    ...boundedLine(decider.name, nameCharsMax).pieces,
    plain(` (${places.join(', ')}, `),
    when(decider.at, askedAt),
    plain(')'),
  ]
}

/**
 * What people, the policy or the agent said: somebody else's words, so quoted. Who speaks stands in bold, which quoted
 * words cannot, so that a line of theirs never passes for another speaker's.
 */
function commentPieces(verdict: CardVerdict): Piece[] {
  const spoken = [
    ...(verdict.reason === null ? [] : [{ speaker: [], words: verdict.reason }]),
    ...verdict.people.flatMap(({ name, comment }) =>
      comment === null ? [] : [{ speaker: [bold(`${shortName(name)}: `)], words: comment }],
    ),
    ...endingWords(verdict),
  ]
  const groups = spoken.map(({ speaker, words }) => [
    ...speaker,
    ...bounded(words, reasonCharsMax).pieces,
  ])
  return listed(groups, '\n', commentsCharsMax).pieces
}

function endingWords({ ending }: CardVerdict): { speaker: Piece[]; words: string }[] {
  if (ending === null || ending.words === null) return []
  return [{ speaker: [bold(`${ending.title}: `)], words: ending.words }]
}

function shortName(name: string): string {
  const { text, cutChars } = clip(oneLine(name), nameCharsMax)
  return cutChars === 0 ? text : `${text} ...`
}

function aboutBlock(card: Card, verdict: CardVerdict): types.KnownBlock {
  const { lines } = whoLines(card, 'asked to act on')
  return richText('cs_who', [
    paragraph([
      wholeTitle(card, verdict.title),
      ...lines,
      [plain('asked '), when(card.askedAt, card.askedAt), plain(` · digest ${card.digestShort}`)],
    ]),
  ])
}
