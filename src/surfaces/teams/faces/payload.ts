import type { PayloadExcerpt, PayloadLine } from '../../../core/card/card.ts'
import { type FittedPayload, fitPayload } from '../../../core/card/fit-payload.ts'
import { isForm } from '../../../core/card/gutter.ts'
import {
  cutText,
  hiddenText,
  indentOf,
  keyWidth,
  lineText,
} from '../../../core/card/payload-text.ts'
import { type PayloadSection, sectionsOf } from '../../../core/card/sections.ts'
import { box, paragraph } from './elements.ts'
import { codeElement, formRuns, isInTable, rowElement, tableElement } from './form-elements.ts'
import type { Element } from './message.ts'
import { bold, line, mono, ours, type Run, runs } from './runs.ts'
import { sizeOf } from './size.ts'

/** Elements of a card, and whether something of what they should show did not fit. */
export interface Part {
  elements: Element[]
  cut: boolean
}

/** The size of what stands around the lines: the box, and what is said of a cut. */
const frameBytesMax = 1_400

/**
 * The payload in its own order, nothing of it parsed. A line is a paragraph of its own, its key told
 * from its value by its look; a program and a table are one element. A payload too long for that is one
 * plain text with the keys in a column.
 */
export function payloadPart(excerpt: PayloadExcerpt, digestShort: string, bytesMax: number): Part {
  const title = paragraph([...ours('Payload  ', bold), ...ours(digestShort, quiet)], 'Medium')
  const room = bytesMax - frameBytesMax
  const apart = fitPayload(excerpt, room, apartSizeOf)
  const isWhole = apart.lines.length === excerpt.lines.length && apart.cut === excerpt.cut
  const { lines, cut } = isWhole ? apart : fitDense(excerpt, room)
  const shown = isWhole
    ? sectionsOf(lines).flatMap(sectionElements)
    : denseElements(lines, keyWidth(excerpt.lines))
  return {
    elements: [...title, ...box(shown, 'emphasis'), ...tail(cut, excerpt.hidden)],
    cut: cut !== null,
  }
}

const quiet = { ...mono, isSubtle: true } as const

/** What stands around the lines of a program or a table. */
const formFrameBytesMax = 600

function apartSizeOf(payloadLine: PayloadLine): number {
  const frame = payloadLine.kind === 'open' ? formFrameBytesMax : 0
  const element = isInTable(payloadLine) ? rowElement(payloadLine) : lineElement(payloadLine)
  return sizeOf(element) + frame + 2
}

function sectionElements({ form, title, lines }: PayloadSection): Element[] {
  const head = title === null ? [] : [lineElement(title)]
  if (form === 'code') return [...head, codeElement(lines)]
  if (form === 'table' && lines.every(isInTable)) return [...head, tableElement(lines)]
  return [...head, ...lines.map(lineElement)]
}

function lineElement(payloadLine: PayloadLine): Element {
  return { type: 'RichTextBlock', spacing: 'None', inlines: lineRuns(payloadLine) }
}

function lineRuns(payloadLine: PayloadLine): Run[] {
  const { key, text, kind, depth } = payloadLine
  if (isForm(kind)) return formRuns(payloadLine)
  const isOurs = kind === 'hidden' || kind === 'open'
  const value = line(text, isOurs ? { ...quiet, italic: true } : mono)
  const indent = indentOf(payloadLine)
  if (key === null) return [...line(`${indent}${depth === 0 ? '' : '- '}`, quiet), ...value]
  return [...line(`${indent}${key}${text === '' ? '' : '  '}`, quiet), ...value]
}

/** What the whole payload takes in its smallest form. */
export function leastPayloadBytes({ lines }: PayloadExcerpt): number {
  const width = keyWidth(lines)
  const sizes = lines.map((payloadLine) => denseSizeOf(lineText(payloadLine, width)))
  return sizes.reduce((sum, size) => sum + size, frameBytesMax + sizeOf(denseElements([], 0)))
}

function fitDense(excerpt: PayloadExcerpt, bytesMax: number): FittedPayload {
  const width = keyWidth(excerpt.lines)
  return fitPayload(excerpt, bytesMax, (payloadLine) => denseSizeOf(lineText(payloadLine, width)))
}

/** A text that has to be divided costs the frame of one more run each time. */
function denseSizeOf(text: string): number {
  const parts = runs(text, mono)
  const whole = parts.map((part) => part['text']).join('')
  return sizeOf(`${whole}\n`) + Math.max(0, parts.length - 1) * sizeOf(runs('{', mono))
}

function denseElements(lines: PayloadLine[], width: number): Element[] {
  const text = lines.map((payloadLine) => lineText(payloadLine, width)).join('\n')
  return paragraph(runs(text === '' ? ' ' : text, mono), 'None')
}

function tail(cut: PayloadExcerpt['cut'], hidden: number): Element[] {
  return [
    ...paragraph(ours(cutText(cut) ?? '', { ...bold, color: 'Warning' })),
    ...paragraph(ours(hiddenText(hidden) ?? '', { isSubtle: true, italic: true })),
  ]
}
