import { clipTo } from '../../../core/inert/clip-to.ts'

/** How many bytes a part of a message takes as JSON, in UTF-16 or UTF-8, whichever is more. */
export function sizeOf(part: unknown): number {
  const json = JSON.stringify(part)
  return Math.max(2 * json.length, Buffer.byteLength(json, 'utf8'))
}

/** A line that Teams shows outside of cards, as plain text. */
export function clipped(text: string, bytesMax: number): string {
  const { text: begun, cutChars } = clipTo(text, bytesMax, sizeOf)
  return cutChars === 0 ? begun : `${begun} ...`
}
