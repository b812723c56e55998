import { markMixedScripts } from './mixed-script.ts'

/**
 * Text that somebody else wrote, made harmless for people's eyes: what cannot be seen is spelled
 * out, what would reorder, hide or pile up cannot. A surface still escapes for its own markup.
 */

/** Up to this many of the same invisible character are spelled one by one, more are counted. */
const spelledRunMax = 3

/** Longer runs of spaces are counted in one-line fields: they could pad a value into a line of its own. */
const spacesRunMax = 7

/**
 * What leaves no mark, reorders its neighbours, or strikes them through (reference: Unicode's
 * Default_Ignorable_Code_Point holds zero-width, tag and variation-selector characters). The last
 * part is every white space but the plain space, tab and new line; then come characters that are
 * white by drawing alone, and the overlays and enclosing marks that would cross a word out.
 */
const unseen = [
  '[',
  '\\p{Cc}\\p{Cf}\\p{Co}\\p{Cs}\\p{Zl}\\p{Zp}',
  '\\p{Default_Ignorable_Code_Point}\\p{Noncharacter_Code_Point}',
  '\\u2800\\uFFFC\\u{1D159}',
  '\\u0334-\\u0338\\u20D2\\u20D3\\u20D8-\\u20DA\\u20E5\\u20E6\\u20EA\\u20EB\\p{Me}',
  ']|[^\\S \\t\\n]',
].join('')

/** A mark with nothing of its own text to stand on would sit on our words before it. */
const orphanMark = '(?<=^|[\\s])\\p{M}'

/** Living scripts stack at most three marks; more than that paints over the lines around it. */
const markStorm = '\\p{M}{4,}'

const hostile = new RegExp(
  `(?<unseen>(?![\\t\\n])(?:${unseen}))\\k<unseen>*|(?<orphan>${orphanMark})|${markStorm}`,
  'gu',
)
const lineMark = '⏎'
const hostileOnOneLine = new RegExp(`[\\t\\n${lineMark}]| {${spacesRunMax + 1},}`, 'gu')

function charsOf(text: string): number {
  return Array.from(text).length
}

function spell(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16).toUpperCase()
  return `<U+${hex.padStart(4, '0')}>`
}

/** A run of one character by its code: `<U+202E>`, and `<U+202E ×40>` where it is long. */
export function spellRun(character: string, count: number): string {
  const one = spell(character)
  return count <= spelledRunMax
    ? one.repeat(count)
    : `${one.slice(0, -1)} ×${count.toLocaleString('en-US')}>`
}

function show(found: string, unseenOne?: string, orphan?: string): string {
  if (unseenOne !== undefined) return spellRun(unseenOne, charsOf(found))
  if (orphan !== undefined) return spell(orphan)
  return `<${charsOf(found).toLocaleString('en-US')} combining marks>`
}

function showOnOneLine(found: string): string {
  if (found === '\n') return lineMark
  if (found.startsWith(' ')) return `<${found.length.toLocaleString('en-US')} spaces>`
  return spell(found)
}

/**
 * A text of several lines with everything invisible made visible: control, bidirectional,
 * zero-width, tag and variation-selector characters, strange spaces and unpaired surrogates appear
 * as `<U+202E>`, storms of combining marks as their count. A word that mixes scripts carries a mark. New
 * lines and tabs stay what they are.
 *
 * @returns At most ten characters for each one given.
 */
export function visible(text: string): string {
  return markMixedScripts(text.replace(hostile, show))
}

/**
 * The same for a field of one line: a new line appears as `⏎` (and a `⏎` that was written as
 * `<U+23CE>`), a tab as `<U+0009>`, a long run of spaces as its count.
 */
export function oneLine(text: string): string {
  return visible(text).replace(hostileOnOneLine, showOnOneLine)
}
