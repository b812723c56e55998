import { type Clipped, clipTo } from '../../core/inert/clip-to.ts'

export { grouped } from '../../core/card/count.ts'
export { noLineBreaks as oneLine } from '../../core/inert/line-breaks.ts'

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

/** Keeps the start of a text, whole code points only, up to a length that Slack would count. */
export function clip(text: string, charsMax: number): Clipped {
  return clipTo(text, charsMax, slackLength)
}
