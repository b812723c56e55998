import type { JSX } from 'preact'
import type { ComparedLine } from '../../../core/card/compare-lines.ts'
import type { Change, Table } from '../../../core/card/forms.ts'
import { changeText } from '../../../core/card/lay-out.ts'
import { oneLine } from '../../../core/inert/visible.ts'
import { counted } from '../words.ts'
import { PayloadValue } from './payload-value.tsx'
import { Said } from './said.tsx'

/** So many equal lines stay on each side of what was changed; the others are folded, and can be opened. */
const contextLinesCount = 3
/** Fewer take no more room than their fold. */
const foldedLinesMin = 4

/** A program, letter by letter, with its line breaks. */
export function Code({ lines }: { lines: string[] }): JSX.Element {
  return (
    <pre class="code-block">
      <code>
        <Said text={lines.join('\n')} lines="many" />
      </code>
    </pre>
  )
}

/** What was before and what shall be after, line by line. Signs and words say it; colours repeat it. */
export function ChangeView({ change }: { change: Change }): JSX.Element {
  return (
    <li class="change">
      <p>
        <span class="key">before, after</span> <span class="size">{changeText(change)}</span>
      </p>
      <div class="code-block">
        {runsOf(change.lines).map((run, at, runs) =>
          run[0]?.kind === 'equal' ? (
            <Equal lines={run} isFirst={at === 0} isLast={at === runs.length - 1} />
          ) : (
            <Lines lines={run} />
          ),
        )}
      </div>
    </li>
  )
}

interface EqualProps {
  lines: ComparedLine[]
  isFirst: boolean
  isLast: boolean
}

function Equal({ lines, isFirst, isLast }: EqualProps): JSX.Element {
  const lead = isFirst ? 0 : contextLinesCount
  const end = lines.length - (isLast ? 0 : contextLinesCount)
  if (end - lead < foldedLinesMin) return <Lines lines={lines} />
  return (
    <>
      <Lines lines={lines.slice(0, lead)} />
      <details open>
        <summary>{counted(end - lead, 'equal line')}</summary>
        <Lines lines={lines.slice(lead, end)} />
      </details>
      <Lines lines={lines.slice(end)} />
    </>
  )
}

const signs = {
  removed: { sign: '−', tag: 'del' },
  added: { sign: '+', tag: 'ins' },
  equal: { sign: '', tag: 'span' },
} as const

function Lines({ lines }: { lines: ComparedLine[] }): JSX.Element {
  return (
    <>
      {lines.map(({ kind, text }) => {
        const { sign, tag: Tag } = signs[kind]
        return (
          <div class={`line ${kind}`}>
            <span class="sign">
              {sign} {kind}
            </span>{' '}
            <Tag>
              <Said text={text} lines="many" />
            </Tag>
          </div>
        )
      })}
    </>
  )
}

/** A list of small objects of one shape. A member that an item does not have is said to be absent. */
export function TableView({ table }: { table: Table }): JSX.Element {
  return (
    <div class="table">
      <table>
        <thead>
          <tr>
            {table.columns.map((column) => (
              <th scope="col">
                <Said text={oneLine(column)} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row) => (
            <tr>
              {row.map((cell) => (
                <td>
                  {cell === null ? (
                    <span class="nothing">absent</span>
                  ) : (
                    <PayloadValue value={cell} />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function runsOf(lines: ComparedLine[]): ComparedLine[][] {
  const runs: ComparedLine[][] = []
  for (const line of lines) {
    const last = runs.at(-1)
    if (last?.[0]?.kind === line.kind) last.push(line)
    else runs.push([line])
  }
  return runs
}
