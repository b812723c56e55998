/** Room for the longest ending that a request's text can need. A smaller limit still gets its ending. */
export const shortenedCharsMin = 40

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff
}

/** The characters of a text as people count them: code points, never half of a pair. */
export function countChars(text: string): number {
  let count = text.length
  for (let at = 1; at < text.length; at += 1) {
    const isPair = isLow(text.charCodeAt(at)) && isHigh(text.charCodeAt(at - 1))
    if (isPair) count -= 1
  }
  return count
}

/** The first `chars` characters of a text, cut between code points. */
export function firstChars(text: string, chars: number): string {
  if (text.length <= chars) return text
  let end = 0
  let count = 0
  for (const character of text) {
    if (count >= chars) break
    end += character.length
    count += 1
  }
  return text.slice(0, end)
}

/** How a text that was cut ends: `… 41,870 more characters`. */
function cutMark(charsMore: number): string {
  return `… ${charsMore.toLocaleString('en-US')} more ${charsMore === 1 ? 'character' : 'characters'}`
}

/** A text and how many characters of the whole it does not show. */
export interface Shortened {
  text: string
  charsCut: number
}

/** As `shorten`, with the number of characters that are not shown. */
export function shortenCounting(text: string, charsMax: number): Shortened {
  const chars = countChars(text)
  if (chars <= charsMax) return { text, charsCut: 0 }
  // The mark is longest while the whole text is missing, so room for that one is always enough.
  const kept = Math.max(0, charsMax - countChars(cutMark(chars)))
  return { text: firstChars(text, kept) + cutMark(chars - kept), charsCut: chars - kept }
}

/**
 * A text that fits, or its beginning and how much more there is. Make the text inert first: what is
 * counted is what would have been shown.
 *
 * @param charsMax In code points, the ending included; at least `shortenedCharsMin`.
 */
export function shorten(text: string, charsMax: number): string {
  return shortenCounting(text, charsMax).text
}
