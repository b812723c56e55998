/** A name for what cannot be seen, as `core/inert` spells it: `<U+202E>`, `<12 combining marks>`, `⏎`. */
const spelled =
  /(<U\+[0-9A-F]{4,6}(?: ×[\d,]+)?>|<[\d,]+ (?:combining marks|spaces?|tabs?)>|<mixed scripts>|⏎)/u

/** Above this many names a text is shown as one run: each costs an element. */
const marksCountMax = 400

/** An inert text in turns: plain, name, plain, name ... */
export function splitMarks(text: string): string[] {
  const turns = text.split(spelled)
  return turns.length > marksCountMax * 2 ? [text] : turns
}
