import type { CelEnv, CelFunc, CelValue } from '@bufbuild/cel'
import {
  CelScalar,
  celEnv,
  celFunc,
  celMethod,
  isCelError,
  isCelList,
  isCelMap,
} from '@bufbuild/cel'
import { whenMemberUnits, whenPatternUnits, whenWalkedItemsMax, whenWorkUnits } from './limits.ts'

/** What the evaluation that runs may still spend. One runs at a time, from its start to its end. */
let unitsLeft = 0

/** The functions of CEL itself. */
export const plain: CelEnv = celEnv()

/** A function that no expression can name: it is put around what a macro walks. */
export const walkName = '@walk'

const walk = celFunc(walkName, [CelScalar.DYN], CelScalar.DYN, (range) => {
  const size = isCelList(range) || isCelMap(range) ? range.size : 0
  if (size > whenWalkedItemsMax) spend(Infinity)
  return range
})

/** The same functions, each of which pays for the size of what it is given before it looks at it. */
export const metered: CelEnv = celEnv({ funcs: [...[...plain.funcs].map(withMeter), walk] })

/** Runs an evaluation, and says whether it wanted to spend more than `whenWorkUnits`. */
export function measured<T>(run: () => T): { result: T; isTooCostly: boolean } {
  unitsLeft = whenWorkUnits
  const result = run()
  return { result, isTooCostly: unitsLeft < 0 }
}

function withMeter(func: CelFunc): CelFunc {
  const { name, target, arguments: types, result: type } = func
  function call(this: CelValue | undefined, ...args: CelValue[]): CelValue {
    payFor(name, this === undefined ? args : [this, ...args])
    const result = func.call(0, this, args)
    if (result === undefined || isCelError(result)) throw new Error(`${name} failed`)
    return result
  }
  return target === undefined
    ? celFunc(name, types, type, call)
    : celMethod(name, target, types, type, call)
}

/** The search for one text in another can cost their product, and a regular expression far more than its text. */
function payFor(name: string, values: CelValue[]): void {
  const [first, second] = values
  if (name === 'matches' && typeof first === 'string') spend((first.length + 1) * whenPatternUnits)
  else if (name === 'contains' && typeof first === 'string' && typeof second === 'string')
    spend((first.length + 1) * (second.length + 1))
  else if (isShallow(name) && isCelList(first)) spend(first.size + 1)
  else for (const value of values) weigh(value)
}

/** Functions that look at no item of a list. */
function isShallow(name: string): boolean {
  return name === '_+_' || name === 'size'
}

/** Pays for every character and every member of a value. */
function weigh(value: CelValue | undefined): void {
  spend(typeof value === 'string' ? value.length + 1 : whenMemberUnits)
  if (isCelList(value)) for (const item of value) weigh(item)
  if (!isCelMap(value)) return
  for (const [key, member] of value) {
    weigh(key)
    weigh(member)
  }
}

function spend(units: number): void {
  unitsLeft -= units
  if (unitsLeft < 0) throw new Error('The expression costs too much')
}
