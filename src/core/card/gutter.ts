import type { FormKind, PayloadLine } from './card.ts'

/**
 * What stands before each line of a form in plain text. The bar stands nowhere else: a payload's own one
 * is spelled (`look-alike.ts`), so no line of a program or of a change can pass for a field, and no
 * field for one of them. What was
 * removed and added is said by a sign and by a word.
 */
const gutters: Record<FormKind, string> = {
  code: '│ ',
  removed: '- removed │ ',
  added: '+ added   │ ',
  equal: '  equal   │ ',
  folded: '  folded  │ ',
  head: '│ ',
  row: '│ ',
}

/** How a line of a form begins in plain text; empty for every other line. */
export function gutterOf({ kind }: Pick<PayloadLine, 'kind'>): string {
  return isForm(kind) ? gutters[kind] : ''
}

/** Whether a line belongs to a form: a program, a change or a table. */
export function isForm(kind: PayloadLine['kind']): kind is FormKind {
  return kind in gutters
}
