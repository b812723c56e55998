/** Where a page ended. It is opaque to callers, who hand it back as it is. */
export interface Cursor {
  at: Date
  id: string
}

export function writeCursor(at: Date, id: string): string {
  return `${at.getTime()}-${id}`
}

/** Takes apart what `writeCursor` wrote: the contract lets nothing else through. */
export function readCursor(text: string): Cursor {
  const [at = '', id = ''] = text.split('-')
  return { at: new Date(Number(at)), id }
}
