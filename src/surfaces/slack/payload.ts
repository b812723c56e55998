import type { types } from '@slack/bolt'
import type { PayloadExcerpt, PayloadLine } from '../../core/card/card.ts'
import { fitPayload } from '../../core/card/fit-payload.ts'
import { cutText, hiddenText, keyWidth, lineText } from '../../core/card/payload-text.ts'
import { type PayloadSection, sectionsOf } from '../../core/card/sections.ts'
import { oneLine, slackLength } from './clip.ts'
import { payloadShareCharsMax } from './limits.ts'
import { bold, type Part, type Piece, paragraph, plain, remark, richText } from './rich-text.ts'

type RichText = types.RichTextBlock['elements'][number]

/** More programs and changes than this stand among the fields: Slack takes 100 elements in a block. */
const sectionsCountMax = 20

/**
 * The payload, its keys in a column, in blocks that keep every space and parse nothing. A program stands
 * in a block of its own, letter by letter. Tables are set in columns of text: Slack's own ones may stand
 * but once in a message, and not every client draws them.
 */
export function payloadPart(excerpt: PayloadExcerpt, digestShort: string): Part {
  const width = keyWidth(excerpt.lines)
  const { lines, cut } = fitPayload(
    excerpt,
    payloadShareCharsMax,
    (line) => slackLength(lineText(line, width)) + 1,
  )
  const title = paragraph([[bold('Payload'), plain(`   ${digestShort}`)]])
  const tail = tailOf(cut, excerpt.hidden)
  return {
    block: richText('cs_payload', [
      title,
      ...shownLines(lines, width),
      ...(tail.length === 0 ? [] : [paragraph([tail])]),
    ]),
    cut: cut !== null,
  }
}

function shownLines(lines: PayloadLine[], width: number): RichText[] {
  const sections = sectionsOf(lines)
  return sections.length > sectionsCountMax
    ? preformatted(lines.map((line) => lineText(line, width)))
    : sections.flatMap((section) => shownSection(section, width))
}

function shownSection({ form, title, lines }: PayloadSection, width: number): RichText[] {
  const texts = {
    fields: () => lines.map((line) => lineText(line, width)),
    code: () => lines.map(({ text }) => oneLine(text)),
    change: () => lines.map(flush),
    table: () => lines.map(flush),
  }[form]()
  return [...(title === null ? [] : [titleOf(title)]), ...preformatted(texts)]
}

/** A block of its own needs no indent to be told from what is around it. */
function flush(line: PayloadLine): string {
  return lineText({ ...line, depth: 0 }, 0)
}

function titleOf({ key, text }: PayloadLine): RichText {
  return paragraph([[bold(key ?? ''), plain(`   ${text}`)]])
}

function preformatted(texts: string[]): RichText[] {
  const text = texts.join('\n')
  return text === '' ? [] : [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text }] }]
}

function tailOf(cut: PayloadExcerpt['cut'], hidden: number): Piece[] {
  const tail = [cutText(cut), hiddenText(hidden)].filter((text) => text !== null)
  return tail.length === 0 ? [] : [remark(tail.join(' · '))]
}
