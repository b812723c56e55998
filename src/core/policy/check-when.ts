import type { CelFunc, parse } from '@bufbuild/cel'
import { CelScalar, run } from '@bufbuild/cel'
import { whenItemsMax } from './limits.ts'
import { didYouMean } from './nearest.ts'

type Expression = ReturnType<typeof parse>['expr']
type Kind<Case> = Extract<Expression['exprKind'], { case: Case }>['value']

/** `id` is the expression's, by which the parser knows its position. */
export interface WhenFault {
  id: bigint
  detail: string
}

/** Top-level variables: what the digest binds, what `resources` says, and the time. */
const variables = new Set([
  'action',
  'resource',
  'environment',
  'labels',
  'payload',
  'agent',
  'on_behalf_of',
  'now',
])
const typeNames = new Set('bool bytes double int list map null_type string type uint'.split(' '))
const claimedWords = new Set(['origin', 'summary', 'reason'])

export interface Walk {
  /** Collects the top-level variables that the expression uses. */
  seen: Set<string>
  /** Collects the macros, whose walks are to be bounded. */
  macros: Kind<'comprehensionExpr'>[]
  functionNamed: (name: string) => Iterable<CelFunc> | undefined
}

interface Scope {
  /** The variables of the macros around. */
  local: ReadonlySet<string>
  inMacro: boolean
}

/** The first thing in an expression that is unknown or that could cost without bound, or null. */
export function faultOf(expression: Expression, walk: Walk): WhenFault | null {
  const fault = visit(expression, { local: new Set(), inMacro: false }, walk)
  if (fault !== null || expression === undefined || canBeBoolean(expression, walk)) return fault
  const detail = 'found an expression that is never true or false, expected a condition'
  return { id: expression.id, detail }
}

/** By its outermost shape alone: what a payload holds is not known yet. */
function canBeBoolean({ exprKind }: Expression, walk: Walk): boolean {
  switch (exprKind.case) {
    case 'constExpr':
      return exprKind.value.constantKind.case === 'boolValue'
    case 'listExpr':
    case 'structExpr':
      return false
    case 'comprehensionExpr':
      return exprKind.value.accuInit?.exprKind.case !== 'listExpr'
    case 'callExpr': {
      const functions = [...(walk.functionNamed(exprKind.value.function) ?? [])]
      const kinds = functions.map(({ result }) => result)
      return (
        kinds.length === 0 ||
        kinds.some((kind) => kind === CelScalar.BOOL || kind === CelScalar.DYN)
      )
    }
    default:
      return true
  }
}

function visit(expression: Expression | undefined, scope: Scope, walk: Walk): WhenFault | null {
  if (expression === undefined) return null
  const { id, exprKind } = expression
  const visitAll = (parts: (Expression | undefined)[]) => {
    for (const part of parts) {
      const fault = visit(part, scope, walk)
      if (fault !== null) return fault
    }
    return null
  }
  switch (exprKind.case) {
    case 'identExpr':
      return identifierFault(id, exprKind.value.name, scope, walk)
    case 'selectExpr':
      return visitAll([exprKind.value.operand])
    case 'listExpr':
      return sizeFault(id, exprKind.value.elements) ?? visitAll(exprKind.value.elements)
    case 'structExpr':
      return structFault(id, exprKind.value) ?? visitAll(partsOf(exprKind.value))
    case 'callExpr': {
      const { target, args } = exprKind.value
      return callFault(id, exprKind.value, scope, walk) ?? visitAll([target, ...args])
    }
    case 'comprehensionExpr':
      return macroFault(id, exprKind.value, scope, walk)
    default:
      return null
  }
}

function identifierFault(id: bigint, name: string, scope: Scope, walk: Walk): WhenFault | null {
  if (scope.local.has(name) || typeNames.has(name)) return null
  if (variables.has(name)) {
    walk.seen.add(name)
    return null
  }
  if (claimedWords.has(name)) {
    const detail = `${name} is no variable: what an agent merely says never decides about it`
    return { id, detail }
  }
  const expected = [...variables].join(', ')
  const detail = `found the unknown variable ${name}${didYouMean(name, variables)}, expected one of ${expected}`
  return { id, detail }
}

function sizeFault(id: bigint, items: unknown[]): WhenFault | null {
  if (items.length <= whenItemsMax) return null
  return { id, detail: `found ${items.length} items in one list, expected at most ${whenItemsMax}` }
}

function structFault(id: bigint, struct: Kind<'structExpr'>): WhenFault | null {
  if (struct.messageName === '') return sizeFault(id, struct.entries)
  return { id, detail: `found a message of type ${struct.messageName}, expected plain values` }
}

function partsOf({ entries }: Kind<'structExpr'>): (Expression | undefined)[] {
  return entries.flatMap(({ keyKind, value }) =>
    keyKind.case === 'mapKey' ? [keyKind.value, value] : [value],
  )
}

function callFault(id: bigint, call: Kind<'callExpr'>, scope: Scope, walk: Walk): WhenFault | null {
  const { function: name, args } = call
  if (/^[a-z]/i.test(name) && walk.functionNamed(name) === undefined) {
    return { id, detail: `found the unknown function ${name}` }
  }
  if (name === '@in' && scope.inMacro && !isSmall(args[1])) {
    const detail = 'found a search through a list within a macro, expected a list written out'
    return { id, detail }
  }
  return name === 'matches' ? patternFault(id, args.at(-1)) : null
}

/** A list that the policy wrote out, or the labels, which are few. */
function isSmall(expression: Expression | undefined): boolean {
  const kind = expression?.exprKind
  if (kind?.case === 'identExpr') return kind.value.name === 'labels'
  return kind?.case === 'listExpr' || kind?.case === 'structExpr'
}

/** A regular expression is the policy's own, and one that is wrong is found now, not at the first claim. */
function patternFault(id: bigint, pattern: Expression | undefined): WhenFault | null {
  const kind = pattern?.exprKind
  const constant = kind?.case === 'constExpr' ? kind.value.constantKind : undefined
  if (constant?.case !== 'stringValue') {
    return { id, detail: 'found a computed regular expression, expected a text written out' }
  }
  const works = run("''.matches(pattern)", { pattern: constant.value })
  if (typeof works === 'boolean') return null
  return { id, detail: 'found no regular expression (RE2 syntax)' }
}

/** Macros loop over what the payload holds, so one within another could loop without end. */
function macroFault(
  id: bigint,
  macro: Kind<'comprehensionExpr'>,
  scope: Scope,
  walk: Walk,
): WhenFault | null {
  if (scope.inMacro) return { id, detail: 'found a macro within a macro, expected one level' }
  walk.macros.push(macro)
  const { iterVar, iterVar2, accuVar, iterRange, accuInit, loopCondition, loopStep, result } = macro
  const shadow = [iterVar, iterVar2].find((name) => variables.has(name))
  if (shadow !== undefined) {
    return { id, detail: `found ${shadow} as the variable of a macro, expected a name of its own` }
  }
  const inner = { local: new Set([iterVar, iterVar2, accuVar]), inMacro: true }
  return (
    visit(iterRange, scope, walk) ??
    visit(accuInit, scope, walk) ??
    visit(loopCondition, inner, walk) ??
    visit(loopStep, inner, walk) ??
    visit(result, { local: inner.local, inMacro: false }, walk)
  )
}
