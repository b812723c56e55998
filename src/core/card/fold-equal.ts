import type { PayloadLine } from './card.ts'
import { counted } from './count.ts'
import { lineChars } from './line-size.ts'

/** So many equal lines stay on each side of what was changed, to tell where it is. */
const contextLinesCount = 2

/**
 * The same lines with long runs of equal ones folded to their count. A card does so only where they do
 * not fit: what was `before` is the agent's word, so whoever approves has to see the equal lines too.
 *
 * @returns `charsFolded` counts what is not shown any more.
 */
export function foldEqual(lines: readonly PayloadLine[]): {
  lines: PayloadLine[]
  charsFolded: number
} {
  const shown: PayloadLine[] = []
  let charsFolded = 0
  for (let start = 0; start < lines.length; ) {
    const run = runAt(lines, start)
    const isFirst = lines[start - 1]?.kind === 'open'
    const isLast = !isChanged(lines[start + run.length])
    const lead = isFirst ? 0 : contextLinesCount
    const trail = isLast ? 0 : contextLinesCount
    const [first] = run
    if (first?.kind === 'equal' && run.length > lead + trail + 1) {
      const gone = run.slice(lead, run.length - trail)
      charsFolded += gone.reduce((sum, line) => sum + lineChars(line), 0)
      const text = counted(gone.length, 'equal line')
      const folded: PayloadLine = { ...first, text, kind: 'folded' }
      shown.push(...run.slice(0, lead), folded, ...run.slice(run.length - trail))
    } else {
      for (const line of run) shown.push(line)
    }
    start += run.length
  }
  return { lines: shown, charsFolded }
}

/** The line at a place and those after it that are equal lines too; else that line alone. */
function runAt(lines: readonly PayloadLine[], start: number): PayloadLine[] {
  let end = start + 1
  if (lines[start]?.kind === 'equal') while (lines[end]?.kind === 'equal') end += 1
  return lines.slice(start, end)
}

function isChanged(line: PayloadLine | undefined): boolean {
  return line?.kind === 'removed' || line?.kind === 'added'
}
