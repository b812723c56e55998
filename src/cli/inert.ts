/**
 * Agents write what is shown here, and a terminal obeys what it is sent: an escape could recolour a denial, move the
 * cursor over a digest, or set the window's title. So whatever cannot be seen is spelled out: control, format, bidirectional
 * and private characters, strange spaces, lone surrogates.
 */
const hostile =
  /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800\uFFFC\u{1D159}]|[^\S ]/gu

/** Marks that strike a letter out or enclose it, and a mark that would sit on our own words before it. */
const overlay =
  /[\u0334-\u0338\u20D2\u20D3\u20D8-\u20DA\u20E5\u20E6\u20EA\u20EB\p{Me}]|(?<=^|\s)\p{M}/gu

/** More marks on one letter than any living script has would paint over the lines around it. */
const markStorm = /\p{M}{4,}/gu

function spell(character: string): string {
  return `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`
}

/** A longer run could push what follows to the start of the terminal's next line, where our own words stand. */
const spaceRun = /(?<=\S) {8,}| {8,}$/gu

/** One line of somebody else's words that can do nothing but be read. */
export function inert(text: string): string {
  return inertLine(text.replace(/^ {8,}/, (spaces) => `<${spaces.length} spaces>`))
}

/** The same where spaces at the start are an indent of ours. */
function inertLine(text: string): string {
  return text
    .replace(hostile, spell)
    .replace(overlay, spell)
    .replace(markStorm, (marks) => `<${Array.from(marks).length} combining marks>`)
    .replace(spaceRun, (spaces) => `<${spaces.length} spaces>`)
}

/** The same for several lines: new lines stay, and so do indents, which are ours in a text of JSON. */
export function inertLines(text: string): string {
  return text.split('\n').map(inertLine).join('\n')
}

/**
 * JSON that is the same value and that a terminal cannot obey: what is hostile stands as `\u` escapes, which every JSON
 * reader gives back as it was.
 */
export function inertJson(value: unknown): string {
  return JSON.stringify(value, null, 2)
    .split('\n')
    .map((line) => line.replace(hostile, escapeUnits))
    .join('\n')
}

function escapeUnits(character: string): string {
  return Array.from({ length: character.length }, (_, at) => {
    return `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`
  }).join('')
}
