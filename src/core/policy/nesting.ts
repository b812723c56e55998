import { Lexer } from 'yaml'
import type { PolicyFault } from '../../contract/policy.ts'
import { indentationColumnsMax, nestingLevelsMax } from './limits.ts'
import { wholeFile } from './place.ts'

/** The token before the text of a scalar, and the one where the lexer gives up on a flow map or list. */
const scalarMark = '\x1f'
const flowEndMark = '\x18'

/** Tokens that stand in no file: the lexer puts them between the pieces of the text. */
const marks = new Set(['\x02', scalarMark, flowEndMark])

const steps = new Map([
  ['[', 1],
  ['{', 1],
  [']', -1],
  ['}', -1],
])
const tooDeep = `found more than ${nestingLevelsMax} levels of nesting, expected fewer`

/**
 * What nests deeper than any policy does, or null. The parser calls itself for every level, so this
 * looks at the tokens before it, once, and stops at the first that is too deep.
 */
export function nestingFault(source: string): PolicyFault | null {
  return indentationFault(source) ?? flowFault(source)
}

function indentationFault(source: string): PolicyFault | null {
  for (const [index, line] of source.split('\n').entries()) {
    const lead = /^(?:[-?:]?[ \t]+)*/.exec(line)?.[0] ?? ''
    if (lead.length <= indentationColumnsMax || lead.length === line.length) continue
    const detail = `found an entry indented by ${lead.length} columns, expected at most ${indentationColumnsMax}`
    return { line: index + 1, column: lead.length + 1, path: wholeFile, detail }
  }
  return null
}

function flowFault(source: string): PolicyFault | null {
  let levels = 0
  let offset = 0
  let previous = ''
  for (const token of new Lexer().lex(source)) {
    if (token === flowEndMark) levels = 0
    if (previous !== scalarMark) levels += steps.get(token) ?? 0
    if (levels < 0) return faultAt(source, offset, `found ${token} without its beginning`)
    if (levels > nestingLevelsMax) return faultAt(source, offset, tooDeep)
    if (!marks.has(token)) offset += token.length
    previous = token
  }
  return null
}

function faultAt(source: string, offset: number, detail: string): PolicyFault {
  const before = source.slice(0, offset)
  const line = before.split('\n').length
  return { line, column: offset - before.lastIndexOf('\n'), path: wholeFile, detail }
}
