import { LineCounter, parseDocument } from 'yaml'
import type { PolicyFault } from '../../contract/policy.ts'
import { faultsCountMax, policyCharsMax } from './limits.ts'
import { nestingFault } from './nesting.ts'
import type { Place } from './place.ts'
import { wholeFile } from './place.ts'

export type Opened = { ok: true; root: Place } | { ok: false; faults: PolicyFault[] }

/**
 * Parses the YAML text of a policy into the place at its top. Whatever the YAML reader complains of
 * is a fault, its warnings (tags that mean nothing here) as well. Duplicate keys are left to the
 * readers of maps, which know the path.
 */
export function openDocument(source: string): Opened {
  if (source.length > policyCharsMax) {
    const detail = `found ${source.length} characters, expected at most ${policyCharsMax}`
    return { ok: false, faults: [{ line: 1, column: 1, path: wholeFile, detail }] }
  }
  const nesting = nestingFault(source)
  if (nesting !== null) return { ok: false, faults: [nesting] }
  const lines = new LineCounter()
  const document = parseDocument(source, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
    version: '1.2',
  })
  const locate = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  const complaints = [...document.errors, ...document.warnings]
  if (complaints.length > 0) {
    const faults = complaints.slice(0, faultsCountMax).map(({ code, pos, message }) => ({
      ...locate(pos[0]),
      path: wholeFile,
      detail: code === 'MULTIPLE_DOCS' ? 'found a second document, expected one' : message,
    }))
    return { ok: false, faults }
  }
  const reading = { source, document, faults: [], aliasesFollowed: 0, locate }
  const offset = document.contents?.range?.[0] ?? 0
  return { ok: true, root: { node: document.contents, path: '', offset, reading } }
}
