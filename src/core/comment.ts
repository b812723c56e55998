/**
 * The one comment of a decision, from what a form asks for: a reason that was chosen, free text, or
 * both as `REASON: free text`. Null where nothing was said. Every surface with a form joins them here. Half a pair of
 * surrogates, which a client may leave where it cuts a text, becomes U+FFFD: a record could not hold it.
 */
export function commentOf(reason: string | null, text: string | null): string | null {
  const said = [reason, text].map((part) => part?.trim() ?? '').filter((part) => part !== '')
  return said.length === 0 ? null : said.join(': ').toWellFormed()
}
