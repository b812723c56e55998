import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Card } from '../../../../src/core/card/card.ts'
import { renderCard } from '../../../../src/surfaces/slack/card.ts'
import { anyNeed, anyVerdict } from '../../../fakes/any-card-parts.ts'
import {
  approvedCard,
  askedAt,
  cardId,
  cutCard,
  deniedCard,
  digest,
  everyCard,
  expiredCard,
  hostileTexts,
  pendingCard,
  requestId,
  valueLine,
  withdrawnCard,
} from '../../../fakes/cards.ts'
import { type JsonRecord, recordsWithin } from '../../../fakes/slack-json.ts'
import { checkSlackMessage, totalChars } from '../../../fakes/slack-limits.ts'

function nodesOf(card: Card): JsonRecord[] {
  return recordsWithin(renderCard(card, cardId).blocks)
}

function shownText(card: Card): string {
  return nodesOf(card)
    .map((node) => (node['type'] === 'date' ? node['fallback'] : node['text']))
    .map((text) => (typeof text === 'string' ? text : '\n'))
    .join('')
}

function actionsOf(card: Card): unknown[] {
  return nodesOf(card)
    .map((node) => node['action_id'])
    .filter((id) => id !== undefined)
}

describe('a Slack card', () => {
  it.each(everyCard)('keeps every limit of Slack when %s', (_name, card) => {
    const message = renderCard(card, cardId)

    expect(() => checkSlackMessage(message)).not.toThrow()
  })

  it('stands in the order of CARD.md', () => {
    const ids = renderCard(pendingCard(), cardId).blocks.map((block) => block.block_id)

    expect(ids).toEqual([
      'cs_header',
      'cs_who',
      'cs_payload',
      'cs_words',
      'cs_why',
      'cs_actions',
      'cs_footer',
    ])
  })

  it('gives each deciding button the request, the digest and the card', () => {
    const values = nodesOf(pendingCard())
      .filter((node) => node['type'] === 'button')
      .map((node) => [node['action_id'], node['style'], JSON.parse(String(node['value']))])

    const value = { r: requestId, d: digest, c: cardId }
    expect(values).toEqual([
      ['countersign_approve', 'primary', value],
      ['countersign_deny', 'danger', value],
      ['countersign_details', undefined, value],
    ])
  })

  it('leads to the whole in place of Approve where the payload was cut', () => {
    const nodes = nodesOf(cutCard())

    expect(actionsOf(cutCard())).toEqual(['countersign_review', 'countersign_deny'])
    expect(nodes).toContainEqual(
      expect.objectContaining({
        action_id: 'countersign_review',
        value: JSON.stringify({ r: requestId, d: digest, c: cardId }),
      }),
    )
    expect(shownText(cutCard())).toContain('... 41,870 more characters, 212 more fields')
  })

  it.each<[string, Partial<Card>]>([
    ['payload', { payload: { lines: [valueLine('a', '<'.repeat(4_000))], cut: null, hidden: 0 } }],
    ['resource', { resource: '&'.repeat(512) }],
    ['reason', { words: { summary: null, reason: '<'.repeat(2_000) } }],
  ])('takes Approve away where Slack has no room for the whole %s', (_name, changes) => {
    const card = pendingCard(changes)

    expect(actionsOf(card)).toEqual(['countersign_review', 'countersign_deny'])
    expect(shownText(card)).toMatch(/\.\.\. [\d,]+ more characters/)
  })

  it('says the whole type and environment beside a header that has no room for them', () => {
    const card = pendingCard({ action: 'a'.repeat(128), environment: 'e'.repeat(63) })

    const text = shownText(card)

    expect(text.replaceAll('\n', '')).toContain(`Action ${'a'.repeat(128)} in ${'e'.repeat(63)}`)
    expect(() => checkSlackMessage(renderCard(card, cardId))).not.toThrow()
  })

  it('shows who has approved and who is still needed', () => {
    const card = pendingCard({
      needs: [
        { group: 'data-owners', count: 1, have: 1, by: [{ name: 'Ana', at: askedAt }] },
        { group: 'sre', count: 2, have: 1, by: [{ name: 'Cy', at: askedAt }] },
        { group: 'security', count: 1, have: 0, by: [] },
      ],
    })

    expect(shownText(card).replaceAll('\n', '')).toContain(
      'Needs  data-owners ✓ Ana 14:02 UTC  ·  sre 1 of 2 ✓ Cy 14:02 UTC  ·  security 0 of 1',
    )
  })

  it.each<[string, Card, string]>([
    [
      'approved',
      approvedCard(),
      'Ana (data-owners, Slack, 14:05 UTC) and Bo (security, Teams, 14:09 UTC)',
    ],
    ['denied', deniedCard(), 'Denied by Cy (security, Slack, 14:05 UTC)'],
    ['expired', expiredCard(), 'Expired 14:32 UTC, nobody decided'],
    ['withdrawn', withdrawnCard(), 'Withdrawn by etl-bot, 14:09 UTC'],
  ])('says how it was %s, without a button', (_name, card, sentence) => {
    expect(shownText(card).replaceAll('\n', '')).toContain(sentence)
    expect(actionsOf(card)).toEqual([])
  })

  it.each([
    [deniedCard(), 'Cy: Needs a smaller batch'],
    [withdrawnCard(), 'job cancelled'],
  ])('quotes what was said at the end %#', (card, words) => {
    const quotes = nodesOf(card).filter((node) => node['type'] === 'rich_text_quote')

    const text = quotes.map((node) =>
      recordsWithin(node['elements'])
        .map((piece) => piece['text'])
        .join(''),
    )
    expect(text).toContain(words)
  })

  it('lets no line of a comment pass for the words of somebody else', () => {
    const card = deniedCard()
    const [cy] = card.verdict?.people ?? []
    if (cy === undefined || card.verdict === null) throw new Error('nobody denied it')
    const people = [{ ...cy, comment: 'No\nAna: I approve' }]

    const nodes = nodesOf({ ...card, verdict: { ...card.verdict, people } })

    const bold = nodes.filter((node) => JSON.stringify(node['style'] ?? {}).includes('bold'))
    expect(bold.map((node) => node['text'])).toEqual([
      'Cy: ',
      'etl-bot',
      "In the agent's own words",
    ])
  })

  it('says the day of what happens on another day', () => {
    const card = pendingCard({ expiresAt: new Date('2026-11-24T09:00:00Z') })

    expect(shownText(card)).toContain('expires 2026-11-24 09:00 UTC (open for 3 days)')
  })

  it('escapes the notification, which Slack parses', () => {
    const { text } = renderCard(pendingCard({ notification: '<!channel> & co' }), cardId)

    expect(text).toBe('&lt;!channel&gt; &amp; co')
  })
})

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 3_000 }),
  fc.constantFrom(...hostileTexts),
  fc.constantFrom('<'.repeat(2_000), '&'.repeat(700), '\n'.repeat(50)),
)

/** Words that nothing of ours contains, so that finding them tells where they went. */
const marked = anyText.map((text) => `\u2460${text}`)

const anyCard: fc.Arbitrary<Card> = fc
  .record({
    resource: fc.option(marked),
    onBehalfOf: fc.option(marked),
    words: fc.record({ summary: fc.option(marked), reason: fc.option(marked) }),
    payload: fc.record({
      lines: fc.array(
        fc.record({
          depth: fc.nat(64),
          key: fc.option(marked),
          text: marked,
          kind: fc.constantFrom(
            'value' as const,
            'open' as const,
            'hidden' as const,
            'empty' as const,
          ),
        }),
        { maxLength: 60 },
      ),
      cut: fc.option(fc.record({ characters: fc.nat(), fields: fc.nat() })),
      hidden: fc.nat(9),
    }),
    rules: fc.array(marked, { maxLength: 20 }),
    labels: fc.array(fc.record({ label: marked, sources: fc.array(marked, { maxLength: 3 }) })),
    needs: fc.array(anyNeed(marked)),
    warnings: fc.array(marked, { maxLength: 9 }),
    verdict: fc.option(anyVerdict(marked)),
  })
  .map((changes) => pendingCard(changes))

describe('any card at all', () => {
  it('keeps every limit of Slack, with room to spare', () => {
    fc.assert(
      fc.property(anyCard, (card) => {
        const message = renderCard(card, cardId)

        checkSlackMessage(message)
        expect(totalChars(message.blocks)).toBeLessThan(12_500)
      }),
      { numRuns: 200 },
    )
  })

  it("lets nobody's words out of text elements, which Slack never parses", () => {
    fc.assert(
      fc.property(anyCard, (card) => {
        for (const node of nodesOf(card)) {
          const words = JSON.stringify(
            Object.values(node).filter((value) => typeof value === 'string'),
          )
          expect(words.includes('\u2460') && node['type'] !== 'text').toBe(false)
          expect(node['type']).not.toBe('mrkdwn')
        }
      }),
      { numRuns: 200 },
    )
  })

  it('offers Approve only where nothing of the action was cut', () => {
    fc.assert(
      fc.property(anyCard, (card) => {
        const approvable = actionsOf(card).includes('countersign_approve')
        const text = shownText(card)
        const parts = [card.resource, card.onBehalfOf, card.words.summary, card.words.reason]

        if (approvable) {
          expect(text).not.toMatch(/more characters, [\d,]+ more fields/)
          for (const part of parts.filter((words) => words !== null)) {
            expect(text.replaceAll('\n', '').length).toBeGreaterThanOrEqual(
              part.replaceAll('\n', '').length,
            )
          }
        }
        expect(actionsOf(card).includes('countersign_deny')).toBe(card.verdict === null)
      }),
      { numRuns: 100 },
    )
  })
})
