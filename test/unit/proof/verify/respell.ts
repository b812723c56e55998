import fc from 'fast-check'
import type { JsonValue } from '../../../../src/contract/json.ts'

/** A source of choices that a property can shrink and repeat. */
export interface Choices {
  next(count: number): number
}

function choicesFrom(seeds: readonly number[]): Choices {
  let at = 0
  return {
    next(count) {
      at += 1
      return (seeds[at % seeds.length] ?? 0) % count
    },
  }
}

export const anyChoices = fc
  .array(fc.nat(1_000), { minLength: 7, maxLength: 31 })
  .map((seeds) => choicesFrom(seeds))

const spaces = ['', ' ', '\n', '\t', ' \r\n ']

function space(choices: Choices): string {
  return spaces[choices.next(spaces.length)] ?? ''
}

function respellString(text: string, choices: Choices): string {
  const units = Array.from({ length: text.length }, (_, at) => {
    const unit = text.charAt(at)
    const escaped = `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
    if (choices.next(3) === 0)
      return choices.next(2) === 0 ? escaped : escaped.toUpperCase().replace('U', 'u')
    // Half a surrogate pair may only stand beside its other half, so astral text is escaped whole.
    return unit.isWellFormed() ? JSON.stringify(unit).slice(1, -1) : escaped
  })
  return `"${units.join('')}"`
}

function respellNumber(value: number, choices: Choices): string {
  const text = JSON.stringify(value)
  const plain = !text.includes('e')
  const integer = plain && !text.includes('.')
  const spellings = [text]
  if (integer) spellings.push(`${text}.0`, `${text}.000`, `${text}e0`, `${text}E+0`)
  if (integer && value !== 0) spellings.push(`${text}0e-1`)
  if (plain && !integer) spellings.push(`${text}0`, `${text}e0`, `${text}E-0`)
  if (value === 0) spellings.push('-0', '0.0', '0e7')
  return spellings[choices.next(spellings.length)] ?? text
}

function shuffled<Item>(items: Item[], choices: Choices): Item[] {
  const left = [...items]
  const result: Item[] = []
  while (left.length > 0) result.push(...left.splice(choices.next(left.length), 1))
  return result
}

/** Another JSON text of the same value: key order, white space, escapes and number spellings differ. */
export function respell(value: JsonValue, choices: Choices): string {
  const gap = () => space(choices)
  if (typeof value === 'string') return respellString(value, choices)
  if (typeof value === 'number') return respellNumber(value, choices)
  if (value === null || typeof value === 'boolean') return JSON.stringify(value)
  if (Array.isArray(value)) {
    return `[${gap()}${value.map((item) => respell(item, choices) + gap()).join(`,${gap()}`)}]`
  }
  const members = shuffled(Object.entries(value), choices).map(
    ([key, member]) =>
      `${respellString(key, choices)}${gap()}:${gap()}${respell(member, choices)}${gap()}`,
  )
  return `{${gap()}${members.join(`,${gap()}`)}}`
}

const keys = fc.string({ maxLength: 5, unit: 'binary' }).filter((key) => key !== '__proto__')
const numbers = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double({ min: -1e15, max: 1e15, noNaN: true }),
)

/** Any JSON value that the strict reader accepts. */
export const { value: anyValue } = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    numbers,
    fc.string({ maxLength: 8, unit: 'binary' }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(keys, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}))
