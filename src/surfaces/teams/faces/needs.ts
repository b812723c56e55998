import type { Card, CardNeed } from '../../../core/card/card.ts'
import { titled } from './card-parts.ts'
import { paragraph, timedRow } from './elements.ts'
import { nameBytesMax, needsBytesMax } from './limits.ts'
import type { Element } from './message.ts'
import { moment } from './moment.ts'
import { bold, boundedLine, listed, ours, type Run } from './runs.ts'
import { sizeOf } from './size.ts'

/** Who is still needed: one line while nobody has approved, then a line for each approval and each need. */
export function needsElements({ needs, askedAt }: Card): Element[] {
  if (needs.every(({ by }) => by.length === 0)) {
    return titled('Needs', listed(needs.map(needRuns), '  ·  ', needsBytesMax).runs, 'Small')
  }
  const rows = needs.flatMap((need) => needRows(need, askedAt))
  return [...paragraph(ours('Needs', bold)), ...fitRows(rows, needsBytesMax)]
}

/** Rows, as many as fit; then how many are left. */
export function fitRows(rows: Element[], bytesMax: number): Element[] {
  let left = bytesMax
  const kept = rows.filter((row) => {
    left -= sizeOf(row)
    return left >= 0
  })
  const missing = rows.length - kept.length
  return missing === 0
    ? kept
    : [...kept, ...paragraph(ours(`... ${missing} more`, { isSubtle: true, italic: true }), 'None')]
}

function needRuns(need: CardNeed): Run[] {
  const isMet = need.have >= need.count
  const count = isMet ? '' : ` ${need.have}\u00a0of\u00a0${need.count}`
  const mark = isMet && need.by.length === 0 ? ' ✓' : ''
  return [...boundedLine(need.group, nameBytesMax).runs, ...ours(`${count}${mark}`)]
}

function needRows(need: CardNeed, askedAt: Date): Element[] {
  if (need.by.length === 0) return paragraph(needRuns(need))
  return need.by.map(({ name, at }, index) => {
    const group = index === 0 ? needRuns(need) : boundedLine(need.group, nameBytesMax).runs
    const approval = [...ours(' ✓ '), ...boundedLine(name, nameBytesMax).runs]
    return timedRow([...group, ...approval], moment(at, askedAt))
  })
}
