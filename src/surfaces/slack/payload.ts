import type { PayloadExcerpt, PayloadLine } from '../../core/card/card.ts'
import { lineChars } from '../../core/card/excerpt.ts'
import { charactersOf, clip, grouped, oneLine, slackLength } from './clip.ts'
import { payloadShareCharsMax } from './limits.ts'
import { bold, type Part, type Piece, paragraph, plain, remark, richText } from './rich-text.ts'

/** A key longer than this does not push the values of its neighbours aside. */
const keyColumnsMax = 24

interface Fitted {
  text: string
  cut: { characters: number; fields: number } | null
}

/** The payload, its keys in a column, in a block that keeps every space and parses nothing. */
export function payloadPart(excerpt: PayloadExcerpt, digestShort: string): Part {
  const { text, cut } = fitLines(excerpt)
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

/**
 * Whole lines, as many as Slack takes. The excerpt was cut by plain characters; a payload full of `<`
 * counts four times as much here, so a second cut is possible, and is added to the first.
 */
function fitLines(excerpt: PayloadExcerpt): Fitted {
  const width = keyWidth(excerpt.lines)
  const shown: string[] = []
  let length = 0
  for (const [index, line] of excerpt.lines.entries()) {
    const text = lineText(line, width)
    length += slackLength(text) + 1
    if (length > payloadShareCharsMax) {
      return cutAt(excerpt, shown, index, width)
    }
    shown.push(text)
  }
  return { text: shown.join('\n'), cut: excerpt.cut }
}

function cutAt(excerpt: PayloadExcerpt, shown: string[], index: number, width: number): Fitted {
  const left = excerpt.lines.slice(index)
  const [first, ...others] = left
  const begun =
    index === 0 && first !== undefined ? clip(lineText(first, width), payloadShareCharsMax) : null
  const missing = begun === null ? left : others
  const characters = missing.reduce((sum, line) => sum + lineChars(line), 0)
  return {
    text: begun === null ? shown.join('\n') : begun.text,
    cut: {
      characters: (excerpt.cut?.characters ?? 0) + characters + (begun?.cutChars ?? 0),
      fields: (excerpt.cut?.fields ?? 0) + missing.filter((line) => line.kind !== 'open').length,
    },
  }
}

function keyWidth(lines: PayloadLine[]): number {
  const widths = lines.map((line) => indentOf(line).length + charactersOf(oneLine(line.key ?? '-')))
  return Math.min(keyColumnsMax, Math.max(0, ...widths))
}

function lineText(line: PayloadLine, width: number): string {
  const text = oneLine(line.text)
  if (line.key === null) {
    return `${indentOf(line)}${line.depth === 0 ? '' : '- '}${text}`
  }
  const key = `${indentOf(line)}${oneLine(line.key)}`
  return text === '' ? key : `${key.padEnd(width)}  ${text}`
}

function indentOf(line: PayloadLine): string {
  return '  '.repeat(line.depth)
}

function tailOf(cut: Fitted['cut'], hidden: number): Piece[] {
  const cutText =
    cut === null
      ? ''
      : `... ${grouped(cut.characters)} more characters, ${grouped(cut.fields)} more fields`
  const hiddenText =
    hidden === 0 ? '' : `${grouped(hidden)} ${hidden === 1 ? 'value is' : 'values are'} hidden`
  return [cutText, hiddenText].filter((text) => text !== '').length === 0
    ? []
    : [remark([cutText, hiddenText].filter((text) => text !== '').join(' · '))]
}
