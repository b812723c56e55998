import type { types } from '@slack/bolt'
import type { HomeOfPerson, RequestLine } from '../../../app/ports.ts'
import type { RequestStatus } from '../../../contract/words.ts'
import type { Card, Rights } from '../../../core/card/card.ts'
import { stepButton } from '../buttons.ts'
import { actionIds } from '../click.ts'
import { homeCardsPerPageMax } from '../limits.ts'
import { pendingBlocks } from '../pending-card.ts'
import { personalCard } from '../personal-card.ts'
import { bold, type Piece, paragraph, plain, remark, richText, when } from '../rich-text.ts'
import { plainText } from './modal.ts'
import { numbered, paginate } from './pages.ts'

type Known = Extract<HomeOfPerson, { kind: 'known' }>

const statusWords: Record<RequestStatus, string> = {
  pending: 'waiting for people',
  approved: 'approved',
  denied: 'denied',
  expired: 'expired',
  cancelled: 'withdrawn',
}

/** A person's Home tab, and which page of it this is: cards that wait for them, then what was. */
export function homeView(
  home: HomeOfPerson,
  page: number,
  consoleUrl: string,
): { view: types.HomeView; page: number } {
  if (home.kind === 'unknown') {
    return { view: { type: 'home', blocks: unknownBlocks(home.sentence) }, page: 0 }
  }
  const pages = paginate(home.waiting.map(cardBlocks), homeCardsPerPageMax)
  const at = Math.min(page, pages.length - 1)
  const blocks = [
    ...titled('waiting', 'Waiting for you'),
    ...(home.waiting.length === 0 ? [sentence('cs_nothing', 'Nothing waits for you.')] : []),
    ...numbered(pages[at] ?? [], 'card'),
    ...turnBlock(at, pages.length),
    ...(home.more && at === pages.length - 1 ? [moreBlock(consoleUrl)] : []),
    ...latestBlocks(home),
  ]
  return { view: { type: 'home', blocks }, page: at }
}

function unknownBlocks(why: string): types.KnownBlock[] {
  return [
    sentence('cs_unknown', why),
    sentence('cs_link', 'Is this account yours? Write /countersign link to say so.'),
  ]
}

function cardBlocks({ card, may }: { card: Card; may: Rights }): types.KnownBlock[] {
  const why = may.approve || may.whyNot === null ? [] : [sentence('cs_why_not', may.whyNot)]
  return [{ type: 'divider' }, ...pendingBlocks(personalCard(card, may), null), ...why]
}

function turnBlock(at: number, pagesCount: number): types.KnownBlock[] {
  const elements = [
    ...(at === 0 ? [] : [stepButton(actionIds.homePrevious, 'Nearer deadlines', String(at - 1))]),
    ...(at >= pagesCount - 1
      ? []
      : [stepButton(actionIds.homeNext, 'Later deadlines', String(at + 1))]),
  ]
  return elements.length === 0 ? [] : [{ type: 'actions', block_id: 'cs_turn', elements }]
}

function moreBlock(url: string): types.KnownBlock {
  const link: Piece = { type: 'link', url, text: 'Open the console' }
  return richText('cs_more', [paragraph([[plain('More is waiting than stands here. '), link]])])
}

function latestBlocks({ decided, asked }: Known): types.KnownBlock[] {
  return [
    ...titled('decided', 'What you decided lately'),
    linesBlock('cs_decided_lines', decided, decidedLine),
    ...titled('asked', 'What your agents asked for'),
    linesBlock('cs_asked_lines', asked, askedLine),
  ]
}

function linesBlock(
  id: string,
  lines: RequestLine[],
  render: (line: RequestLine) => Piece[],
): types.KnownBlock {
  return richText(id, [
    paragraph(lines.length === 0 ? [[remark('Nothing yet.')]] : lines.map(render)),
  ])
}

function decidedLine(line: RequestLine): Piece[] {
  const { own } = line
  const verb = own?.decision === 'approve' ? 'You approved ' : 'You denied '
  return [
    bold(verb),
    ...whatPieces(line),
    plain(', '),
    when(own?.at ?? line.askedAt, line.askedAt),
    plain(` · ${statusWords[line.status]}`),
  ]
}

function askedLine(line: RequestLine): Piece[] {
  return [
    ...whatPieces(line),
    plain(', asked '),
    when(line.askedAt, line.askedAt),
    plain(` · ${statusWords[line.status]}`),
  ]
}

function whatPieces({ url, action, environment, agent }: RequestLine): Piece[] {
  return [
    { type: 'link', url, text: action },
    plain(` in ${environment ?? 'no environment'} by ${agent}`),
  ]
}

function titled(id: string, text: string): types.KnownBlock[] {
  return [{ type: 'header', block_id: `cs_${id}`, text: plainText(text) }]
}

function sentence(id: string, text: string): types.KnownBlock {
  return richText(id, [paragraph([[plain(text)]])])
}
