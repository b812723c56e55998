import { clipTo } from '../inert/clip-to.ts'
import type { PayloadExcerpt, PayloadLine } from './card.ts'
import { lineChars } from './excerpt.ts'

type SizeOf = (line: PayloadLine) => number

/** The lines that a surface has room for, and what is not shown, in all. */
export type FittedPayload = Pick<PayloadExcerpt, 'lines' | 'cut'>

/**
 * Whole lines, as many as a surface takes. The excerpt was cut by plain characters; what a surface
 * counts is its own form of them, so a second cut is possible, and is added to the first.
 */
export function fitPayload(
  excerpt: PayloadExcerpt,
  sizeMax: number,
  sizeOf: SizeOf,
): FittedPayload {
  let left = sizeMax
  for (const [index, line] of excerpt.lines.entries()) {
    left -= sizeOf(line)
    if (left < 0) return cutAt(excerpt, index, sizeMax, sizeOf)
  }
  return { lines: excerpt.lines, cut: excerpt.cut }
}

function cutAt(
  excerpt: PayloadExcerpt,
  index: number,
  sizeMax: number,
  sizeOf: SizeOf,
): FittedPayload {
  const left = excerpt.lines.slice(index)
  const [first, ...others] = left
  const begun = index === 0 && first !== undefined ? begin(first, sizeMax, sizeOf) : null
  const missing = begun === null ? left : others
  const characters = missing.reduce((sum, line) => sum + lineChars(line), 0)
  return {
    lines: begun === null ? excerpt.lines.slice(0, index) : [begun.line],
    cut: {
      characters: (excerpt.cut?.characters ?? 0) + characters + (begun?.cutChars ?? 0),
      fields: (excerpt.cut?.fields ?? 0) + missing.filter(({ kind }) => kind !== 'open').length,
    },
  }
}

/** The start of the one line that is too long by itself: its value is cut first, then its key. */
function begin(
  line: PayloadLine,
  sizeMax: number,
  sizeOf: SizeOf,
): { line: PayloadLine; cutChars: number } {
  const value = clipTo(line.text, sizeMax, (text) => sizeOf({ ...line, text }))
  const short = { ...line, text: value.text }
  if (value.text !== '' || line.key === null) return { line: short, cutChars: value.cutChars }
  const key = clipTo(line.key, sizeMax, (text) => sizeOf({ ...short, key: text }))
  return { line: { ...short, key: key.text }, cutChars: value.cutChars + key.cutChars }
}
