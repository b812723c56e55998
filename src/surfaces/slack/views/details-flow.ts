import type { types } from '@slack/bolt'
import type { PersonEventView, RequestPageView } from '../../../app/ports.ts'
import type { Card } from '../../../core/card/card.ts'
import { eventWords } from '../../../core/card/event-words.ts'
import { hiddenText } from '../../../core/card/payload-text.ts'
import { riskOf } from '../../../core/card/risk.ts'
import { surfaceLabel } from '../../../core/card/verdict-words.ts'
import { oneLine as inertLine } from '../../../core/inert/visible.ts'
import { grouped, oneLine } from '../clip.ts'
import { nameCharsMax, payloadBlockCharsMax, storyEventsMax } from '../limits.ts'
import { labelPieces, needsLine, timesLine, titled } from '../pending-card.ts'
import {
  bold,
  boundedLine,
  listed,
  type Piece,
  paragraph,
  plain,
  quote,
  remark,
  richText,
  when,
} from '../rich-text.ts'
import { verdictBlock } from '../settled-card.ts'
import { payloadChunks, piecesOf } from './pages.ts'

/** Everything about a request as one flow of blocks, to be read from its start to its end. Nothing is cut. */
export function detailsFlow({ card, request, events }: RequestPageView): types.KnownBlock[] {
  return [
    ...(card.verdict === null ? [] : [verdictBlock(card, card.verdict)]),
    whoBlock(card, request.resource ?? null),
    ...payloadBlocks(card),
    ...wordsBlocks(card),
    ...whyBlocks(card),
    ...storyBlocks(events, card.askedAt),
  ]
}

/** The resource in full: a card may have shortened it. */
function whoBlock(card: Card, resource: string | null): types.KnownBlock {
  const target = resource === null ? [plain('no named resource')] : whole(inertLine(resource))
  const beneficiary = card.onBehalfOf === null ? [] : [plain('for '), ...whole(card.onBehalfOf)]
  return richText('cs_who', [
    paragraph([
      [bold('Action '), plain(card.action), bold(' in '), plain(card.environment ?? 'none')],
      [bold(card.agent), plain(' wants to act on '), ...target],
      beneficiary,
      timesLine(card),
      [bold('Digest  '), plain(card.digest)],
    ]),
  ])
}

/** All of the payload. Where one value needs more than one block, the next says that it goes on. */
function payloadBlocks({ payload }: Card): types.KnownBlock[] {
  const hidden = hiddenText(payload.hidden)
  const title = richText('cs_payload', [
    paragraph([[bold('Payload'), ...(hidden === null ? [] : [remark(`   ${hidden}`)])]]),
  ])
  const chunks = payloadChunks(payload.lines).map(({ text, continues }) =>
    richText('cs_payload', [
      ...(continues ? [paragraph([[remark('the same value goes on:')]])] : []),
      { type: 'rich_text_preformatted', elements: [{ type: 'text', text }] },
    ]),
  )
  return [title, ...chunks]
}

function wordsBlocks({ words }: Card): types.KnownBlock[] {
  const said = [words.summary, words.reason].filter((text) => text !== null && text !== '')
  if (said.length === 0) {
    return []
  }
  const pieces = piecesOf(said.join('\n'), payloadBlockCharsMax)
  return pieces.map((text, index) =>
    richText('cs_words', [
      ...(index === 0 ? [paragraph([[bold("In the agent's own words")]])] : []),
      quote([plain(text)]),
    ]),
  )
}

/** Each list has a block of its own, and room for far more than a card. */
function whyBlocks(card: Card): types.KnownBlock[] {
  const list = (title: string, groups: Piece[][], separator: string) =>
    titled(title, listed(groups, separator, payloadBlockCharsMax).pieces)
  const lines = [
    list(
      'Asked because  ',
      card.rules.map((rule) => [plain(rule)]),
      ', ',
    ),
    list('Labels  ', riskOf(card).labels.map(labelPieces), ', '),
    needsLine(card),
    list(
      'Mind  ',
      card.warnings.map((text) => [plain(oneLine(text))]),
      '; ',
    ),
  ]
  return lines
    .filter((line) => line.length > 0)
    .map((line) => richText('cs_why', [paragraph([line])]))
}

/** What happened so far, the oldest first; of a very long story its end. */
function storyBlocks(events: PersonEventView[], askedAt: Date): types.KnownBlock[] {
  const latest = events.slice(-storyEventsMax)
  const earlier = events.length - latest.length
  if (latest.length === 0) {
    return []
  }
  return [
    richText('cs_story', [
      paragraph([
        [bold('So far')],
        earlier === 0 ? [] : [remark(`${grouped(earlier)} earlier`)],
        ...latest.map((event) => eventLine(event, askedAt)),
      ]),
    ]),
  ]
}

function eventLine({ at, type, actor, surface, code }: PersonEventView, askedAt: Date): Piece[] {
  const where = surface === null ? '' : `, ${surfaceLabel(surface)}`
  return [
    when(at, askedAt),
    plain(`  ${eventWords[type]} by `),
    ...boundedLine(actor, nameCharsMax).pieces,
    plain(`${where}${code === null ? '' : ` (${code})`}`),
  ]
}

function whole(text: string): Piece[] {
  return piecesOf(oneLine(text), payloadBlockCharsMax).map(plain)
}
