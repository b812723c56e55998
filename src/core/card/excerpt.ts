import { countChars, type Shortened, shortenCounting, shortenedCharsMin } from '../inert/shorten.ts'
import type { PayloadExcerpt, PayloadLine } from './card.ts'

/** A line is shortened no further than this, the deepest indent and a long key included. */
const lineCharsMin = 300

/** A key gets at most this share of its line, so that a long one leaves room for its value. */
const keyShare = 1 / 3

const indentChars = 2
const gapChars = 2
const lineEndChars = 1

/**
 * The characters of a line as it stands in plain text, indented by two for each depth, two spaces
 * between key and value, and the end of the line. A surface's own markup is not counted.
 */
export function lineChars({ depth, key, text }: PayloadLine): number {
  const named = key === null ? 0 : countChars(key)
  const gap = named > 0 && text !== '' ? gapChars : 0
  return depth * indentChars + named + gap + countChars(text) + lineEndChars
}

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
  while (taken.at(-1)?.line.kind === 'open') taken.pop()
  return taken
}

function countFields(lines: readonly PayloadLine[]): number {
  return lines.filter(({ kind }) => kind !== 'open').length
}

function countHidden(lines: readonly PayloadLine[]): number {
  return lines.filter(({ kind }) => kind === 'hidden').length
}

/**
 * As much of a laid-out payload as a card holds, and exactly how much is missing. Long values are
 * shortened first, so that one of them does not push the others off the card; then the end is left
 * away.
 *
 * @param charsMax In code points, as `lineChars` counts them.
 * @returns `cut` counts the characters that are not shown, within shortened lines too, and the values
 *   of which nothing is shown. It is null only where every character of the payload is shown.
 */
export function excerpt(lines: PayloadLine[], charsMax: number): PayloadExcerpt {
  const hidden = countHidden(lines)
  const sizes = lines.map(lineChars)
  const whole = sizes.reduce((sum, chars) => sum + chars, 0)
  if (whole <= charsMax) return { lines, cut: null, hidden }

  const shown = takeFitting(lines, sizes, charsMax)
  const charsLeftAway = sizes.slice(shown.length).reduce((sum, chars) => sum + chars, 0)
  const charsShortened = shown.reduce((sum, { charsCut }) => sum + charsCut, 0)
  const cut = {
    characters: charsLeftAway + charsShortened,
    fields: countFields(lines.slice(shown.length)),
  }
  return { lines: shown.map(({ line }) => line), cut, hidden }
}
