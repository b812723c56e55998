import type { Card, CardVerdict } from '../../../core/card/card.ts'
import { surfaceLabel, whyExpired } from '../../../core/card/verdict-words.ts'
import { openLink } from './buttons.ts'
import { timesLine, titlePart, whoPart, whyElements } from './card-parts.ts'
import { box, ourLine, paragraph, timedRow } from './elements.ts'
import type { Face, Filling } from './face.ts'
import {
  agentBytesMax,
  commentBytesMax,
  commentsBytesMax,
  decidersBytesMax,
  nameBytesMax,
} from './limits.ts'
import type { Element } from './message.ts'
import { moment } from './moment.ts'
import { fitRows } from './needs.ts'
import { bold, bounded, boundedLine, type Look, ours, type Run } from './runs.ts'

type Decider = CardVerdict['people'][number]

const askedId = 'asked'

const looks: Partial<Record<Card['status'], Look>> = {
  approved: { color: 'Good' },
  denied: { color: 'Attention' },
}

/** A settled card: how and by whom first; what was asked is folded away, and nothing is to be done. */
export function settledFace(card: Card, verdict: CardVerdict, { payload, words }: Filling): Face {
  const asked = [
    ...whoPart(card, 'asked to act on').elements,
    timesLine(card),
    ...payload.elements,
    ...words.elements,
    ...whyElements(card),
  ]
  return {
    body: [
      ...titlePart(card, verdict.title, looks[card.status]).elements,
      ...verdictElements(card, verdict),
      ...endingElements(card, verdict),
      ...box(commentElements(card, verdict), 'emphasis'),
      { type: 'Container', id: askedId, isVisible: false, spacing: 'Medium', items: asked },
    ],
    actions: [
      { type: 'Action.ToggleVisibility', title: 'What was asked', targetElements: [askedId] },
      openLink('Details', card.url),
    ],
    refresh: null,
  }
}

function verdictElements(card: Card, verdict: CardVerdict): Element[] {
  const at = moment(verdict.at, card.askedAt)
  switch (verdict.by) {
    case 'people':
      return verdict.people.length === 0 ? [ourLine(at)] : deciderRows(card, verdict.people)
    case 'policy':
      return [timedRow(ours('by policy'), at)]
    case 'agent':
      return [timedRow([...ours('by '), ...boundedLine(card.agent, agentBytesMax).runs], at)]
    case 'clock':
      return [timedRow(ours(whyExpired(card)), at)]
  }
}

function endingElements({ askedAt }: Card, { ending }: CardVerdict): Element[] {
  return ending === null ? [] : [timedRow(ours(ending.title, bold), moment(ending.at, askedAt))]
}

function deciderRows(card: Card, people: Decider[]): Element[] {
  const rows = people.map((decider) =>
    timedRow([...ours('by '), ...deciderRuns(decider)], moment(decider.at, card.askedAt)),
  )
  return fitRows(rows, decidersBytesMax)
}

function deciderRuns({ name, group, surface }: Decider): Run[] {
  const places = [group, surfaceLabel(surface)].filter((place) => place !== null).join(', ')
  return [
    ...boundedLine(name, nameBytesMax, bold).runs,
    ...ours(' ('),
    ...boundedLine(places, nameBytesMax).runs,
    ...ours(')'),
  ]
}

/** What people, the policy or the agent said: somebody else's words, so with whose they are. */
function commentElements(card: Card, { by, people, reason, ending }: CardVerdict): Element[] {
  const speaker = by === 'agent' ? card.agent : 'Policy'
  const spoken = [
    ...(reason === null ? [] : [{ speaker, words: reason }]),
    ...people.flatMap(({ name, comment }) =>
      comment === null || comment === '' ? [] : [{ speaker: name, words: comment }],
    ),
    ...(ending === null || ending.words === null
      ? []
      : [{ speaker: ending.title, words: ending.words }]),
  ]
  const rows = spoken.flatMap((quote) => paragraph(quoteRuns(quote), 'None'))
  return fitRows(rows, commentsBytesMax)
}

/** Somebody's words, after whose they are. */
export function quoteRuns({ speaker, words }: { speaker: string; words: string }): Run[] {
  const name = boundedLine(speaker, nameBytesMax, bold).runs
  return words === ''
    ? name
    : [...name, ...ours(': ', bold), ...bounded(words, commentBytesMax, { italic: true }).runs]
}
