import type { Element } from './message.ts'
import type { Run } from './runs.ts'

type Spacing = 'None' | 'Small' | 'Medium'

/** Runs as one paragraph; nothing where there is nothing to show. */
export function paragraph(runs: Run[], spacing: Spacing = 'Small'): Element[] {
  return runs.length === 0 ? [] : [{ type: 'RichTextBlock', spacing, inlines: runs }]
}

/**
 * A line of our own words and times alone. Teams parses it: it is the one place where every client
 * shows times in the reader's own zone, in text runs some do not (microsoft/AdaptiveCards#6194).
 */
export function ourLine(text: string, look: Record<string, unknown> = {}): Element {
  return { type: 'TextBlock', text, wrap: true, spacing: 'None', isSubtle: true, ...look }
}

/** Paragraphs set apart on a ground of their own. */
export function box(items: Element[], style: 'emphasis' | 'attention' | 'warning'): Element[] {
  return items.length === 0 ? [] : [{ type: 'Container', style, spacing: 'Small', items }]
}

/** A paragraph, and a time of ours at the end of its line. */
export function timedRow(runs: Run[], time: string): Element {
  return {
    type: 'ColumnSet',
    spacing: 'Small',
    columns: [
      { type: 'Column', width: 'stretch', items: paragraph(runs, 'None') },
      { type: 'Column', width: 'auto', items: [ourLine(time)] },
    ],
  }
}
