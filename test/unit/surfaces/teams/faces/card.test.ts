import { describe, expect, it } from '@jest/globals'
import type { Card, Rights } from '../../../../../src/core/card/card.ts'
import { type CardView, renderCard } from '../../../../../src/surfaces/teams/faces/card.ts'
import {
  ActionWords,
  inputIds,
  verbs,
} from '../../../../../src/surfaces/teams/faces/click-words.ts'
import {
  actionsOf,
  aliveOf,
  faultsOf,
  inputsOf,
  linksOf,
  nodesOf,
  textOf,
} from '../../../../fakes/adaptive-card.ts'
import {
  approvedCard,
  askedAt,
  cardId,
  cutCard,
  deniedCard,
  digest,
  everyCard,
  pendingCard,
  requestId,
  valueLine,
} from '../../../../fakes/cards.ts'

const shared: CardView = { kind: 'shared' }
const free: Rights = { approve: true, deny: true, whyNot: null, commentRequired: [] }
const sentence = 'The policy wants a comment with this decision.'

function personal(changes: Partial<Rights>): CardView {
  return { kind: 'personal', may: { ...free, ...changes } }
}

function faceOf(card: Card, view: CardView = shared) {
  return renderCard(card, cardId, view).card
}

function titlesOf(card: Card, view: CardView = shared): unknown[] {
  return nodesOf(faceOf(card, view)['actions']).flatMap(({ title }) => title ?? [])
}

function inputOf(card: Card, view: CardView = shared) {
  return inputsOf(faceOf(card, view)).find(({ id }) => id === inputIds.comment)
}

const views: CardView[] = [
  shared,
  personal({}),
  personal({ approve: false, whyNot: 'You own etl-bot.' }),
  personal({ approve: false, deny: false, whyNot: 'You own etl-bot.' }),
  { kind: 'asked_again', may: null, sentence },
  { kind: 'asked_again', may: { ...free, commentRequired: ['deny'] }, sentence },
]

describe('a Teams card', () => {
  it.each(everyCard)('is valid and inert in every view when %s', (_name, card) => {
    for (const view of views) {
      const { card: face } = renderCard(card, cardId, view)

      expect(faultsOf(face)).toEqual([])
      expect(aliveOf(face)).toEqual([])
      expect(face).toMatchObject({ version: '1.5', msteams: { width: 'Full' } })
    }
  })

  it('stands in the order of CARD.md', () => {
    const text = textOf(faceOf(pendingCard()))

    expect(text.split('\n').filter((line) => line !== '')).toEqual([
      'data.export · production',
      'etl-bot wants to act on postgres://prod/customers',
      'for ana@example.com',
      'asked 14:02 · expires 14:32 (open for 30 min)',
      'Payload  9f2c 41aa 07de',
      'table  customers',
      'rows  10412',
      'to  s3://analytics-eu/customers.parquet',
      'token  hidden (secret, 40 characters)',
      '1 value is hidden',
      "In the agent's own words",
      'Export 10,412 customer rows to analytics',
      'Weekly churn model retraining',
      'Asked because  pii-export',
      'Labels  pii (from postgres://prod/customers*)',
      'Needs  data-owners 0 of 1  ·  security 0 of 1',
      'Comment (optional)',
      'Shown with your decision',
    ])
  })

  it('gives each deciding button the request, the digest and the card', () => {
    const actions = actionsOf(faceOf(pendingCard())).map(({ verb, style, data }) => [
      verb,
      style,
      ActionWords.parse(data),
    ])

    const words = { r: requestId, d: digest, c: cardId }
    expect(actions).toEqual([
      [verbs.approve, 'positive', words],
      [verbs.deny, 'destructive', words],
    ])
  })

  it('leads to the console and nowhere else', () => {
    for (const [, card] of everyCard) {
      expect(linksOf(faceOf(card))).toEqual([card.url])
    }
  })

  it('leads to the console in place of Approve where the payload was cut', () => {
    expect(titlesOf(cutCard())).toEqual(['Review', 'Deny'])
    expect(textOf(faceOf(cutCard()))).toContain('... 41,870 more characters, 212 more fields')
  })

  it.each<[string, Partial<Card>]>([
    ['payload', { payload: { lines: [valueLine('a', '{'.repeat(4_000))], cut: null, hidden: 0 } }],
    ['resource', { resource: '"'.repeat(1_024) }],
    ['beneficiary', { onBehalfOf: '\\'.repeat(320) }],
    ['reason', { words: { summary: null, reason: '{{'.repeat(1_000) } }],
  ])('takes Approve away where there is no room for the whole %s', (_name, changes) => {
    const card = pendingCard(changes)

    expect(titlesOf(card)).toEqual(['Review', 'Deny'])
    expect(textOf(faceOf(card))).toMatch(/\.\.\. [\d,]+ more characters/)
  })

  it('tells lock screens and screen readers nothing of the payload', () => {
    const { card, summary } = renderCard(pendingCard(), cardId, shared)

    expect(summary).toBe('etl-bot asks: data.export in production, until 14:32')
    expect(card['speak']).toBe(summary)
  })

  it('says the day of what happens on another day', () => {
    const card = pendingCard({ expiresAt: new Date('2026-11-24T09:00:00.123Z') })

    expect(textOf(faceOf(card))).toContain('expires 2026-11-24 09:00 (open for 3 days)')
  })

  it('says who has approved, when, and who is still needed', () => {
    const at = new Date(askedAt.getTime() + 180_000)
    const card = pendingCard({
      needs: [
        { group: 'data-owners', count: 1, have: 1, by: [{ name: 'Ana', at }] },
        { group: 'sre', count: 2, have: 1, by: [{ name: 'Cy', at }] },
        { group: 'security', count: 1, have: 0, by: [] },
      ],
    })

    expect(textOf(faceOf(card))).toContain(
      'Needs\ndata-owners ✓ Ana\n14:05\nsre 1 of 2 ✓ Cy\n14:05\nsecurity 0 of 1',
    )
  })
})

describe('a view of a pending Teams card', () => {
  it('is fetched for everybody who looks, and stays so for one person', () => {
    for (const view of [shared, personal({})]) {
      const refresh = faceOf(pendingCard(), view)['refresh']

      expect(refresh).toEqual({
        action: {
          type: 'Action.Execute',
          verb: verbs.refresh,
          data: { r: requestId, d: digest, c: cardId },
        },
      })
    }
  })

  it.each<[string, CardView, string[]]>([
    ['who may do both', personal({}), ['Approve', 'Deny', 'Details']],
    ['who may only deny', personal({ approve: false }), ['Deny', 'Details']],
    ['who may do nothing', personal({ approve: false, deny: false }), ['Details']],
  ])('offers somebody %s what they may do', (_name, view, titles) => {
    expect(titlesOf(pendingCard(), view)).toEqual(titles)
    expect(inputsOf(faceOf(pendingCard(), view))).toHaveLength(titles.includes('Deny') ? 1 : 0)
  })

  it('says to an owner why they may not approve', () => {
    const whyNot = 'You own etl-bot, so somebody else has to decide this.'

    const view = personal({ approve: false, whyNot })

    expect(textOf(faceOf(pendingCard(), view))).toContain(whyNot)
  })

  it('offers Review to one person where the payload was cut', () => {
    expect(titlesOf(cutCard(), personal({}))).toEqual(['Review', 'Deny'])
  })

  it('asks again in words, wants the comment, and is not replaced while somebody types', () => {
    for (const may of [null, free]) {
      const face = faceOf(pendingCard(), { kind: 'asked_again', may, sentence })

      expect(textOf(face)).toContain(`Not decided yet. ${sentence}`)
      expect(inputsOf(face)).toMatchObject([{ id: inputIds.comment, isRequired: true }])
      expect(actionsOf(face)).toHaveLength(2)
      expect(face['refresh']).toBeUndefined()
    }
  })
})

describe('the comment on a Teams card', () => {
  it.each<[Card['comment'], CardView, string, boolean]>([
    ['never', shared, 'Comment (optional)', false],
    ['on_deny', shared, 'Comment (needed to deny)', false],
    ['always', shared, 'Comment (needed)', true],
    ['on_deny', personal({ commentRequired: ['deny'] }), 'Comment (needed to deny)', false],
    ['on_deny', personal({ approve: false, commentRequired: ['deny'] }), 'Comment (needed)', true],
    ['always', personal({ commentRequired: [] }), 'Comment (optional)', false],
  ])('follows the rule %s in view %#', (comment, view, label, isRequired) => {
    const input = inputOf(pendingCard({ comment }), view)

    expect(input).toMatchObject({ label, isMultiline: true, maxLength: 1_500 })
    expect(input?.['isRequired'] ?? false).toBe(isRequired)
    expect(input?.['errorMessage'] !== undefined).toBe(isRequired)
  })

  it('offers the reasons of the policy for a denial, and then forces no words on it', () => {
    const denyReasons = ['Needs a smaller batch', 'Not now']
    const card = pendingCard({ comment: 'always', denyReasons })

    const [reasons, comment] = inputsOf(faceOf(card))

    const choices = denyReasons.map((reason) => ({ title: reason, value: reason }))
    expect(reasons).toMatchObject({ id: inputIds.reason, style: 'compact', choices })
    expect(comment?.['label']).toBe('Comment (needed; to deny, a reason is enough)')
    expect(comment?.['isRequired']).toBeUndefined()
  })

  it('offers no reason for a denial to somebody who may not deny', () => {
    const card = pendingCard({ denyReasons: ['Not now'] })

    const inputs = inputsOf(faceOf(card, personal({ deny: false })))

    expect(inputs.map(({ id }) => id)).toEqual([inputIds.comment])
  })
})

describe('a settled Teams card', () => {
  it.each(everyCard.filter(([, card]) => card.verdict !== null))(
    'asks nothing and decides nothing when %s',
    (_name, card) => {
      for (const view of views) {
        const face = faceOf(card, view)

        expect(actionsOf(face)).toEqual([])
        expect(inputsOf(face)).toEqual([])
        expect(face['refresh']).toBeUndefined()
        expect(titlesOf(card, view)).toEqual(['What was asked', 'Details'])
      }
    },
  )

  it('says first how it ended, by whom, when and for which need', () => {
    expect(textOf(faceOf(approvedCard()))).toMatch(
      /^Approved · data\.export · production\nby Ana \(data-owners, Slack\)\n14:05\nby Bo \(security, Teams\)\n14:09\nBo: Once only\n/,
    )
    expect(textOf(faceOf(deniedCard()))).toMatch(
      /^Denied · data\.export · production\nby Cy \(security, Slack\)\n14:05\nCy: Needs a smaller batch\n/,
    )
  })

  it.each([
    ['expired', 'Expired · data.export · production\nnobody decided\n14:32\n'],
    [
      'withdrawn',
      'Withdrawn · data.export · production\nby etl-bot\n14:09\netl-bot: job cancelled',
    ],
  ])('says so when %s', (name, start) => {
    const [, card] = everyCard.find(([one]) => one === name) ?? ['', pendingCard()]

    expect(textOf(faceOf(card)).startsWith(start)).toBe(true)
  })

  it('folds away what was asked, and keeps all of it', () => {
    const face = faceOf(approvedCard())

    const folded = face.body.filter(({ isVisible }) => isVisible === false)

    expect(textOf({ body: folded })).toContain('to  s3://analytics-eu/customers.parquet')
    expect(face['actions']).toContainEqual({
      type: 'Action.ToggleVisibility',
      title: 'What was asked',
      targetElements: folded.map(({ id }) => id),
    })
  })
})
