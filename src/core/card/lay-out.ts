import type { HiddenValue, JsonMember, JsonTree } from '../../contract/json.ts'
import { oneLine } from '../inert/visible.ts'
import type { PayloadLine } from './card.ts'

type Kind = PayloadLine['kind']

function counted(count: number, one: string): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : `${one}s`}`
}

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

/** What reads as words of ours: a hidden value, the head of a list or of an item, the end of a cut text. */
function isLikeOurWords(text: string): boolean {
  return (
    /^\s*(hidden \(|items? \d|[\d,]+ items?$)/i.test(text) ||
    /… [\d,]+ more characters?$/.test(text)
  )
}

function hasEdges(text: string): boolean {
  return text.startsWith(' ') || text.endsWith(' ') || text.startsWith('"')
}

/**
 * A string stands without quotes unless it could be taken for something else. One that begins with
 * a quote is always quoted, so nothing within a string can end it or pass for the quotes themselves.
 */
function stringText(value: string): string {
  const text = oneLine(value)
  return hasEdges(text) || isLikeOtherKind(value) || isLikeOurWords(text) ? `"${text}"` : text
}

/** Two spaces part a key from its value, so a key that holds them could pretend to have another value. */
function keyText(key: string): string {
  const text = oneLine(key)
  const isUnclear = text === '' || hasEdges(text) || text.includes('  ') || isLikeOurWords(text)
  return isUnclear ? `"${text}"` : text
}

function leafOf(tree: JsonTree): { text: string; kind: Kind } {
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

function addMembers(members: JsonMember[], depth: number, lines: PayloadLine[]): void {
  for (const { key, value } of members) addValue(value, keyText(key), '', depth, lines)
}

function addItems(items: JsonTree[], depth: number, lines: PayloadLine[]): void {
  for (const [index, item] of items.entries()) {
    addValue(item, null, `item ${(index + 1).toLocaleString('en-US')}`, depth, lines)
  }
}

/** @param name What heads an object or list that has no key: its place in the list around it. */
function addValue(
  tree: JsonTree,
  key: string | null,
  name: string,
  depth: number,
  lines: PayloadLine[],
): void {
  if (tree.kind === 'object' && tree.members.length > 0) {
    lines.push({ depth, key, text: name, kind: 'open' })
    addMembers(tree.members, depth + 1, lines)
  } else if (tree.kind === 'array' && tree.items.length > 0) {
    const size = counted(tree.items.length, 'item')
    lines.push({ depth, key, text: name === '' ? size : `${name}, ${size}`, kind: 'open' })
    addItems(tree.items, depth + 1, lines)
  } else {
    lines.push({ depth, key, ...leafOf(tree) })
  }
}

/**
 * The whole of a payload in short lines: one for each value that holds no other, and one that opens
 * each object or list around them. Members keep their order, numbers their spelling, and all text is
 * inert and on one line. What a value is can be told from its text alone: a string that reads as a
 * number, as `null`, as a hidden value and so on has quotes.
 *
 * @param tree Already masked: what is hidden says only its kind and size.
 */
export function layOut(tree: JsonTree): PayloadLine[] {
  const lines: PayloadLine[] = []
  if (tree.kind === 'object') addMembers(tree.members, 0, lines)
  else addValue(tree, null, '', 0, lines)
  return lines.length > 0 ? lines : [{ depth: 0, key: null, ...leafOf(tree) }]
}
