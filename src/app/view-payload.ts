import { pointerTo } from '../contract/faults.ts'
import type { JsonTree, JsonValue } from '../contract/json.ts'
import type { PayloadView } from '../contract/request.ts'

/** A masked tree as plain JSON, with a list of what was hidden and where. */
export function viewPayload(tree: JsonTree): PayloadView {
  const hidden: PayloadView['hidden'] = []
  return { payload: plain(tree, [], hidden), hidden }
}

function plain(tree: JsonTree, path: PropertyKey[], hidden: PayloadView['hidden']): JsonValue {
  switch (tree.kind) {
    case 'object':
      return Object.fromEntries(
        tree.members.map(({ key, value }) => [key, plain(value, [...path, key], hidden)]),
      )
    case 'array':
      return tree.items.map((item, index) => plain(item, [...path, index], hidden))
    case 'string':
    case 'boolean':
      return tree.value
    case 'number':
      return Number(tree.text)
    case 'null':
      return null
    case 'hidden':
      hidden.push({ pointer: pointerTo(path), as: tree.as, was: tree.was, size: tree.size })
      return null
  }
}
