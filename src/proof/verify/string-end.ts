const quote = 0x22
const backslash = 0x5c

/**
 * The place of the quote that closes a JSON string, or one past the text where nothing closes it.
 *
 * @param start The place of the opening quote.
 */
export function stringEnd(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && text.charCodeAt(at) !== quote) {
    at += text.charCodeAt(at) === backslash ? 2 : 1
  }
  return Math.min(at, text.length)
}
