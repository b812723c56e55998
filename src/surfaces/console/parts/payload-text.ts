import type { JsonTree } from '../../../contract/json.ts'
import { oneLine } from '../../../core/inert/visible.ts'
import { hiddenWords } from './hidden.ts'

/** Deeper lines stand no further to the right, so that depth cannot blow the text up. */
const indentDepthMax = 8

/**
 * A whole payload as indented text, for one that is too large to be a tree. Strings keep their JSON
 * quotes, so none of them can pass for a hidden value.
 */
export function payloadText(tree: JsonTree): string {
  const lines: string[] = []
  write(tree, '', 0, '', lines)
  return lines.join('\n')
}

function write(tree: JsonTree, lead: string, depth: number, tail: string, lines: string[]): void {
  const indent = '  '.repeat(Math.min(depth, indentDepthMax))
  if (tree.kind === 'object' && tree.members.length > 0) {
    lines.push(`${indent}${lead}{`)
    tree.members.forEach(({ key, value }, index) => {
      const comma = index < tree.members.length - 1 ? ',' : ''
      write(value, `${quoted(key)}: `, depth + 1, comma, lines)
    })
    lines.push(`${indent}}${tail}`)
    return
  }
  if (tree.kind === 'array' && tree.items.length > 0) {
    lines.push(`${indent}${lead}[`)
    tree.items.forEach((item, index) => {
      write(item, '', depth + 1, index < tree.items.length - 1 ? ',' : '', lines)
    })
    lines.push(`${indent}]${tail}`)
    return
  }
  lines.push(`${indent}${lead}${leafText(tree)}${tail}`)
}

function leafText(tree: JsonTree): string {
  switch (tree.kind) {
    case 'object':
      return '{}'
    case 'array':
      return '[]'
    case 'string':
      return quoted(tree.value)
    case 'number':
      return tree.text
    case 'boolean':
      return String(tree.value)
    case 'null':
      return 'null'
    case 'hidden':
      return hiddenWords(tree)
  }
}

function quoted(text: string): string {
  return oneLine(JSON.stringify(text))
}
