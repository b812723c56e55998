import type { PayloadExcerpt } from '../../core/card/card.ts'
import { fitPayload } from '../../core/card/fit-payload.ts'
import { cutText, hiddenText, keyWidth, lineText } from '../../core/card/payload-text.ts'
import { slackLength } from './clip.ts'
import { payloadShareCharsMax } from './limits.ts'
import { bold, type Part, type Piece, paragraph, plain, remark, richText } from './rich-text.ts'

/** The payload, its keys in a column, in a block that keeps every space and parses nothing. */
export function payloadPart(excerpt: PayloadExcerpt, digestShort: string): Part {
  const width = keyWidth(excerpt.lines)
  const { lines, cut } = fitPayload(
    excerpt,
    payloadShareCharsMax,
    (line) => slackLength(lineText(line, width)) + 1,
  )
  const text = lines.map((line) => lineText(line, width)).join('\n')
  const title = paragraph([[bold('Payload'), plain(`   ${digestShort}`)]])
  const tail = tailOf(cut, excerpt.hidden)
  return {
    block: richText('cs_payload', [
      title,
      ...(text === ''
        ? []
        : [
            {
              type: 'rich_text_preformatted' as const,
              elements: [{ type: 'text' as const, text }],
            },
          ]),
      ...(tail.length === 0 ? [] : [paragraph([tail])]),
    ]),
    cut: cut !== null,
  }
}

function tailOf(cut: PayloadExcerpt['cut'], hidden: number): Piece[] {
  const tail = [cutText(cut), hiddenText(hidden)].filter((text) => text !== null)
  return tail.length === 0 ? [] : [remark(tail.join(' · '))]
}
