import type { Card } from '../../../core/card/card.ts'
import { spanText } from '../../../core/card/count.ts'
import { type Risk, riskOf } from '../../../core/card/risk.ts'
import { box, ourLine, paragraph } from './elements.ts'
import {
  agentBytesMax,
  labelsBytesMax,
  onBehalfOfBytesMax,
  reasonBytesMax,
  resourceBytesMax,
  rulesBytesMax,
  summaryBytesMax,
  titleBytesMax,
  warningsBytesMax,
} from './limits.ts'
import type { Element } from './message.ts'
import { moment } from './moment.ts'
import type { Part } from './payload.ts'
import { bold, bounded, boundedLine, type Look, line, listed, ours, type Run } from './runs.ts'
import { sizeOf } from './size.ts'

/** What and where, after how it ended. The first word says it; a colour only repeats it. */
export function titlePart(card: Card, verdict: string | null, look: Look = {}): Part {
  const big = { ...bold, size: 'Large' } as const
  const first = verdict === null ? [] : [...line(verdict, { ...big, ...look }), ...ours(' · ', big)]
  const where = `${card.action} · ${card.environment ?? 'no environment'}`
  const rest = boundedLine(where, titleBytesMax, big)
  return { elements: paragraph([...first, ...rest.runs], 'None'), cut: rest.cut }
}

/** Who acts on what, for whom. */
export function whoPart(card: Card, verb: string): Part {
  const agent = boundedLine(card.agent, agentBytesMax, bold)
  const resource =
    card.resource === null
      ? { runs: ours('no named resource'), cut: false }
      : boundedLine(card.resource, resourceBytesMax)
  const beneficiary =
    card.onBehalfOf === null
      ? { runs: [], cut: false }
      : boundedLine(card.onBehalfOf, onBehalfOfBytesMax)
  const whom = beneficiary.runs.length === 0 ? [] : [...ours('for '), ...beneficiary.runs]
  return {
    elements: [
      ...paragraph([...agent.runs, ...ours(` ${verb} `), ...resource.runs]),
      ...paragraph(whom, 'None'),
    ],
    cut: agent.cut || resource.cut || beneficiary.cut,
  }
}

/** Since when and until when a request waits; of one that is settled, when it was asked. */
export function timesLine({ askedAt, expiresAt, verdict }: Card): Element {
  const asked = `asked ${moment(askedAt, askedAt)}`
  if (expiresAt === null || verdict !== null) return ourLine(asked)
  const open = spanText(expiresAt.getTime() - askedAt.getTime())
  return ourLine(`${asked} · expires ${moment(expiresAt, askedAt)} (open for ${open})`)
}

/** The size of what stands around the words: the title, the box, and what is said of a cut. */
const wordsFrameBytesMax = 900

/** The agent's words, said to be the agent's; they take no more than the room that the payload leaves. */
export function wordsPart({ summary, reason }: Card['words'], bytesMax: number): Part {
  const room = bytesMax - wordsFrameBytesMax
  const short = said(summary, Math.min(summaryBytesMax, room / 2))
  const long = said(reason, Math.min(reasonBytesMax, room - sizeOf(short.elements)))
  const spoken = [...short.elements, ...long.elements]
  return {
    elements:
      spoken.length === 0
        ? []
        : [
            ...paragraph(ours("In the agent's own words", bold), 'Medium'),
            ...box(spoken, 'emphasis'),
          ],
    cut: short.cut || long.cut,
  }
}

function said(text: string | null, bytesMax: number): Part {
  if (text === null || text === '') return { elements: [], cut: false }
  const words = bounded(text, bytesMax, { italic: true })
  return { elements: paragraph(words.runs), cut: words.cut }
}

/** Why people are asked. */
export function whyElements(card: Card): Element[] {
  const risk = riskOf(card)
  const rules = listed(
    risk.rules.map((rule) => line(rule)),
    ', ',
    rulesBytesMax,
  ).runs
  const labels = listed(risk.labels.map(labelRuns), ', ', labelsBytesMax).runs
  const high = card.confirm ? ours('High risk', { ...bold, color: 'Attention' }) : []
  const environment = ours(risk.environment ?? '', { isSubtle: true })
  const reasons = [high, rules, environment].filter((reason) => reason.length > 0)
  const asked = listed(reasons, '  ·  ', Number.POSITIVE_INFINITY).runs
  const warnings = listed(
    card.warnings.map((warning) => boundedLine(warning, warningsBytesMax / 2).runs),
    '; ',
    warningsBytesMax,
  ).runs
  return [
    ...box(titled('Mind', warnings, 'None'), 'warning'),
    ...titled('Asked because', asked, 'Medium'),
    ...titled('Labels', labels, 'Small'),
  ]
}

export function titled(
  title: string,
  shown: Run[],
  spacing: 'None' | 'Small' | 'Medium',
): Element[] {
  return shown.length === 0 ? [] : paragraph([...ours(`${title}  `, bold), ...shown], spacing)
}

function labelRuns({ label, from }: Risk['labels'][number]): Run[] {
  if (from === '') return line(label)
  const look = { isSubtle: true } as const
  return [...line(label), ...ours(' (', look), ...line(from, look), ...ours(')', look)]
}
