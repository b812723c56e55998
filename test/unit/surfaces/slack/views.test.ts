import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { HomeOfPerson, RequestLine, RequestPageView } from '../../../../src/app/ports.ts'
import type { Card } from '../../../../src/core/card/card.ts'
import { noteOf, readNote } from '../../../../src/surfaces/slack/view-note.ts'
import { commentView } from '../../../../src/surfaces/slack/views/comment-view.ts'
import { detailsView } from '../../../../src/surfaces/slack/views/details-view.ts'
import { homeView } from '../../../../src/surfaces/slack/views/home-view.ts'
import { piecesOf } from '../../../../src/surfaces/slack/views/pages.ts'
import {
  approvedCard,
  askedAt,
  cardId,
  digest,
  everyCard,
  hostileTexts,
  pendingCard,
  requestId,
  valueLine,
} from '../../../fakes/cards.ts'
import { type JsonRecord, recordsWithin } from '../../../fakes/slack-json.ts'
import { slackDesk } from '../../../fakes/slack-verbs.ts'
import { checkSlackView } from '../../../fakes/slack-view-limits.ts'

const note = noteOf({
  button: { request: requestId, digest, card: cardId },
  message: { ref: { channel: 'C0123456789', ts: '1732197600.000100' } },
})
const may = { approve: true, deny: true, whyNot: null, commentRequired: [] }
const consoleUrl = 'https://countersign.example.com/requests'

/** What is drawn, or acts by itself, anywhere in a view. */
const inertTypes = new Set([
  ...['modal', 'home', 'header', 'plain_text', 'divider', 'actions', 'button', 'input'],
  ...[
    'plain_text_input',
    'checkboxes',
    'static_select',
    'rich_text',
    'rich_text_section',
    'rich_text_quote',
  ],
  ...['rich_text_preformatted', 'text', 'date', 'link', 'undefined'],
])

function textIn(view: unknown): string {
  return recordsWithin(view)
    .map(({ text }) => (typeof text === 'string' ? text : ''))
    .join('')
}

function aliveIn(view: unknown): JsonRecord[] {
  return recordsWithin(view).filter(
    (node) =>
      !inertTypes.has(String(node['type'])) ||
      (typeof node['url'] === 'string' && !node['url'].startsWith('https://countersign.')),
  )
}

/** Whether each box of a view has to be ticked. */
function boxesIn(view: unknown): string[] {
  return recordsWithin(view)
    .filter(({ block_id: id }) => id === 'cs_confirm')
    .map(({ optional }) => (optional === false ? needed : 'optional'))
}

const needed = 'needed'

async function pageOf(card: Card, changes: Partial<RequestPageView> = {}) {
  const desk = slackDesk(async () => {
    throw new Error('nobody decides here')
  })
  desk.card = card
  desk.page = changes
  const seen = await desk.verbs.inspect({
    request: requestId,
    clicker: { kind: 'person', person: 'per_ana', identity: 'idn_ana' },
  })
  if (seen === null) throw new Error('there is no page')
  return seen
}

function pagesOf(seen: RequestPageView): JsonRecord[] {
  const first = detailsView(seen, note, { page: 0, pagesBefore: null })
  const count = readNote(first.private_metadata)?.n ?? 0
  return Array.from({ length: count }, (_, page) => ({
    ...detailsView(seen, note, { page, pagesBefore: count }),
  }))
}

function withLines(count: number, text: string): Card {
  const lines = Array.from({ length: count }, (_, at) => valueLine(`field${at}`, `${text}${at}.`))
  return pendingCard({ payload: { lines, cut: null, hidden: 0 } })
}

function hostileCard(hostile: string): Card {
  return pendingCard({
    resource: hostile,
    onBehalfOf: hostile,
    words: { summary: hostile, reason: hostile },
    payload: { lines: [valueLine(hostile, hostile)], cut: null, hidden: 0 },
    warnings: [hostile],
    denyReasons: [hostile],
  })
}

describe('the details of a request', () => {
  it.each(everyCard)('of a card that is %s keep the limits of a view', async (_, card) => {
    for (const page of pagesOf(await pageOf(card))) checkSlackView(page)
  })

  it.each([
    [4_000, 'plain '],
    [3_000, '<&>'],
    [2_000, '承認'],
    [3, 'x'.repeat(60_000)],
  ])('show a payload of %i fields in whole, within the limits', async (count, text) => {
    const card = withLines(count, text)

    const pages = pagesOf(await pageOf(card))

    for (const page of pages) checkSlackView(page)
    const shown = pages.map(textIn).join('')
    const missing = card.payload.lines.filter((line) => {
      return text.length < 100 && !shown.includes(line.text)
    })
    expect(missing).toEqual([])
    expect(shown.split('x').length).toBeGreaterThan(text.startsWith('x') ? 180_000 : 0)
  })

  it('keep Approve for the end of the last page, and Deny on every one', async () => {
    const pages = pagesOf(await pageOf(withLines(8_000, 'some words ')))

    expect(pages.length).toBeGreaterThan(1)
    const submits = pages.map((page) => page['submit'] !== undefined)
    expect(submits).toEqual(pages.map((_, at) => at === pages.length - 1))
    const denies = pages.map((page) => JSON.stringify(page).includes('countersign_deny'))
    expect(denies).toEqual(pages.map(() => true))
  })

  it('want a box ticked before an approval of high risk, where Approve stands', async () => {
    const card = { ...withLines(8_000, 'some words '), confirm: true }

    const pages = pagesOf(await pageOf(card))

    for (const page of pages) checkSlackView(page)
    expect(pages.map(boxesIn)).toEqual(
      pages.map((_, at) => (at === pages.length - 1 ? [needed] : [])),
    )
  })

  it('want no box ticked by whoever may not approve, nor where the risk is not high', async () => {
    const mayNot = { ...may, approve: false }
    const barred = pagesOf(await pageOf(pendingCard({ confirm: true }), { may: mayNot }))
    const calm = pagesOf(await pageOf(pendingCard()))

    expect([...barred, ...calm].flatMap(boxesIn)).toEqual([])
  })

  it('send to the console what even they cannot hold, and offer no Approve then', async () => {
    const seen = await pageOf(withLines(140_000, '長'.repeat(10)))

    const last = detailsView(seen, note, { page: 24, pagesBefore: 25 })

    checkSlackView(last)
    expect(textIn(last)).toContain('Open the full request to read the rest')
    expect(last.submit).toBeUndefined()
  })

  it('begin anew where there are other pages than when the first was shown', async () => {
    const seen = await pageOf(withLines(8_000, 'some words '))

    const view = detailsView(seen, note, { page: 1, pagesBefore: 9 })

    expect(readNote(view.private_metadata)?.p).toBe(0)
  })

  it('offer nothing to somebody who may only read', async () => {
    const whyNot = 'This is your own action.'
    const seen = await pageOf(pendingCard(), {
      may: { ...may, approve: false, deny: false, whyNot },
    })

    const [view] = pagesOf(seen)

    expect(textIn(view)).toContain(whyNot)
    expect(view?.['submit']).toBeUndefined()
    expect(JSON.stringify(view)).not.toContain('countersign_deny')
  })

  it('of a settled request say how it ended and ask nothing', async () => {
    const [view] = pagesOf(await pageOf(approvedCard()))

    expect(textIn(view)).toContain('Once only')
    expect(view?.['submit']).toBeUndefined()
  })

  it('tell the story so far, and of a very long one its end', async () => {
    const events = Array.from({ length: 40 }, (_, at) => ({
      at: askedAt,
      type: 'card.updated' as const,
      actor: `actor${at}.`,
      surface: 'slack',
      code: null,
    }))

    const text = textIn(pagesOf(await pageOf(pendingCard(), { events }))[0])

    expect(text).toContain('10 earlier')
    expect(text).toContain('actor39.')
    expect(text).not.toContain('actor9.')
  })
})

describe('the form of a decision', () => {
  it.each(['deny', 'approve'] as const)('to %s keeps the limits of a view', (decision) => {
    const denyReasons = Array.from({ length: 20 }, (_, at) => `${'<'.repeat(98)}${at}`)
    const card = pendingCard({ denyReasons, resource: '&'.repeat(1_024) })

    checkSlackView(commentView(card, decision, note, true))
  })

  it('shows what it is about: the action, who is needed, and the digest', () => {
    const text = textIn(commentView(pendingCard(), 'deny', note, true))

    expect(text).toContain('data.export')
    expect(text).toContain('security 0 of 1')
    expect(text).toContain('9f2c 41aa 07de')
  })

  it('wants a box ticked for an approval of high risk, and for nothing else', () => {
    const risky = pendingCard({ confirm: true })

    const approval = commentView(risky, 'approve', note, true)

    checkSlackView(approval)
    expect(boxesIn(approval)).toEqual([needed])
    expect(boxesIn(commentView(risky, 'deny', note, true))).toEqual([])
    expect(boxesIn(commentView(pendingCard(), 'approve', note, true))).toEqual([])
  })

  it('offers no reason of a denial for an approval', () => {
    const card = pendingCard({ denyReasons: ['Wrong environment'] })

    expect(JSON.stringify(commentView(card, 'approve', note, true))).not.toContain('Wrong env')
  })
})

describe('the Home tab', () => {
  const line = (at: number): RequestLine => ({
    request: requestId,
    url: `${consoleUrl}/${requestId}`,
    action: `data.export${at}`,
    environment: null,
    agent: 'etl-bot',
    status: 'pending',
    askedAt,
    decidedAt: null,
    own: { decision: 'deny', at: askedAt },
  })
  const lines = Array.from({ length: 10 }, (_, at) => line(at))

  it.each([
    [24, pendingCard()],
    [24, withLines(40, '<'.repeat(50))],
    [24, withLines(40, '承認'.repeat(25))],
    [0, pendingCard()],
  ])('with %i cards keeps the limits of a view on every page', (count, card) => {
    const waiting = Array.from({ length: count }, () => ({ card, may }))
    const home = { kind: 'known', waiting, more: true, decided: lines, asked: lines } as const

    let page = 0
    let cards = 0
    for (let at = 0; at === page; at += 1) {
      const shown = homeView(home, at, consoleUrl)
      checkSlackView(shown.view)
      cards += recordsWithin(shown.view).filter(
        ({ action_id: id }) => id === 'countersign_deny',
      ).length
      page = homeView(home, at + 1, consoleUrl).page
    }
    expect(cards).toBe(count)
  })

  it('offers nothing that the person may not do, and says why', () => {
    const whyNot = 'You have approved this already.'
    const waiting = [{ card: pendingCard(), may: { ...may, approve: false, whyNot } }]

    const { view } = homeView(
      { kind: 'known', waiting, more: false, decided: [], asked: [] },
      0,
      consoleUrl,
    )

    expect(textIn(view)).toContain(whyNot)
    expect(JSON.stringify(view)).not.toContain('countersign_approve')
    expect(JSON.stringify(view)).toContain('countersign_deny')
  })
})

describe('every view', () => {
  it.each(hostileTexts)('shows %j as it was written and lets it do nothing', async (hostile) => {
    const card = hostileCard(hostile)
    const home: HomeOfPerson = {
      kind: 'known',
      waiting: [{ card, may }],
      more: false,
      decided: [],
      asked: [],
    }

    const views = [
      commentView(card, 'deny', note, true),
      ...pagesOf(await pageOf(card)),
      homeView(home, 0, consoleUrl).view,
    ]

    for (const view of views) {
      checkSlackView(view)
      expect(textIn(view)).toContain(hostile)
      expect(aliveIn(view)).toEqual([])
    }
  })

  it('remembers the message that it was opened from, and nothing that could be forged into it', () => {
    expect(readNote(JSON.stringify(note))).toEqual(note)
    expect(readNote('{"r":"req_1"}')).toBeNull()
    expect(readNote('{')).toBeNull()
    expect(JSON.stringify({ ...note, w: 'approve', q: true, p: 24, n: 25 }).length).toBeLessThan(
      3_000,
    )
  })
})

describe('the pieces of a text', () => {
  it('are the whole text, each within its room, and no character is torn', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 8, max: 40 }), (text, max) => {
        const pieces = piecesOf(text, max)

        expect(pieces.join('')).toBe(text)
        expect(pieces.every((piece) => piece.length > 0 && piece.length <= max)).toBe(true)
      }),
    )
  })
})
