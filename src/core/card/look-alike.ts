import { oneLine, spellRun, visible } from '../inert/visible.ts'
import { counted } from './count.ts'

/**
 * A payload's text must not draw what is ours: the bar before the lines of a form, and the empty space
 * that puts a line that wraps where another one would begin.
 */

/** The bar and what looks like it, but for the letters of living scripts and the `|` of programs. */
const bars = new RegExp(
  [
    '([\\u2502\\u2503\\u2506\\u2507\\u250A-\\u254B\\u254E\\u254F\\u2551-\\u2570\\u2575\\u2577\\u2579\\u257B',
    '\\u257D\\u257F\\u2589-\\u2590\\u2595\\u00A6\\u01C0\\u01C1\\u05C0\\u2016\\u2223\\u2225\\u239C\\u239F',
    '\\u23A2\\u23A5\\u23AA\\u23AE\\u23B8\\u23B9\\u23D0\\u2758-\\u275A\\u2980\\u2AF4\\u2AFC\\u2AFE\\u2AFF',
    '\\u3021\\u31D1\\u4E28\\uFE31\\uFE33\\uFF5C\\uFFE8\\u{1D100}\\u{1FB70}-\\u{1FB75}])\\1*',
  ].join(''),
  'gu',
)

/** Deep indents and comments in a column need less; more would fill a line of a wide window by itself. */
const spaceColumnsMax = 40
const tabColumns = 8

/** Text on one line, inert, in which nothing draws a bar. */
export function fieldText(text: string): string {
  return withoutBars(oneLine(text))
}

/** The lines of a program or of a text, inert, in which nothing draws a bar or a line's worth of space. */
export function formText(text: string): string {
  return withoutBars(visible(text)).replace(/[ \t]{6,}/g, showSpace)
}

function withoutBars(text: string): string {
  return text.replace(bars, (found: string, bar: string) =>
    spellRun(bar, found.length / bar.length),
  )
}

function showSpace(found: string): string {
  const columns = Array.from(found, (one) => (one === '\t' ? tabColumns : 1))
  if (columns.reduce((sum, one) => sum + one, 0) <= spaceColumnsMax) return found
  return found.replace(/ +|\t+/g, (run) =>
    run.startsWith(' ') ? `<${counted(run.length, 'space')}>` : `<${counted(run.length, 'tab')}>`,
  )
}
