import { describe, expect, it } from '@jest/globals'
import type { Card } from '../../../../src/core/card/card.ts'
import { excerpt } from '../../../../src/core/card/excerpt.ts'
import { layOut } from '../../../../src/core/card/lay-out.ts'
import { readTree } from '../../../../src/proof/verify/read-tree.ts'
import { renderCard } from '../../../../src/surfaces/slack/card.ts'
import { cardId, cutCard, pendingCard } from '../../../fakes/cards.ts'
import { recordsWithin } from '../../../fakes/slack-json.ts'
import { checkSlackMessage } from '../../../fakes/slack-limits.ts'

function cardOf(payload: unknown, changes: Partial<Card> = {}): Card {
  const lines = layOut(readTree(JSON.stringify(payload)))
  return pendingCard({ payload: excerpt(lines, 5_000), ...changes })
}

/** The texts of each element of the payload's block, whether it parses nothing or is our own line. */
function elementsOf(card: Card): string[] {
  const { blocks } = renderCard(card, cardId)
  const block = blocks.find(({ block_id }) => block_id === 'cs_payload')
  return recordsWithin(block)
    .filter(({ type }) => /^rich_text_/.test(String(type)))
    .map((element) => {
      const text = recordsWithin(element['elements']).map((piece) => String(piece['text'] ?? ''))
      return `${String(element['type']).slice('rich_text_'.length)}: ${text.join('')}`
    })
}

function buttonsOf(card: Card) {
  const { blocks } = renderCard(card, cardId)
  return recordsWithin(blocks).filter(({ type }) => type === 'button')
}

describe('the forms of a payload on a Slack card', () => {
  it('set a program apart, letter by letter, under its name', () => {
    expect(elementsOf(cardOf({ id: 1, sql: 'select 1\n  from a' }))).toEqual([
      'section: Payload   9f2c 41aa 07de',
      'preformatted: id   1',
      'section: sql   code, 2 lines',
      'preformatted: select 1\n  from a',
    ])
  })

  it('mark what a change removes and adds', () => {
    const [, title, change] = elementsOf(cardOf({ before: 'a\nb', after: 'a\nc' }))

    expect(title).toMatch(/^section: before, after {3}change of text/)
    expect(change).toBe('preformatted:   equal   │ a\n- removed │ b\n+ added   │ c')
  })

  it('set small objects in columns', () => {
    const [, head, table] = elementsOf(cardOf({ rows: [{ id: 1 }, { id: 20 }] }))

    expect(head).toBe('preformatted: rows  2 items')
    expect(table).toBe('preformatted: │ id │\n│ 1  │\n│ 20 │')
  })

  it('stand among the fields where there are more than Slack takes', () => {
    const payload = Array.from({ length: 60 }, (_, at) => [`k${at}`, at] as const)
    const many = Object.fromEntries(
      payload.flatMap(([key, at]) => [
        [key, at],
        [`${key}s`, [{ a: 1 }, { a: 2 }]],
      ]),
    )

    const card = cardOf(many)

    expect(elementsOf(card)).toHaveLength(2)
    expect(() => checkSlackMessage(renderCard(card, cardId))).not.toThrow()
  })
})

describe('an approval on a Slack card', () => {
  it('is asked for once more where the action is of high risk, in our own words alone', () => {
    const plain = JSON.stringify(buttonsOf(pendingCard()))
    const high = pendingCard({ confirm: true, action: 'a.b', agent: 'evil', resource: 'evil' })

    const [approve, deny] = buttonsOf(high)

    expect(plain).not.toContain('confirm')
    expect(deny?.['confirm']).toBeUndefined()
    expect(JSON.stringify(approve?.['confirm'])).toContain('high risk')
    expect(JSON.stringify(approve?.['confirm'])).not.toMatch(/evil|a\.b/)
    expect(() => checkSlackMessage(renderCard(high, cardId))).not.toThrow()
  })

  it('stays beside a cut only where the policy says so, with the way to the whole', () => {
    const cut = { ...cutCard(), offers: pendingCard().offers, approveWhenCut: true }

    expect(buttonsOf(cut).map(({ action_id }) => action_id)).toEqual([
      'countersign_approve',
      'countersign_review',
      'countersign_deny',
    ])
  })
})
