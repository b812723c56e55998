import type { types } from '@slack/bolt'
import { clip, grouped, oneLine, slackLength } from './clip.ts'

/**
 * Rich text is the one form that Slack never parses: a text element shows its characters and nothing
 * else, so no mention, link, emoji or style can be forged in it. Everything on a card is made of it.
 */
export type Piece = types.RichTextElement

const dayMs = 24 * 60 * 60 * 1_000

/** A block, and whether something of what it should show did not fit. */
export interface Part {
  block: types.KnownBlock
  cut: boolean
}

export function plain(text: string): Piece {
  return { type: 'text', text }
}

export function bold(text: string): Piece {
  return { type: 'text', text, style: { bold: true } }
}

/** Our own remark, told from somebody else's words by its style. */
export function remark(text: string): Piece {
  return { type: 'text', text, style: { italic: true } }
}

/**
 * A time in the reader's own zone and clock; where Slack cannot, in UTC. The day is said too where it
 * may be another one than that of the message, which shows its own.
 *
 * @see https://docs.slack.dev/reference/block-kit/blocks/rich-text-block#date-element-type
 */
export function when(time: Date, since: Date): Piece {
  const sameDay = time.getTime() - since.getTime() < dayMs
  const utc = time.toISOString().slice(0, 16).replace('T', ' ')
  return {
    type: 'date',
    timestamp: Math.floor(time.getTime() / 1_000),
    format: sameDay ? '{time}' : '{date_short_pretty} {time}',
    fallback: `${sameDay ? utc.slice(-5) : utc} UTC`,
  }
}

/** Pieces that fit, and whether something did not. */
export interface Bounded {
  pieces: Piece[]
  cut: boolean
}

/** A text of somebody else's, and what of it did not fit. */
export function bounded(text: string, charsMax: number): Bounded {
  const { text: shown, cutChars } = clip(text, charsMax)
  return cutChars === 0
    ? { pieces: [plain(shown)], cut: false }
    : {
        pieces: [plain(shown), remark(` ... ${grouped(cutChars)} more characters`)],
        cut: true,
      }
}

/** The same for a text that has one line. */
export function boundedLine(text: string, charsMax: number): Bounded {
  return bounded(oneLine(text), charsMax)
}

/** The groups from the first that fit together, each with a gap before it. */
export function fitting(groups: Piece[][], charsMax: number, gapChars = 0): Piece[][] {
  let length = 0
  const past = groups.findIndex((group) => {
    length += gapChars + lengthOf(group)
    return length > charsMax
  })
  return past === -1 ? groups : groups.slice(0, past)
}

/** Our remark about what did not fit; nothing where everything did. */
export function leftOver(count: number): Piece[] {
  return count === 0 ? [] : [remark(` ... ${grouped(count)} more`)]
}

/** Groups of pieces, one after another, as many as fit; then how many are left. */
export function listed(groups: Piece[][], separator: string, charsMax: number): Bounded {
  const shown = fitting(groups, charsMax, separator.length)
  const left = leftOver(groups.length - shown.length)
  const pieces = shown.flatMap((group, index) =>
    index === 0 ? group : [plain(separator), ...group],
  )
  return { pieces: [...pieces, ...left], cut: left.length > 0 }
}

/** Lines of pieces as one paragraph. Slack refuses an empty text, so empty pieces are left out. */
export function paragraph(lines: Piece[][]): types.RichTextSection {
  const pieces = lines
    .filter((line) => line.length > 0)
    .flatMap((line, index) => (index === 0 ? line : [plain('\n'), ...line]))
  return { type: 'rich_text_section', elements: pieces.filter(isShown) }
}

/** Somebody else's words, set apart as a quotation. */
export function quote(pieces: Piece[]): types.RichTextQuote {
  return { type: 'rich_text_quote', elements: pieces.filter(isShown) }
}

export function richText(
  blockId: string,
  elements: types.RichTextBlock['elements'],
): types.RichTextBlock {
  return { type: 'rich_text', block_id: blockId, elements }
}

/** Slack refuses an empty text. */
export function isShown(piece: Piece): boolean {
  return piece.type !== 'text' || piece.text.length > 0
}

function lengthOf(pieces: Piece[]): number {
  return pieces.reduce((sum, piece) => sum + pieceLength(piece), 0)
}

/** A date is counted by its fallback, which is longer than what most readers see; a mention by its id. */
function pieceLength(piece: Piece): number {
  if (piece.type === 'text') {
    return slackLength(piece.text)
  }
  if (piece.type === 'user') {
    return piece.user_id.length
  }
  return piece.type === 'date' ? (piece.fallback ?? '').length : 0
}
