import { parse } from '@humanwhocodes/momoa'

/** A longer text is not worth the time: whoever sends it can check it themselves. */
const locatedCharsMax = 16_384

function place(error: unknown): { line: number; column: number } | null {
  if (typeof error !== 'object' || error === null) return null
  if (!('line' in error) || !('column' in error)) return null
  if (typeof error.line !== 'number' || typeof error.column !== 'number') return null
  return { line: error.line, column: error.column }
}

/**
 * Where a text stops being JSON, for the person who has to mend it. `JSON.parse` has the last word
 * on what is JSON and says the place only in prose; this asks a second reader, which may find none.
 *
 * @param text A text whose nesting is already known to be bounded.
 */
export function locateFault(text: string): { line: number; column: number } | null {
  if (text.length > locatedCharsMax) return null
  try {
    parse(text, { mode: 'json' })
    return null
  } catch (error) {
    return place(error)
  }
}
