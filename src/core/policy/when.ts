import type { CelInput } from '@bufbuild/cel'
import { isCelError, parse, plan } from '@bufbuild/cel'
import type { Walk } from './check-when.ts'
import { faultOf } from './check-when.ts'
import { measured, metered, plain, walkName } from './meter.ts'

/** What a compiled `when` says of one claim. The library's own message would quote the payload, so it stays inside. */
type WhenResult = boolean | 'when_error' | 'when_not_boolean' | 'when_too_costly'

export interface When {
  looksAtLabels: boolean
  /** Total: every failure is a code. */
  test(bindings: Record<string, CelInput>): WhenResult
}

/** `offset` counts characters from the start of the expression. */
export type CompiledWhen = { ok: true; when: When } | { ok: false; offset: number; detail: string }

type Macro = Walk['macros'][number]

/** Compiles a CEL expression once, after bounding what it can cost (POLICY.md, "Meaning"). */
export function compileWhen(source: string): CompiledWhen {
  try {
    return compile(source)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return { ok: false, offset: 0, detail: 'found too much nesting, expected a plainer expression' }
  }
}

function compile(source: string): CompiledWhen {
  const parsed = parseOrFault(source)
  if ('detail' in parsed) return { ok: false, ...parsed }
  const walk: Walk = {
    seen: new Set(),
    macros: [],
    functionNamed: (name) => plain.funcs.find(name),
  }
  const positions = parsed.sourceInfo?.positions ?? {}
  const fault = faultOf(parsed.expr, walk)
  if (fault !== null) {
    return { ok: false, offset: positions[`${fault.id}`] ?? 0, detail: fault.detail }
  }
  for (const macro of walk.macros) bound(macro)
  const program = plan(metered, parsed)
  const test = (bindings: Record<string, CelInput>): WhenResult => {
    const { result, isTooCostly } = measured(() => program(bindings))
    if (isTooCostly) return 'when_too_costly'
    if (typeof result === 'boolean') return result
    return isCelError(result) ? 'when_error' : 'when_not_boolean'
  }
  return { ok: true, when: { looksAtLabels: walk.seen.has('labels'), test } }
}

/** Puts the count of its items around what a macro walks. */
function bound(macro: Macro): void {
  const call = parse('count(items)').expr
  if (call?.exprKind.case !== 'callExpr' || macro.iterRange === undefined) return
  call.exprKind.value.function = walkName
  call.exprKind.value.args = [macro.iterRange]
  macro.iterRange = call
}

function parseOrFault(
  source: string,
): ReturnType<typeof parse> | { offset: number; detail: string } {
  try {
    return parse(source)
  } catch (error) {
    if (error instanceof RangeError) throw error
    const message = error instanceof Error ? error.message.replace(/^<input>:\d+:\d+: /, '') : ''
    return { offset: offsetOf(error), detail: `found no CEL expression: ${message}` }
  }
}

/** The parser throws its errors with a location. */
function offsetOf(error: unknown): number {
  if (typeof error !== 'object' || error === null || !('location' in error)) return 0
  const { location } = error
  if (typeof location !== 'object' || location === null || !('start' in location)) return 0
  const { start } = location
  if (typeof start !== 'object' || start === null || !('offset' in start)) return 0
  return typeof start.offset === 'number' ? start.offset : 0
}
