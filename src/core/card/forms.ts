import type { JsonMember, JsonTree } from '../../contract/json.ts'
import { type ComparedLine, compareLines } from './compare-lines.ts'
import { formText } from './look-alike.ts'

/** How a value is best read: as a program, as a change, or as a table. Every surface finds the same ones. */

const codeKeys = /^(sql|command|script)$/i

/** The lines of a program, inert, where a member holds one (CARD.md, "Change"). */
export function codeOf(key: string | null, value: JsonTree): string[] | null {
  if (key === null || value.kind !== 'string' || value.value === '') return null
  return codeKeys.test(key) ? formText(value.value).split('\n') : null
}

/** What a member `before` was, and what `after` it shall be. */
export interface Change {
  of: 'text' | 'fields' | 'items'
  lines: ComparedLine[]
}

/**
 * The difference where an object says what was before and what shall be after, and both are of one
 * kind. A hidden value is never called equal to another one: nobody here can see whether it is.
 *
 * @param layOutText A value that holds others as lines of inert text.
 */
export function changeOf(
  members: readonly JsonMember[],
  layOutText: (tree: JsonTree) => string[],
): Change | null {
  const before = members.find(({ key }) => key === 'before')?.value
  const after = members.find(({ key }) => key === 'after')?.value
  if (before === undefined || after === undefined) return null
  if (before.kind === 'string' && after.kind === 'string') {
    const lines = compareLines(before.value.split('\n'), after.value.split('\n'))
    return { of: 'text', lines: lines.map(({ kind, text }) => ({ kind, text: formText(text) })) }
  }
  const isBranch = before.kind === 'object' || before.kind === 'array'
  if (!isBranch || before.kind !== after.kind) return null
  const isSame = (one: string, other: string) => one === other && !spelled.test(one)
  const lines = compareLines(layOutText(before), layOutText(after), isSame)
  return { of: before.kind === 'object' ? 'fields' : 'items', lines }
}

/** What stands for something that a line does not show as it was written: two that look alike may be different. */
const spelled = /hidden \(|<U\+|<[\d,]+ (?:spaces?|tabs?|combining marks)>|<mixed scripts>|⏎/

/** Whether a member is shown in a change, and so not by itself. */
export function isOfChange(key: string): boolean {
  return key === 'before' || key === 'after'
}

/** Objects of a list with the same members in the same order; null where one has none of that name. */
export interface Table {
  columns: string[]
  rows: (JsonTree | null)[][]
}

/** Slack's own tables end there, and nobody reads a longer one in a chat. */
const tableRowsMax = 100
const tableColumnsMax = 20
const cellCharsMax = 120

/** A list as a table, where all of its items are small objects of one shape. */
export function tableOf(items: readonly JsonTree[]): Table | null {
  if (items.length < 2 || items.length > tableRowsMax) return null
  const objects = items.flatMap((item) => (item.kind === 'object' ? [item.members] : []))
  if (objects.length < items.length) return null
  const longest = objects.reduce((one, other) => (other.length > one.length ? other : one))
  const columns = longest.map(({ key }) => key)
  if (columns.length === 0 || columns.length > tableColumnsMax) return null
  const rows = objects.flatMap((members) => {
    const row = rowOf(columns, members)
    return row === null ? [] : [row]
  })
  return rows.length === items.length ? { columns, rows } : null
}

/** The members under their columns, where there is one for each, and in the same order. */
function rowOf(
  columns: readonly string[],
  members: readonly JsonMember[],
): Table['rows'][0] | null {
  const left = [...members]
  const row = columns.map((column) => {
    const [next] = left
    if (next?.key !== column || !isCell(next.value)) return null
    left.shift()
    return next.value
  })
  return left.length === 0 && members.length > 0 ? row : null
}

function isCell(value: JsonTree): boolean {
  if (value.kind === 'object') return value.members.length === 0
  if (value.kind === 'array') return value.items.length === 0
  return value.kind !== 'string' || (value.value.length <= cellCharsMax && !/\n/.test(value.value))
}
