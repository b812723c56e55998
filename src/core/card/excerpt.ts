import { type Shortened, shortenCounting, shortenedCharsMin } from '../inert/shorten.ts'
import type { PayloadExcerpt, PayloadLine } from './card.ts'
import { foldEqual } from './fold-equal.ts'
import { countFields, countHidden, lineChars, payloadChars } from './line-size.ts'

/** A line is shortened no further than this, the deepest indent and a long key included. */
const lineCharsMin = 300

/** A key gets at most this share of its line, so that a long one leaves room for its value. */
const keyShare = 1 / 3

interface Fitted {
  line: PayloadLine
  /** What of the whole line is not shown. */
  charsCut: number
}

function shortened(text: string, charsMax: number): Shortened {
  return shortenCounting(text, Math.max(charsMax, shortenedCharsMin))
}

function fitLine(line: PayloadLine, chars: number, charsMax: number): Fitted {
  if (chars <= charsMax) return { line, charsCut: 0 }
  const key = line.key === null ? null : shortened(line.key, Math.floor(charsMax * keyShare))
  const beside = lineChars({ ...line, key: key?.text ?? null, text: ' ' }) - 1
  const text = shortened(line.text, charsMax - beside)
  const fitted = { ...line, key: key?.text ?? null, text: text.text }
  return { line: fitted, charsCut: (key?.charsCut ?? 0) + text.charsCut }
}

/**
 * How long a line may be so that all of them fit together: short lines leave their room to long
 * ones, and no line gets less than it could do with.
 */
function fairLineChars(sizes: readonly number[], charsMax: number): number {
  const isRoomFor = (chars: number) =>
    sizes.reduce((sum, size) => sum + Math.min(size, chars), 0) <= charsMax
  if (!isRoomFor(lineCharsMin)) return lineCharsMin
  let fits = lineCharsMin
  let tooLong = charsMax + 1
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2)
    if (isRoomFor(middle)) fits = middle
    else tooLong = middle
  }
  return fits
}

/** The lines from the top that fit. One that opens a value of which nothing is shown says nothing. */
function takeFitting(
  lines: readonly PayloadLine[],
  sizes: readonly number[],
  charsMax: number,
): Fitted[] {
  const lineCharsMax = fairLineChars(sizes, charsMax)
  const taken: Fitted[] = []
  let used = 0
  for (const [at, line] of lines.entries()) {
    const fitted = fitLine(line, sizes[at] ?? 0, lineCharsMax)
    used += lineChars(fitted.line)
    if (used > charsMax) break
    taken.push(fitted)
  }
  while (isOpening(taken.at(-1)?.line)) taken.pop()
  return taken
}

function isOpening(line: PayloadLine | undefined): boolean {
  return line?.kind === 'open' || line?.kind === 'head'
}

/**
 * As much of a laid-out payload as a card holds, and exactly how much is missing. Equal lines of a
 * change are folded first. Then long values are shortened, so that one of them does not push the others
 * off the card; then the end is left away.
 *
 * @param charsMax In code points, as `lineChars` counts them.
 * @returns `cut` counts the characters that are not shown, within shortened lines too, and the values
 *   of which nothing is shown. It is null only where every character of the payload is shown.
 */
export function excerpt(lines: PayloadLine[], charsMax: number): PayloadExcerpt {
  const hidden = countHidden(lines)
  if (payloadChars(lines) <= charsMax) return { lines, cut: null, hidden }

  const folded = foldEqual(lines)
  const shown = takeFitting(folded.lines, folded.lines.map(lineChars), charsMax)
  const leftAway = folded.lines.slice(shown.length)
  const charsShortened = shown.reduce((sum, { charsCut }) => sum + charsCut, 0)
  const cut = {
    characters: folded.charsFolded + payloadChars(leftAway) + charsShortened,
    fields: countFields(leftAway),
  }
  return { lines: shown.map(({ line }) => line), cut, hidden }
}
