import { countChars } from '../inert/shorten.ts'
import type { PayloadLine } from './card.ts'
import { gutterOf } from './gutter.ts'

const indentChars = 2
const gapChars = 2
const lineEndChars = 1

/**
 * The characters of a line as it stands in plain text, indented by two for each depth, two spaces
 * between key and value, and the end of the line. A surface's own markup is not counted.
 */
export function lineChars({ depth, key, text, kind }: PayloadLine): number {
  const named = key === null ? 0 : countChars(key)
  const gap = named > 0 && text !== '' ? gapChars : 0
  const gutter = gutterOf({ kind }).length
  return depth * indentChars + gutter + named + gap + countChars(text) + lineEndChars
}

/** How many values these lines hold. */
export function countFields(lines: readonly PayloadLine[]): number {
  return lines.reduce((sum, { kind, holds }) => sum + (holds?.fields ?? (isValue(kind) ? 1 : 0)), 0)
}

/** How many of them are hidden from people. */
export function countHidden(lines: readonly PayloadLine[]): number {
  return lines.reduce(
    (sum, { kind, holds }) => sum + (holds?.hidden ?? (kind === 'hidden' ? 1 : 0)),
    0,
  )
}

/** What of the payload's own a run of lines shows: a count of folded lines is ours. */
export function payloadChars(lines: readonly PayloadLine[]): number {
  return lines
    .filter(({ kind }) => kind !== 'folded')
    .reduce((sum, line) => sum + lineChars(line), 0)
}

function isValue(kind: PayloadLine['kind']): boolean {
  return kind === 'value' || kind === 'hidden' || kind === 'empty'
}
