import type { CelInput } from '@bufbuild/cel'
import { celEnv, isCelError, parse, plan } from '@bufbuild/cel'
import { faultOf } from './check-when.ts'

/** What a compiled `when` says of one claim. The library's own message would quote the payload, so it stays inside. */
type WhenResult = boolean | 'when_error' | 'when_not_boolean'

export interface When {
  looksAtLabels: boolean
  /** Total: every failure is a code. */
  test(bindings: Record<string, CelInput>): WhenResult
}

/** `offset` counts characters from the start of the expression. */
export type CompiledWhen = { ok: true; when: When } | { ok: false; offset: number; detail: string }

const environment = celEnv()

/** Compiles a CEL expression once, after bounding what it can cost (POLICY.md, "Meaning"). */
export function compileWhen(source: string): CompiledWhen {
  const parsed = parseOrFault(source)
  if ('detail' in parsed) return { ok: false, ...parsed }
  const seen = new Set<string>()
  const positions = parsed.sourceInfo?.positions ?? {}
  const fault = faultOf(parsed.expr, {
    seen,
    isFunction: (name) => Boolean(environment.funcs.find(name)),
  })
  if (fault !== null) {
    return { ok: false, offset: positions[`${fault.id}`] ?? 0, detail: fault.detail }
  }
  const program = plan(environment, parsed)
  const test = (bindings: Record<string, CelInput>): WhenResult => {
    const result = program(bindings)
    if (typeof result === 'boolean') return result
    return isCelError(result) ? 'when_error' : 'when_not_boolean'
  }
  return { ok: true, when: { looksAtLabels: seen.has('labels'), test } }
}

function parseOrFault(
  source: string,
): ReturnType<typeof parse> | { offset: number; detail: string } {
  try {
    return parse(source)
  } catch (error) {
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
