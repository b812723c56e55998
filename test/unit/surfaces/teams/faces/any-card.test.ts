import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { DecisionWord } from '../../../../../src/contract/words.ts'
import type { Card } from '../../../../../src/core/card/card.ts'
import { noLineBreaks } from '../../../../../src/core/inert/line-breaks.ts'
import { type CardView, renderCard } from '../../../../../src/surfaces/teams/faces/card.ts'
import { verbs } from '../../../../../src/surfaces/teams/faces/click-words.ts'
import { actionsOf, aliveOf, faultsOf, nodesOf, textOf } from '../../../../fakes/adaptive-card.ts'
import { anyNeed, anyVerdict } from '../../../../fakes/any-card-parts.ts'
import { cardId, hostileTeamsTexts, hostileTexts, pendingCard } from '../../../../fakes/cards.ts'

const cardBytesMax = 24 * 1_024
const marker = '\u2460\u2463\u2460'

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 600 }),
  fc.string({ maxLength: 60 }),
  fc
    .array(fc.constantFrom('{', '{{', 'DATE(2020-01-01T00:00:00Z)', '}}', ' ', '\n', 'x'))
    .map((parts) => parts.join('')),
  fc.constantFrom(...hostileTexts, ...hostileTeamsTexts),
  fc.constantFrom('{'.repeat(1_500), '"\\'.repeat(900), '漢'.repeat(1_500), '😀'.repeat(900)),
)

/** Words that nothing of ours contains, so that finding them tells where they went. */
const marked = anyText.map((text) => `${marker}${text}`)

const smallText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 120 }),
  fc.constantFrom(...hostileTexts, ...hostileTeamsTexts),
)

const anyPayload = fc.record({
  lines: fc.array(
    fc.record({
      depth: fc.nat(64),
      key: fc.option(marked),
      text: marked,
      kind: fc.constantFrom('value' as const, 'open' as const, 'hidden' as const, 'empty' as const),
    }),
    { maxLength: 30 },
  ),
  cut: fc.option(fc.record({ characters: fc.nat(), fields: fc.nat() }), { freq: 1 }),
  hidden: fc.nat(9),
})

const anyCard: fc.Arbitrary<Card> = fc
  .record({
    action: marked,
    environment: fc.option(marked),
    agent: marked,
    resource: fc.option(marked),
    onBehalfOf: fc.option(marked),
    words: fc.record({ summary: fc.option(marked), reason: fc.option(marked) }),
    payload: anyPayload,
    rules: fc.array(marked, { maxLength: 20 }),
    labels: fc.array(fc.record({ label: marked, sources: fc.array(marked, { maxLength: 3 }) })),
    needs: fc.array(anyNeed(marked)),
    warnings: fc.array(marked, { maxLength: 9 }),
    notification: anyText,
    comment: fc.constantFrom('never' as const, 'on_deny' as const, 'always' as const),
    denyReasons: fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 400 }), {
      maxLength: 20,
    }),
    verdict: fc.option(anyVerdict(marked), { freq: 1 }),
  })
  .map((changes) => pendingCard(changes))

/** Little enough of everything that most of it fits. */
const anySmallCard: fc.Arbitrary<Card> = fc
  .record({
    resource: fc.option(smallText),
    onBehalfOf: fc.option(smallText),
    words: fc.record({ summary: fc.option(smallText), reason: fc.option(smallText) }),
    payload: fc.record({
      lines: fc.array(
        fc.record({
          depth: fc.nat(4),
          key: fc.option(smallText),
          text: smallText,
          kind: fc.constant('value' as const),
        }),
        { maxLength: 40 },
      ),
      cut: fc.constant(null),
      hidden: fc.nat(1),
    }),
  })
  .map((changes) => pendingCard(changes))

const anyView: fc.Arbitrary<CardView> = anyText.chain((sentence) => {
  const may = fc.record({
    approve: fc.boolean(),
    deny: fc.boolean(),
    whyNot: fc.option(fc.constant(sentence)),
    commentRequired: fc.subarray<DecisionWord>(['approve', 'deny']),
  })
  return fc.oneof(
    fc.constant({ kind: 'shared' as const }),
    fc.record({ kind: fc.constant('personal' as const), may }),
    fc.record({
      kind: fc.constant('asked_again' as const),
      may: fc.option(may),
      sentence: fc.constant(sentence),
    }),
  )
})

/** A text without what a reader cannot see: spaces, and the places where a long word may wrap. */
function seen(text: string): string {
  return text.replace(/[\s\u200b]/g, '')
}

function isApprovable(card: unknown): boolean {
  return actionsOf(card).some(({ verb }) => verb === verbs.approve)
}

describe('any Teams card at all', () => {
  it('stays within 24 KB in either count, and is valid', () => {
    fc.assert(
      fc.property(anyCard, anyView, (card, view) => {
        const message = renderCard(card, cardId, view)

        const json = JSON.stringify(message)
        expect(Buffer.byteLength(json, 'utf16le')).toBeLessThanOrEqual(cardBytesMax)
        expect(Buffer.byteLength(json, 'utf8')).toBeLessThanOrEqual(cardBytesMax)
        expect(faultsOf(message.card)).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  it("lets nobody's words out of text runs, and nothing in them come alive", () => {
    fc.assert(
      fc.property(anyCard, anyView, (card, view) => {
        const { card: face } = renderCard(card, cardId, view)

        expect(aliveOf({ ...face, actions: [] }).filter((one) => !isReason(one, card))).toEqual([])
        for (const node of nodesOf(face)) {
          const own = Object.values(node).filter((value) => typeof value === 'string')
          expect(own.join().includes(marker) && node['type'] !== 'TextRun').toBe(false)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('shows every word, or says that some are cut', () => {
    fc.assert(
      fc.property(anyCard, (card) => {
        const text = textOf(renderCard(card, cardId, { kind: 'shared' }).card)
        const lines = card.payload.lines.flatMap(({ key, text: value }) => [key ?? '', value])
        const words = [card.resource, card.onBehalfOf, card.agent, ...card.rules, ...lines]
        const isAllShown = words
          .filter((word) => word !== null)
          .every((word) => seen(text).includes(seen(noLineBreaks(word))))

        expect(isAllShown || /\.\.\. [\d,]+ more/.test(text)).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  it('offers Approve only beside the whole of what is approved', () => {
    let approvable = 0
    fc.assert(
      fc.property(fc.oneof(anyCard, anySmallCard), (card) => {
        const { card: face } = renderCard(card, cardId, { kind: 'shared' })
        const text = seen(textOf(face))
        const oneLiners = [
          card.action,
          card.resource,
          card.onBehalfOf,
          ...card.payload.lines.flatMap(({ key, text: value }) => [key, value]),
        ].flatMap((word) => (word === null ? [] : [noLineBreaks(word)]))
        const parts = [...oneLiners, card.words.summary ?? '', card.words.reason ?? '']

        if (isApprovable(face)) {
          approvable += 1
          expect(card.payload.cut).toBeNull()
          for (const part of parts) expect(text).toContain(seen(part))
        }
        expect(actionsOf(face).some(({ verb }) => verb === verbs.deny)).toBe(card.verdict === null)
      }),
      { numRuns: 100 },
    )
    expect(approvable).toBeGreaterThan(0)
  })

  it('shows what was written, character by character, though clients expand times in a run', () => {
    fc.assert(
      fc.property(marked, (text) => {
        const card = pendingCard({ resource: text, words: { summary: null, reason: text } })
        const { card: face } = renderCard(card, cardId, { kind: 'shared' })

        if (!isApprovable(face)) return
        expect(seen(textOf(face))).toContain(`wantstoacton${seen(noLineBreaks(text))}for`)
        expect(seen(textOf(face))).toContain(`ownwords${seen(text)}Askedbecause`)
      }),
      { numRuns: 60 },
    )
  })
})

/** The policy's own sentences are titles of choices, which are plain text. */
function isReason(alive: string, { denyReasons }: Card): boolean {
  return denyReasons.some((reason) => alive === `parsed: ${reason}`)
}
