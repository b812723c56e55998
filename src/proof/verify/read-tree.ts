import type { JsonMember, JsonTree } from '../../contract/json.ts'
import { stringEnd } from './string-end.ts'

/**
 * Reads a text into a tree that keeps what `JSON.parse` loses: the order of members and the
 * spelling of numbers. The grammar was settled by `readJson`, so this only walks along it.
 */
interface Cursor {
  readonly text: string
  at: number
}

const numberAt = /-?[0-9][0-9.eE+-]*/y
const spaceAt = /[ \t\n\r]*/y

/** A text that `readJson` refused was handed over: a fault of the caller, never of an agent. */
function unread(cursor: Cursor): Error {
  return new Error(`A text that was not read strictly cannot become a tree (at ${cursor.at}).`)
}

function skipSpace(cursor: Cursor): void {
  spaceAt.lastIndex = cursor.at
  spaceAt.test(cursor.text)
  cursor.at = spaceAt.lastIndex
}

/** Steps over the character if it stands here, with the white space around it. */
function take(cursor: Cursor, character: string): boolean {
  skipSpace(cursor)
  if (cursor.text[cursor.at] !== character) return false
  cursor.at += 1
  skipSpace(cursor)
  return true
}

function readString(cursor: Cursor): string {
  const { text, at: start } = cursor
  const end = stringEnd(text, start)
  if (text[start] !== '"' || end === text.length) throw unread(cursor)
  cursor.at = end + 1
  const inner = text.slice(start + 1, end)
  return inner.includes('\\') ? String(JSON.parse(text.slice(start, end + 1))) : inner
}

function readNumber(cursor: Cursor): JsonTree {
  numberAt.lastIndex = cursor.at
  const text = numberAt.exec(cursor.text)?.[0]
  if (text === undefined) throw unread(cursor)
  cursor.at += text.length
  return { kind: 'number', text }
}

function readWord(cursor: Cursor, word: string, tree: JsonTree): JsonTree {
  if (!cursor.text.startsWith(word, cursor.at)) throw unread(cursor)
  cursor.at += word.length
  return tree
}

function readKey(cursor: Cursor): string {
  const key = readString(cursor)
  if (!take(cursor, ':')) throw unread(cursor)
  return key
}

function readObject(cursor: Cursor): JsonTree {
  const members: JsonMember[] = []
  take(cursor, '{')
  while (!take(cursor, '}')) {
    if (members.length > 0 && !take(cursor, ',')) throw unread(cursor)
    members.push({ key: readKey(cursor), value: readValue(cursor) })
  }
  return { kind: 'object', members }
}

function readArray(cursor: Cursor): JsonTree {
  const items: JsonTree[] = []
  take(cursor, '[')
  while (!take(cursor, ']')) {
    if (items.length > 0 && !take(cursor, ',')) throw unread(cursor)
    items.push(readValue(cursor))
  }
  return { kind: 'array', items }
}

function readValue(cursor: Cursor): JsonTree {
  switch (cursor.text[cursor.at]) {
    case '{':
      return readObject(cursor)
    case '[':
      return readArray(cursor)
    case '"':
      return { kind: 'string', value: readString(cursor) }
    case 't':
      return readWord(cursor, 'true', { kind: 'boolean', value: true })
    case 'f':
      return readWord(cursor, 'false', { kind: 'boolean', value: false })
    case 'n':
      return readWord(cursor, 'null', { kind: 'null' })
    default:
      return readNumber(cursor)
  }
}

/**
 * The tree of a JSON text, members in their own order, numbers in their own spelling.
 *
 * @param text A text that `readJson` accepted, now or when it was stored; its nesting is bounded.
 * @throws Error where the text was never accepted.
 */
export function readTree(text: string): JsonTree {
  const cursor: Cursor = { text, at: 0 }
  skipSpace(cursor)
  const tree = readValue(cursor)
  skipSpace(cursor)
  if (cursor.at !== text.length) throw unread(cursor)
  return tree
}

/**
 * The raw text of one top-level member, so that it can be stored exactly as it was written.
 *
 * @param text A JSON object's text that `readJson` accepted.
 * @returns Null where the text is no object or has no such member.
 * @throws Error where the text was never accepted.
 */
export function readMember(text: string, name: string): string | null {
  const cursor: Cursor = { text, at: 0 }
  if (!take(cursor, '{')) return null
  while (!take(cursor, '}')) {
    take(cursor, ',')
    const key = readKey(cursor)
    const start = cursor.at
    readValue(cursor)
    if (key === name) return text.slice(start, cursor.at).trimEnd()
  }
  return null
}
