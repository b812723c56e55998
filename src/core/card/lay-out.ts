import type { JsonMember, JsonTree } from '../../contract/json.ts'
import { countChars } from '../inert/shorten.ts'
import type { FormKind, PayloadLine } from './card.ts'
import { counted, grouped } from './count.ts'
import { type Change, changeOf, codeOf, isOfChange, type Table, tableOf } from './forms.ts'
import { lineText } from './payload-text.ts'
import { keyText, leafOf } from './value-text.ts'

/** A table is small enough for a phone, or it is a list: its widest cell and its widest row. */
const cellCharsMax = 40
const rowCharsMax = 100

/** What is written so far, and whether programs, changes and tables get a form of their own. */
interface Sheet {
  lines: PayloadLine[]
  withForms: boolean
}

function addMembers(members: JsonMember[], depth: number, sheet: Sheet): void {
  const change = sheet.withForms ? changeOf(members, plainLines) : null
  let isTold = false
  for (const { key, value } of members) {
    if (change === null || !isOfChange(key)) {
      addValue(value, key, '', depth, sheet)
    } else if (!isTold) {
      addChange(change, members, depth, sheet.lines)
      isTold = true
    }
  }
}

function addItems(items: JsonTree[], depth: number, sheet: Sheet): void {
  const table = sheet.withForms ? smallTable(items, depth) : null
  if (table !== null) {
    sheet.lines.push(...table)
    return
  }
  for (const [index, item] of items.entries()) {
    addValue(item, null, `item ${grouped(index + 1)}`, depth, sheet)
  }
}

/** @param name What heads an object or list that has no key: its place in the list around it. */
function addValue(
  tree: JsonTree,
  key: string | null,
  name: string,
  depth: number,
  sheet: Sheet,
): void {
  const { lines } = sheet
  const shown = key === null ? null : keyText(key)
  const code = sheet.withForms ? codeOf(key, tree) : null
  if (code !== null) {
    addCode(code, shown, depth, lines)
  } else if (tree.kind === 'object' && tree.members.length > 0) {
    lines.push({ depth, key: shown, text: name, kind: 'open' })
    addMembers(tree.members, depth + 1, sheet)
  } else if (tree.kind === 'array' && tree.items.length > 0) {
    const size = counted(tree.items.length, 'item')
    lines.push({ depth, key: shown, text: name === '' ? size : `${name}, ${size}`, kind: 'open' })
    addItems(tree.items, depth + 1, sheet)
  } else {
    lines.push({ depth, key: shown, ...leafOf(tree) })
  }
}

function addCode(code: string[], key: string | null, depth: number, lines: PayloadLine[]): void {
  const text = `code, ${counted(code.length, 'line')}`
  lines.push({ depth, key, text, kind: 'open', holds: { fields: 1, hidden: 0 } })
  for (const line of code) lines.push(formLine('code', line, depth + 1))
}

/** Both members of a change stand where the first of them does. */
function addChange(
  change: Change,
  members: JsonMember[],
  depth: number,
  lines: PayloadLine[],
): void {
  const hidden = members
    .filter(({ key }) => isOfChange(key))
    .reduce((sum, { value }) => sum + countHidden(value), 0)
  const holds = { fields: 2, hidden }
  lines.push({ depth, key: 'before, after', text: changeText(change), kind: 'open', holds })
  for (const { kind, text } of change.lines) lines.push(formLine(kind, text, depth + 1))
}

/** `change of text: 1 line removed, 2 added, 14 equal`. */
export function changeText({ of, lines }: Change): string {
  const count = (kind: FormKind) => lines.filter((line) => line.kind === kind).length
  const removed = counted(count('removed'), 'line')
  return `change of ${of}: ${removed} removed, ${grouped(count('added'))} added, ${grouped(count('equal'))} equal`
}

function formLine(kind: FormKind, text: string, depth: number): PayloadLine {
  return { depth, key: null, text, kind }
}

/** A list in rows, where every row is short enough to be read as one. */
function smallTable(items: JsonTree[], depth: number): PayloadLine[] | null {
  const table = tableOf(items)
  if (table === null) return null
  const head = table.columns.map(keyText)
  const rows = table.rows.map((row) => row.map((cell) => (cell === null ? '' : leafOf(cell).text)))
  const texts = [head, ...rows].flat()
  const isClear = texts.every((text) => countChars(text) <= cellCharsMax && !text.includes('|'))
  const widths = head.map((_, at) =>
    Math.max(...[head, ...rows].map((cells) => countChars(cells[at] ?? ''))),
  )
  const width = widths.reduce((sum, one) => sum + one + 3, 0)
  if (!isClear || width > rowCharsMax) return null
  return [
    tableLine('head', head, widths, depth, { fields: 0, hidden: 0 }),
    ...rows.map((cells, at) => tableLine('row', cells, widths, depth, holdsOf(table.rows[at]))),
  ]
}

function tableLine(
  kind: 'head' | 'row',
  cells: string[],
  widths: number[],
  depth: number,
  holds: { fields: number; hidden: number },
): PayloadLine {
  const columns = cells.map((cell, at) => cell + ' '.repeat((widths[at] ?? 0) - countChars(cell)))
  return { ...formLine(kind, `${columns.join(' │ ')} │`, depth), cells, holds }
}

function holdsOf(row: Table['rows'][number] = []): { fields: number; hidden: number } {
  return {
    fields: row.filter((cell) => cell !== null).length,
    hidden: row.filter((cell) => cell?.kind === 'hidden').length,
  }
}

function countHidden(tree: JsonTree): number {
  if (tree.kind === 'hidden') return 1
  const inner =
    tree.kind === 'object'
      ? tree.members.map(({ value }) => value)
      : tree.kind === 'array'
        ? tree.items
        : []
  return inner.reduce((sum, value) => sum + countHidden(value), 0)
}

/**
 * A value that holds others as lines of plain text, to be compared with another one's. A change within a change has no
 * form of its own: nobody could read it, and each level would spell out again all that is below it.
 */
export function plainLines(tree: JsonTree): string[] {
  return linesOf(tree, false).map((line) => lineText(line, 0))
}

/**
 * The whole of a payload in short lines: one for each value that holds no other, and one that opens
 * each object or list around them; programs, changes and small tables in a form of their own. Members
 * keep their order, numbers their spelling, and all text is inert and on one line. What a value is can
 * be told from its text alone: a string that reads as a number, as `null`, as a hidden value and so on
 * has quotes.
 *
 * @param tree Already masked: what is hidden says only its kind and size.
 */
export function layOut(tree: JsonTree): PayloadLine[] {
  return linesOf(tree, true)
}

function linesOf(tree: JsonTree, withForms: boolean): PayloadLine[] {
  const lines: PayloadLine[] = []
  if (tree.kind === 'object') addMembers(tree.members, 0, { lines, withForms })
  else addValue(tree, null, '', 0, { lines, withForms })
  return lines.length > 0 ? lines : [{ depth: 0, key: null, ...leafOf(tree) }]
}
