import type { JSX } from 'preact'
import type { JsonMember, JsonTree } from '../../../contract/json.ts'
import { type Change, changeOf, codeOf, isOfChange, tableOf } from '../../../core/card/forms.ts'
import { plainLines } from '../../../core/card/lay-out.ts'
import { oneLine } from '../../../core/inert/visible.ts'
import { counted } from '../words.ts'
import { ChangeView, Code, TableView } from './form-views.tsx'
import { countNodes } from './payload-size.ts'
import { payloadText } from './payload-text.ts'
import { PayloadValue } from './payload-value.tsx'
import { Said } from './said.tsx'

/** A larger payload is shown as text: as whole, at a small part of a tree's size. */
const treeNodesMax = 3_000
/** A change of more lines is shown as its two texts: each line costs elements. */
const changeLinesMax = 2_000
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
  const table = payload.kind === 'array' ? tableOf(payload.items) : null
  return (
    <div class="payload">
      {table === null ? <Branch branch={payload} depth={0} /> : <TableView table={table} />}
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
      {branch.kind === 'object' ? (
        <Members members={branch.members} depth={depth} />
      ) : (
        branch.items.map((item, index) => (
          <Entry name={<span class="index">{index + 1}</span>} value={item} depth={depth} />
        ))
      )}
    </ul>
  )
}

/** Both members of a change stand where the first of them does. */
function Members({ members, depth }: { members: JsonMember[]; depth: number }): JSX.Element {
  const change = smallChange(members)
  const first = members.findIndex(({ key }) => isOfChange(key))
  return (
    <>
      {members.map(({ key, value }, at) => {
        if (change !== null && isOfChange(key)) {
          return at === first ? <ChangeView change={change} /> : null
        }
        return (
          <Entry name={<Said text={oneLine(key)} />} value={value} depth={depth} memberKey={key} />
        )
      })}
    </>
  )
}

function smallChange(members: JsonMember[]): Change | null {
  const change = changeOf(members, plainLines)
  return change === null || change.lines.length > changeLinesMax ? null : change
}

interface EntryProps {
  name: JSX.Element
  value: JsonTree
  depth: number
  /** The member's own key; an item of a list has none. */
  memberKey?: string
}

function Entry({ name, value, depth, memberKey = '' }: EntryProps): JSX.Element {
  const code = codeOf(memberKey, value)
  if (code !== null) {
    return (
      <li>
        <p>
          <span class="key">{name}</span>{' '}
          <span class="size">code, {counted(code.length, 'line')}</span>
        </p>
        <Code lines={code} />
      </li>
    )
  }
  if (!isBranch(value)) {
    return (
      <li class="leaf">
        <span class="key">{name}</span> <PayloadValue value={value} />
      </li>
    )
  }
  const table = value.kind === 'array' ? tableOf(value.items) : null
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
        {table === null ? <Branch branch={value} depth={depth + 1} /> : <TableView table={table} />}
      </details>
    </li>
  )
}
