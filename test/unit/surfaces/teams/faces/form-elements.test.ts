import { describe, expect, it } from '@jest/globals'
import type { Card } from '../../../../../src/core/card/card.ts'
import { excerpt } from '../../../../../src/core/card/excerpt.ts'
import { layOut } from '../../../../../src/core/card/lay-out.ts'
import { readTree } from '../../../../../src/proof/verify/read-tree.ts'
import { renderCard } from '../../../../../src/surfaces/teams/faces/card.ts'
import { verbs } from '../../../../../src/surfaces/teams/faces/click-words.ts'
import { actionsOf, aliveOf, faultsOf, nodesOf, textOf } from '../../../../fakes/adaptive-card.ts'
import { cardId, pendingCard } from '../../../../fakes/cards.ts'

function faceOf(payload: unknown, changes: Partial<Card> = {}) {
  const lines = layOut(readTree(JSON.stringify(payload)))
  const card = pendingCard({ payload: excerpt(lines, 5_000), ...changes })
  return renderCard(card, cardId, { kind: 'shared' }).card
}

const runsOf = (face: ReturnType<typeof faceOf>) =>
  nodesOf(face.body).filter(({ type }) => type === 'TextRun')

describe('the forms of a payload on a Teams card', () => {
  it('show a program as one text with its line breaks', () => {
    const face = faceOf({ sql: 'select 1\nfrom a' })

    expect(runsOf(face)).toContainEqual({
      type: 'TextRun',
      text: 'select 1\nfrom a',
      fontType: 'Monospace',
    })
  })

  it('say by sign and word what a change removes and adds, whatever their colour', () => {
    const face = faceOf({ before: { a: 1 }, after: { a: 2 } })

    expect(textOf(face)).toContain('- removed │ a  1\n  + added   │ a  2')
    expect(faultsOf(face)).toEqual([])
  })

  it('show small objects as a table of the platform', () => {
    const face = faceOf({ rows: [{ id: 1, to: 'x' }, { id: 2 }] })

    const [table] = nodesOf(face.body).filter(({ type }) => type === 'Table')
    expect(table).toMatchObject({ firstRowAsHeaders: true, columns: [{ width: 4 }, { width: 4 }] })
    expect(textOf({ body: table }).split('\n')).toEqual(['id', 'to', '1', 'x', '2'])
    expect(faultsOf(face)).toEqual([])
    expect(aliveOf(face)).toEqual([])
  })

  it('show a table as text where a phone has no room for its columns', () => {
    const wide = Object.fromEntries([...'abcdef'].map((key) => [key, 1]))

    const face = faceOf({ rows: [wide, wide] })

    expect(nodesOf(face).some(({ type }) => type === 'Table')).toBe(false)
    expect(textOf(face)).toContain('│ a │ b │ c │ d │ e │ f │')
  })
})

describe('an approval of high risk on a Teams card', () => {
  it('takes a second step, and a denial does not', () => {
    const { actions } = faceOf({}, { confirm: true })

    const [approve, deny] = actions as Record<string, unknown>[]
    expect(approve).toMatchObject({ type: 'Action.ShowCard', title: 'Approve' })
    expect(actionsOf(approve)).toEqual([
      expect.objectContaining({ verb: verbs.approve, title: 'Yes, approve' }),
    ])
    expect(deny).toMatchObject({ type: 'Action.Execute', verb: verbs.deny })
    expect(faultsOf(faceOf({}, { confirm: true }))).toEqual([])
    expect(aliveOf(faceOf({}, { confirm: true }))).toEqual([])
  })
})
