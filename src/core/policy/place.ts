import type { Document } from 'yaml'
import { isAlias, isMap, isNode, isScalar, isSeq } from 'yaml'
import type { PolicyFault } from '../../contract/policy.ts'
import { aliasesCountMax, faultsCountMax } from './limits.ts'

/** One reading of one file: what is wrong with it so far, and how to say where. */
interface Reading {
  source: string
  document: Document
  faults: PolicyFault[]
  aliasesFollowed: number
  locate(offset: number): { line: number; column: number }
}

/** Somewhere in the file: a YAML node with the path that leads to it. `null` is a value left out. */
export interface Place {
  node: unknown
  path: string
  /** Characters from the start of the file. */
  offset: number
  reading: Reading
}

/** Reads one value. `undefined` means that it was wrong and that the faults say why. */
export type Read<T> = (place: Place) => T | undefined

/** The path of what concerns no value in particular. */
export const wholeFile = '(file)'

/** Notes a fault at a place. Positions count from 1. */
export function fault(place: Place, detail: string): undefined {
  faultAt(place, place.offset, detail)
}

export function faultAt(place: Place, offset: number, detail: string): undefined {
  const { faults, locate } = place.reading
  if (isFull(place)) return
  const { line, column } = locate(offset)
  faults.push({ line, column, path: place.path === '' ? wholeFile : place.path, detail })
}

/** Whether so much is wrong already that more need not be looked for. */
export function isFull({ reading }: Place): boolean {
  return reading.faults.length >= faultsCountMax
}

/** The usual fault: what was found, and what was expected in its stead. */
export function unexpected(place: Place, expected: string): undefined {
  fault(place, `found ${describe(place.node)}, expected ${expected}`)
}

/** A place below another: aliases are followed, as often as the bound allows. */
export function below(parent: Place, step: string | number, node: unknown): Place {
  const path = extend(parent.path, step)
  const offset = offsetOf(node) ?? parent.offset
  const place = { node, path, offset, reading: parent.reading }
  return isAlias(node) ? { ...place, node: follow(place, node) } : place
}

function follow(place: Place, alias: { resolve(document: Document): unknown }): unknown {
  const { reading } = place
  reading.aliasesFollowed += 1
  if (reading.aliasesFollowed <= aliasesCountMax) return alias.resolve(reading.document)
  if (reading.aliasesFollowed === aliasesCountMax + 1) {
    fault(place, `found more than ${aliasesCountMax} uses of aliases, expected fewer`)
  }
  return null
}

function offsetOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined
}

function extend(path: string, step: string | number): string {
  if (typeof step === 'number') return `${path}[${step}]`
  const key = /^[\w-]+$/.test(step) ? step : JSON.stringify(step)
  return path === '' ? key : `${path}.${key}`
}

const shownCharsMax = 60

function describe(node: unknown): string {
  if (isMap(node)) return 'a map'
  if (isSeq(node)) return 'a list'
  const value: unknown = isScalar(node) ? node.value : node
  if (value === null || value === undefined) return 'nothing'
  if (typeof value === 'string') return quote(value)
  if (typeof value === 'number' || typeof value === 'boolean') return `the ${typeof value} ${value}`
  return 'a value of another kind'
}

/** Somebody else's word inside a sentence of ours, cut where it is long. */
export function quote(word: string): string {
  return JSON.stringify(word.length > shownCharsMax ? `${word.slice(0, shownCharsMax)}...` : word)
}
