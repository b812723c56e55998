/**
 * Slack's three control characters (https://docs.slack.dev/messaging/formatting-message-text#escaping).
 * Only texts that Slack parses need this; it is also the measure of every text, since Slack may count `<` as four.
 */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** How many characters Slack may count for a text: those of its escaped form. */
export function slackLength(text: string): number {
  return escapeText(text).length
}

/** How many characters a person would count. */
export function charactersOf(text: string): number {
  return Array.from(text).length
}

/** A text that fits, and how many characters of it do not. */
export interface Clipped {
  text: string
  cutChars: number
}

/** Keeps the start of a text, whole code points only, up to a length that Slack would count. */
export function clip(text: string, charsMax: number): Clipped {
  if (slackLength(text) <= charsMax) {
    return { text, cutChars: 0 }
  }
  const points = Array.from(text)
  let length = 0
  let kept = 0
  for (const point of points) {
    length += slackLength(point)
    if (length > charsMax) {
      break
    }
    kept += 1
  }
  return { text: points.slice(0, kept).join(''), cutChars: points.length - kept }
}

/** A line break inside one line would let a value pass for a field of its own, so it is shown as such. */
export function oneLine(text: string): string {
  return text.replace(
    /[\n\v\f\r\u0085\u2028\u2029]/g,
    (character) => `<U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}>`,
  )
}

/** `41870` as `41,870`. */
export function grouped(count: number): string {
  return count.toLocaleString('en-US')
}
