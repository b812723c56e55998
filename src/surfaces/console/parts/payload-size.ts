import type { JsonTree } from '../../../contract/json.ts'

/** How many values a tree has, itself included, counted no further than `most`. */
export function countNodes(tree: JsonTree, most: number): number {
  let count = 0
  const open = [tree]
  for (let node = open.pop(); node !== undefined && count < most; node = open.pop()) {
    count += 1
    if (node.kind === 'array') for (const item of node.items) open.push(item)
    if (node.kind === 'object') for (const { value } of node.members) open.push(value)
  }
  return count
}
