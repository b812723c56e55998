import { clipTo } from '../inert/clip-to.ts'
import type { PayloadExcerpt, PayloadLine } from './card.ts'
import { foldEqual } from './fold-equal.ts'
import { countFields, payloadChars } from './line-size.ts'

type SizeOf = (line: PayloadLine) => number

/** The lines that a surface has room for, and what is not shown, in all. */
export type FittedPayload = Pick<PayloadExcerpt, 'lines' | 'cut'>

/**
 * Whole lines, as many as a surface takes. The excerpt was cut by plain characters; what a surface
 * counts is its own form of them, so a second cut is possible, and is added to the first. Equal lines of
 * a change are folded before anything is left away.
 */
export function fitPayload(
  excerpt: PayloadExcerpt,
  sizeMax: number,
  sizeOf: SizeOf,
): FittedPayload {
  if (countFitting(excerpt.lines, sizeMax, sizeOf) === excerpt.lines.length) {
    return { lines: excerpt.lines, cut: excerpt.cut }
  }
  const { lines, charsFolded } = foldEqual(excerpt.lines)
  const { characters, fields } = excerpt.cut ?? { characters: 0, fields: 0 }
  const cut = { characters: characters + charsFolded, fields }
  const fittingCount = countFitting(lines, sizeMax, sizeOf)
  if (fittingCount === lines.length) return { lines, cut }
  return cutAt({ lines, cut }, fittingCount, sizeMax, sizeOf)
}

function countFitting(lines: readonly PayloadLine[], sizeMax: number, sizeOf: SizeOf): number {
  let left = sizeMax
  const past = lines.findIndex((line) => {
    left -= sizeOf(line)
    return left < 0
  })
  return past === -1 ? lines.length : past
}

function cutAt(
  { lines, cut }: { lines: PayloadLine[]; cut: { characters: number; fields: number } },
  index: number,
  sizeMax: number,
  sizeOf: SizeOf,
): FittedPayload {
  const left = lines.slice(index)
  const [first, ...others] = left
  const begun = index === 0 && first !== undefined ? begin(first, sizeMax, sizeOf) : null
  const missing = begun === null ? left : others
  return {
    lines: begun === null ? lines.slice(0, index) : [begun.line],
    cut: {
      characters: cut.characters + payloadChars(missing) + (begun?.cutChars ?? 0),
      fields: cut.fields + countFields(missing),
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
