import type { PayloadLine } from './card.ts'

/** A run of a payload's lines that is read in one way. */
export interface PayloadSection {
  form: 'fields' | 'code' | 'change' | 'table'
  /**
   * The line that opens a program or a change and says what it is: its key is one of ours, or of the few
   * that name a program. Any other key stays a field, also where it opens a table.
   */
  title: PayloadLine | null
  lines: PayloadLine[]
}

const forms: Partial<Record<PayloadLine['kind'], PayloadSection['form']>> = {
  code: 'code',
  removed: 'change',
  added: 'change',
  equal: 'change',
  folded: 'change',
  head: 'table',
  row: 'table',
}

/**
 * The lines of a payload by how they are read, in their order. Only forms of the payload itself stand
 * apart: one that lies deeper stays among the fields around it, where it is told from them by its bar.
 */
export function sectionsOf(lines: readonly PayloadLine[]): PayloadSection[] {
  const sections: PayloadSection[] = []
  for (const line of lines) {
    const last = sections.at(-1)
    const form = line.depth === 1 ? (forms[line.kind] ?? 'fields') : 'fields'
    if (last?.form === form) {
      last.lines.push(line)
    } else {
      const title = form === 'code' || form === 'change' ? takeTitle(sections) : null
      sections.push({ form, title, lines: [line] })
    }
  }
  return sections.filter(({ lines: own }) => own.length > 0)
}

/** The head of a form stands at the end of the fields before it. */
function takeTitle(sections: PayloadSection[]): PayloadLine | null {
  return sections.at(-1)?.lines.pop() ?? null
}
