import type { HiddenValue, JsonTree } from '../../contract/json.ts'
import type { ValueKind } from './card.ts'
import { counted } from './count.ts'
import { fieldText } from './look-alike.ts'

function hiddenSize({ was, size }: HiddenValue): string {
  switch (was) {
    case 'string':
      return counted(size, 'character')
    case 'object':
      return counted(size, 'field')
    case 'array':
      return counted(size, 'item')
    default:
      return was === 'null' ? 'null' : `a ${was}`
  }
}

function hiddenText(value: HiddenValue): string {
  return `hidden (${value.as === 'pii' ? 'personal data' : 'secret'}, ${hiddenSize(value)})`
}

/** What reads as a value of another kind: a number in any spelling or script, or one of JSON's words. */
function isLikeOtherKind(text: string): boolean {
  const plain = text.normalize('NFKC').trim()
  return (
    /^(null|true|false|none|undefined|nan|\{\}|\[\])$/i.test(plain) ||
    (/\d|^[+-]?Infinity$/.test(plain) && !Number.isNaN(Number(plain)))
  )
}

/**
 * How words of ours begin: a hidden value, the head of a list, of an item or of a form, a line of a
 * change. The letters may be of another style, and a `|` may stand for our bar.
 */
const ourHeads = [
  /^\W*hidden\W*\(|^items? \d|^code, \d|^change of /i,
  /^[\d,]+ (?:items?|fields?|equal lines?)$|^[\d,]+ values? (?:is|are) hidden/i,
  /^\W?\s*(?:removed|added|equal|folded)?\s*\||^\W\s*(?:removed|added)\b/i,
]
const headCharsMax = 100

/** What is ours wherever it stands: a line that wraps begins with any of its words. */
const ourWords = /hidden \((?:secret|personal data)|(?:…|\.\.\.) ?[\d,]+ more (?:char|field)/i

function isLikeOurWords(text: string): boolean {
  const head = text.slice(0, headCharsMax).normalize('NFKC').trimStart()
  return ourHeads.some((words) => words.test(head)) || ourWords.test(text)
}

function hasEdges(text: string): boolean {
  return text.startsWith(' ') || text.endsWith(' ') || text.startsWith('"')
}

/**
 * A string stands without quotes unless it could be taken for something else. One that begins with
 * a quote is always quoted, so nothing within a string can end it or pass for the quotes themselves.
 */
function stringText(value: string): string {
  const text = fieldText(value)
  return hasEdges(text) || isLikeOtherKind(value) || isLikeOurWords(text) ? `"${text}"` : text
}

/**
 * Two spaces part a key from its value, so a key that holds them could pretend to have another value; a
 * dash begins an item of a list.
 */
export function keyText(key: string): string {
  const text = fieldText(key)
  const isUnclear =
    text === '' ||
    hasEdges(text) ||
    text.includes('  ') ||
    /^[-+] /.test(text) ||
    isLikeOurWords(text)
  return isUnclear ? `"${text}"` : text
}

/** A value that holds no other, on one line; an object or list only where it is empty. */
export function leafOf(tree: JsonTree): { text: string; kind: ValueKind } {
  switch (tree.kind) {
    case 'object':
      return { text: '{}', kind: 'empty' }
    case 'array':
      return { text: '[]', kind: 'empty' }
    case 'null':
      return { text: 'null', kind: 'empty' }
    case 'string':
      return tree.value === ''
        ? { text: '""', kind: 'empty' }
        : { text: stringText(tree.value), kind: 'value' }
    case 'hidden':
      return { text: hiddenText(tree), kind: 'hidden' }
    default:
      return { text: tree.kind === 'number' ? tree.text : String(tree.value), kind: 'value' }
  }
}
