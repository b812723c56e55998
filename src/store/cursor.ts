/** Where a page ended. It is opaque to callers, who hand it back as it is. */
export interface Cursor {
  at: Date
  id: string
}

export function writeCursor(at: Date, id: string): string {
  return Buffer.from(`${at.toISOString()} ${id}`).toString('base64url')
}

/** Null for a text that we never wrote: whoever parses the query refuses it before it comes here. */
export function readCursor(text: string): Cursor | null {
  const [at = '', id = ''] = Buffer.from(text, 'base64url').toString('utf8').split(' ')
  const time = new Date(at)
  return Number.isNaN(time.getTime()) || id === '' ? null : { at: time, id }
}
