/** Rows as a table: each column as wide as its widest cell, two spaces apart, nothing after the last. */
export function aligned(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const row of rows) {
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, widthOf(cell))
  }
  const line = (row: readonly string[]) =>
    row
      .map((cell, at) => cell + ' '.repeat((widths[at] ?? 0) - widthOf(cell)))
      .join('  ')
      .trimEnd()
  return rows.map((row) => `${line(row)}\n`).join('')
}

/** Our own colours take no room. What others wrote was made inert before it came here. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape is what a colour starts with.
const colour = /\u001b\[\d+m/g
/** The scripts that terminals draw two columns wide. */
const wide =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|[\u{1F300}-\u{1FAFF}]|[\u{20000}-\u{3FFFD}]/u

/** How many columns of a terminal a text takes. */
function widthOf(text: string): number {
  let width = 0
  for (const character of text.replace(colour, '')) {
    if (!/\p{M}/u.test(character)) width += wide.test(character) ? 2 : 1
  }
  return width
}

/** As much of a line as fits a width, with a mark where some of it does not. */
export function clipped(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text
  let kept = ''
  for (const character of text) {
    if (widthOf(kept + character) > columns - 1) break
    kept += character
  }
  return `${kept}…`
}
