import type { JSX } from 'preact'
import type { JsonTree } from '../../../contract/json.ts'
import { oneLine } from '../../../core/inert/visible.ts'
import { counted } from '../words.ts'
import { countNodes } from './payload-size.ts'
import { payloadText } from './payload-text.ts'
import { PayloadValue } from './payload-value.tsx'
import { Said } from './said.tsx'

/** A larger payload is shown as text: as whole, at a small part of a tree's size. */
const treeNodesMax = 3_000
/** Deeper branches are not moved further to the right: a phone has no room for them. */
const indentDepthMax = 6

/** The whole payload, open, in the agent's own order. */
export function Payload({ payload }: { payload: JsonTree }): JSX.Element {
  if (countNodes(payload, treeNodesMax + 1) > treeNodesMax) {
    return <pre class="payload-text">{payloadText(payload)}</pre>
  }
  if (!isBranch(payload)) {
    return (
      <div class="payload">
        <PayloadValue value={payload} />
      </div>
    )
  }
  return (
    <div class="payload">
      <Branch branch={payload} depth={0} />
    </div>
  )
}

type Branch = Extract<JsonTree, { kind: 'object' | 'array' }>

function isBranch(tree: JsonTree): tree is Branch {
  if (tree.kind === 'object') return tree.members.length > 0
  return tree.kind === 'array' && tree.items.length > 0
}

function Branch({ branch, depth }: { branch: Branch; depth: number }): JSX.Element {
  const flat = depth > indentDepthMax
  return (
    <ul class={flat ? 'branch flat' : 'branch'}>
      {branch.kind === 'object'
        ? branch.members.map(({ key, value }) => (
            <Entry name={<Said text={oneLine(key)} />} value={value} depth={depth} />
          ))
        : branch.items.map((item, index) => (
            <Entry name={<span class="index">{index + 1}</span>} value={item} depth={depth} />
          ))}
    </ul>
  )
}

function Entry({ name, value, depth }: { name: JSX.Element; value: JsonTree; depth: number }) {
  if (!isBranch(value)) {
    return (
      <li class="leaf">
        <span class="key">{name}</span> <PayloadValue value={value} />
      </li>
    )
  }
  return (
    <li>
      <details open>
        <summary>
          <span class="key">{name}</span>{' '}
          <span class="size">
            {value.kind === 'object'
              ? counted(value.members.length, 'field')
              : counted(value.items.length, 'item')}
            {depth >= indentDepthMax ? `, level ${depth + 2}` : ''}
          </span>
        </summary>
        <Branch branch={value} depth={depth + 1} />
      </details>
    </li>
  )
}
