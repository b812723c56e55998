/** A text that fits, and how many characters of it do not. */
export interface Clipped {
  text: string
  cutChars: number
}

/**
 * Keeps as much of the start of a text as fits, whole code points only, by whatever measure the
 * surface has.
 *
 * @param sizeOf Never smaller for a longer text, and at least one for each character of it.
 */
export function clipTo(text: string, sizeMax: number, sizeOf: (text: string) => number): Clipped {
  const isFarTooLong = text.length > 2 * sizeMax
  if (!isFarTooLong && sizeOf(text) <= sizeMax) return { text, cutChars: 0 }
  const points = Array.from(text)
  let kept = 0
  let tooMany = Math.min(points.length, Math.max(0, Math.floor(sizeMax)) + 1)
  while (tooMany - kept > 1) {
    const middle = Math.floor((kept + tooMany) / 2)
    if (sizeOf(points.slice(0, middle).join('')) <= sizeMax) kept = middle
    else tooMany = middle
  }
  return { text: points.slice(0, kept).join(''), cutChars: points.length - kept }
}
