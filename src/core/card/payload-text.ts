import { noLineBreaks } from '../inert/line-breaks.ts'
import { countChars } from '../inert/shorten.ts'
import type { PayloadExcerpt, PayloadLine } from './card.ts'
import { grouped } from './count.ts'
import { gutterOf, isForm } from './gutter.ts'

/** A key longer than this does not push the values of its neighbours aside. */
const keyColumnsMax = 24

/** How wide the column of the keys is where a payload stands in plain text. */
export function keyWidth(lines: readonly PayloadLine[]): number {
  const widths = lines
    .filter(({ kind }) => !isForm(kind))
    .map((line) => indentOf(line).length + countChars(noLineBreaks(line.key ?? '-')))
  const widest = widths.reduce((most, width) => Math.max(most, width), 0)
  return Math.min(keyColumnsMax, widest)
}

/** One line of a payload in plain text, its key in a column of that width. */
export function lineText(line: PayloadLine, width: number): string {
  const text = noLineBreaks(line.text)
  if (isForm(line.kind)) return `${indentOf(line)}${gutterOf(line)}${text}`
  if (line.key === null) {
    return `${indentOf(line)}${line.depth === 0 ? '' : '- '}${text}`
  }
  const key = `${indentOf(line)}${noLineBreaks(line.key)}`
  return text === '' ? key : `${key.padEnd(width)}  ${text}`
}

/** Each level of a payload stands two spaces further in. */
export function indentOf({ depth }: PayloadLine): string {
  return '  '.repeat(depth)
}

/** What of a payload is not shown: `... 41,870 more characters, 212 more fields`. */
export function cutText(cut: PayloadExcerpt['cut']): string | null {
  return cut === null
    ? null
    : `... ${grouped(cut.characters)} more characters, ${grouped(cut.fields)} more fields`
}

/** How many values nobody sees: `1 value is hidden`. */
export function hiddenText(hidden: number): string | null {
  return hidden === 0
    ? null
    : `${grouped(hidden)} ${hidden === 1 ? 'value is' : 'values are'} hidden`
}
