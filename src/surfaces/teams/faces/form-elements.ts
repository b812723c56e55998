import type { PayloadLine } from '../../../core/card/card.ts'
import { gutterOf } from '../../../core/card/gutter.ts'
import { indentOf } from '../../../core/card/payload-text.ts'
import { noLineBreaks } from '../../../core/inert/line-breaks.ts'
import { countChars } from '../../../core/inert/shorten.ts'
import { paragraph } from './elements.ts'
import type { Element } from './message.ts'
import { type Look, line, mono, ours, type Run, runs } from './runs.ts'

/** Programs, changes and tables of a payload as they stand on a card in Teams. */

/** A phone has room for so many columns; a wider table stands in lines of text. */
const columnsCountMax = 5

/** A narrow column still shows a short word. */
const columnCharsMin = 4

/** Signs and words say what was removed and added; colours only repeat it. */
const looks: Partial<Record<PayloadLine['kind'], Look>> = {
  removed: { color: 'Attention' },
  added: { color: 'Good' },
  equal: { isSubtle: true },
  folded: { isSubtle: true, italic: true },
}

/** One line of a form after its sign, its word and its bar. */
export function formRuns(payloadLine: PayloadLine): Run[] {
  const look = { ...mono, ...looks[payloadLine.kind] }
  return [
    ...ours(`${indentOf(payloadLine)}${gutterOf(payloadLine)}`, look),
    ...line(payloadLine.text, look),
  ]
}

/** A program, line by line as it was written, on a ground of its own. */
export function codeElement(lines: readonly PayloadLine[]): Element {
  const text = lines.map((payloadLine) => noLineBreaks(payloadLine.text)).join('\n')
  return {
    type: 'Container',
    style: 'default',
    spacing: 'Small',
    items: paragraph(runs(text, mono), 'None'),
  }
}

/** Whether a line stands in a table of the platform's own. */
export function isInTable({ cells, depth }: PayloadLine): boolean {
  return depth === 1 && cells !== undefined && cells.length <= columnsCountMax
}

export function tableElement(lines: readonly PayloadLine[]): Element {
  const widths = (lines[0]?.cells ?? []).map((_, at) =>
    Math.max(columnCharsMin, ...lines.map(({ cells = [] }) => countChars(cells[at] ?? ''))),
  )
  return {
    type: 'Table',
    spacing: 'Small',
    firstRowAsHeaders: true,
    columns: widths.map((width) => ({ width })),
    rows: lines.map(rowElement),
  }
}

export function rowElement({ cells = [], kind }: PayloadLine): Element {
  const look: Look = kind === 'head' ? { ...mono, isSubtle: true } : mono
  return {
    type: 'TableRow',
    cells: cells.map((cell) => ({
      type: 'TableCell',
      items: paragraph(cell === '' ? [] : line(cell, look), 'None'),
    })),
  }
}
