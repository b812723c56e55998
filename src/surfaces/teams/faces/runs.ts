import { grouped } from '../../../core/card/count.ts'
import { clipTo } from '../../../core/inert/clip-to.ts'
import { noLineBreaks } from '../../../core/inert/line-breaks.ts'
import type { Element } from './message.ts'
import { sizeOf } from './size.ts'

/**
 * Text runs of a RichTextBlock are the one form in which Teams parses no markdown, HTML, mention or
 * link (https://adaptivecards.io/explorer/TextRun.html). All of somebody else's text is made of them.
 */
export type Run = Element

/** How a run looks. Never what it means: that is said in words. */
export interface Look {
  weight?: 'Bolder'
  size?: 'Small' | 'Large'
  color?: 'Good' | 'Attention' | 'Warning'
  isSubtle?: true
  italic?: true
  fontType?: 'Monospace'
}

export const bold: Look = { weight: 'Bolder' }
export const mono: Look = { fontType: 'Monospace' }
const remarkLook: Look = { isSubtle: true, italic: true }

/** A word of more characters than a narrow phone shows is given places to break at. */
const unbrokenCharsMax = 30
const longWord = new RegExp(`[^ \\n]{${unbrokenCharsMax + 1},}`, 'gu')
const breakAfter = /(?:.{3,13}[/.?&=,;:_-]|.{10,14}?)(?!\p{M})(?=.)/gu

/**
 * Somebody's text as runs. Clients expand `{{DATE(...)}}` within a run, so no run holds two braces in
 * a row. Everything is shown as it was written: spaces are kept from collapsing, and a long word gets
 * zero-width spaces to wrap at, because a client may let it run out of the card, which hides it. Such
 * a space of somebody else's would be spelled out, so it is never mistaken for one.
 */
export function runs(text: string, look: Look = {}): Run[] {
  return shown(text)
    .split(/(?<=\{)(?=\{)/)
    .filter((part) => part !== '')
    .map((part) => ({ type: 'TextRun', text: part, ...look }))
}

/** Words of ours, which need no care but for their gaps. A line may still wrap at either end of them. */
export function ours(text: string, look: Look = {}): Run[] {
  return text === '' ? [] : [{ type: 'TextRun', text: text.replace(/ (?= )/g, '\u00a0'), ...look }]
}

/** The same as `runs` for a text that has one line. */
export function line(text: string, look: Look = {}): Run[] {
  return runs(noLineBreaks(text), look)
}

function shown(text: string): string {
  return text
    .replaceAll('\t', '    ')
    .replace(/ (?= )|^ /gm, '\u00a0')
    .replace(longWord, (word) => word.replace(breakAfter, '$&\u200b'))
}

/** Runs that fit, and whether something did not. */
export interface Bounded {
  runs: Run[]
  cut: boolean
}

/** A text of somebody else's, and what of it did not fit. */
export function bounded(text: string, bytesMax: number, look: Look = {}): Bounded {
  const { text: begun, cutChars } = clipTo(text, bytesMax, (part) => sizeOf(runs(part, look)))
  if (cutChars === 0) return { runs: runs(begun, look), cut: false }
  const more = ours(` ... ${grouped(cutChars)} more characters`, remarkLook)
  return { runs: [...runs(begun, look), ...more], cut: true }
}

/** The same for a text that has one line. */
export function boundedLine(text: string, bytesMax: number, look: Look = {}): Bounded {
  return bounded(noLineBreaks(text), bytesMax, look)
}

/** Groups of runs, one after another, as many as fit; then how many are left. */
export function listed(groups: Run[][], separator: string, bytesMax: number): Bounded {
  const between = ours(separator)
  let left = bytesMax
  let shownCount = 0
  for (const group of groups) {
    left -= sizeOf(group) + sizeOf(between)
    if (left < 0) break
    shownCount += 1
  }
  const kept = groups
    .slice(0, shownCount)
    .flatMap((group, index) => (index === 0 ? group : [...between, ...group]))
  const missing = groups.length - shownCount
  return missing === 0
    ? { runs: kept, cut: false }
    : { runs: [...kept, ...ours(` ... ${grouped(missing)} more`, remarkLook)], cut: true }
}
