/** A line break inside one line would let a value pass for a field of its own, so it is shown as such. */
export function noLineBreaks(text: string): string {
  return text.replace(
    /[\n\v\f\r\u0085\u2028\u2029]/g,
    (character) => `<U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}>`,
  )
}
