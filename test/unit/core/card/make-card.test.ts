import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type CardInput, makeCard } from '../../../../src/core/card/make-card.ts'
import { mask } from '../../../../src/core/masking/mask.ts'
import type { RequestRecord } from '../../../../src/core/record.ts'
import { readTree } from '../../../../src/proof/verify/read-tree.ts'
import { reviewOf } from '../../../fakes/records.ts'
import { hostileTexts, unseenCharacter } from '../inert/hostile.ts'
import { ana, bo, cy, decisionOf, requestOf } from './request.ts'

const payload = { table: 'customers', rows: 10412 }

function cardOf(change: Partial<RequestRecord> = {}, given: Partial<CardInput> = {}) {
  return makeCard({
    request: requestOf(change),
    needs: [],
    payload: readTree(JSON.stringify(payload)),
    url: 'https://countersign.example.com/requests/req_1',
    payloadCharsMax: 2_000,
    nameOf: (person) => person.name ?? person.emails[0] ?? person.id,
    ...given,
  })
}

/** Every string of a card that somebody else may have written, wherever it stands. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (value instanceof Date || typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(textsOf)
}

describe('a pending card', () => {
  it('says everything that the record knows', () => {
    const at = new Date('2026-11-21T14:05:00Z')
    const needs = [{ group: 'data-owners', count: 2, have: 1, by: [{ name: 'Ana', at }] }]

    const card = cardOf({}, { needs })

    expect(card).toEqual({
      request: requestOf().id,
      digest: requestOf().digest,
      digestShort: '9f2c 41aa 07de',
      url: 'https://countersign.example.com/requests/req_1',
      status: 'pending',
      action: 'data.export',
      environment: 'production',
      environmentSource: 'resource',
      agent: 'etl-bot',
      resource: 'postgres://prod/customers',
      onBehalfOf: 'Ana@example.com',
      askedAt: requestOf().createdAt,
      expiresAt: requestOf().expiresAt,
      payload: {
        lines: [
          { depth: 0, key: 'table', text: 'customers', kind: 'value' },
          { depth: 0, key: 'rows', text: '10412', kind: 'value' },
        ],
        cut: null,
        hidden: 0,
      },
      words: {
        summary: 'Export 10,412 customer rows to analytics',
        reason: 'Weekly churn\nmodel retraining',
      },
      rules: ['pii-export'],
      labels: [
        { label: 'pii', sources: ['agent', 'postgres://prod/customers*'] },
        { label: 'nightly', sources: [] },
      ],
      needs,
      warnings: [
        'No card can be posted to ops.',
        'The condition of the rule small-reads failed (no_such_key), so the rule was taken at its strictest.',
      ],
      offers: ['approve', 'deny'],
      comment: 'never',
      denyReasons: [],
      confirm: false,
      approveWhenCut: false,
      verdict: null,
      notification: 'etl-bot asks: data.export in production, until 14:32 UTC',
    })
  })

  it('says which comment the review wants, and what it offers to choose from', () => {
    const review = reviewOf([], { comment: 'on_deny', denyReasons: ['Too much', 'Wrong place'] })

    const card = cardOf({ evaluation: { ...requestOf().evaluation, review } })

    expect(card.comment).toBe('on_deny')
    expect(card.denyReasons).toEqual(['Too much', 'Wrong place'])
  })

  it('offers the whole payload in place of Approve where anything is cut, and Deny always', () => {
    const long = readTree(JSON.stringify({ note: 'x'.repeat(5_000) }))

    const card = cardOf({}, { payload: long })

    expect(card.payload.cut).not.toBeNull()
    expect(card.offers).toEqual(['review', 'deny'])
  })

  it('never offers Approve beside a cut', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(200), (value, payloadCharsMax) => {
        const card = cardOf({}, { payload: readTree(JSON.stringify(value)), payloadCharsMax })

        expect(card.offers.includes('approve')).toBe(card.payload.cut === null)
        expect(card.offers).toContain('deny')
      }),
    )
  })

  it('takes Approve away where the resource had to be cut', () => {
    const card = cardOf({ resource: 'a\u200B'.repeat(256) })

    expect(card.resource).toMatch(/… [\d,]+ more characters$/)
    expect(card.offers).toEqual(['review', 'deny'])
  })

  it('names the person whom the agent acts for where no e-mail was kept', () => {
    expect(cardOf({ onBehalfOfEmail: null }).onBehalfOf).toBe('Ana')
    expect(cardOf({ onBehalfOfEmail: null, onBehalfOf: null }).onBehalfOf).toBeNull()
  })

  it.each([
    ['resource', { resource: null }],
    ['expiresAt', { expiresAt: null }],
  ] as const)('can do without %s', (field, change) => {
    expect(cardOf(change)[field]).toBeNull()
  })

  it.each(hostileTexts)('is inert in every field that holds %s', (_what, hostile) => {
    const text = `${hostile}\nsecond\tline`
    const request = requestOf()
    const at = new Date('2026-11-21T14:05:00Z')

    const card = cardOf(
      {
        agent: { ...request.agent, name: text },
        action: text,
        resource: text,
        onBehalfOfEmail: text,
        warnings: [{ code: 'x', detail: text }],
        words: { ...request.words, summary: text, reason: text },
        evaluation: {
          ...request.evaluation,
          environment: text,
          rules: [text],
          review: reviewOf([], { denyReasons: [text] }),
          errors: [{ rule: text, code: text }],
          labels: [text],
          labelSources: { [text]: [text] },
        },
      },
      {
        needs: [{ group: text, count: 1, have: 1, by: [{ name: text, at }] }],
        payload: readTree(JSON.stringify({ [text.toWellFormed()]: [text.toWellFormed()] })),
      },
    )

    const { words, ...oneLined } = card
    expect(words.reason).toContain('\nsecond\tline')
    for (const shown of textsOf(card)) expect(shown).not.toMatch(unseenCharacter)
    for (const shown of [...textsOf(oneLined), words.summary]) expect(shown).not.toMatch(/[\n\t]/)
  })
})

describe('hidden values', () => {
  it('leave no trace on the card', () => {
    const secret = 'hunter2-4711'
    const tree = mask(
      readTree(JSON.stringify({ password: secret, customer: { email: secret }, key: [secret] })),
      { policy: [{ path: '/customer/*', as: 'pii' }], classification: { '/key': 'secret' } },
    )

    const card = cardOf({}, { payload: tree })

    expect(JSON.stringify(card)).not.toContain(secret)
    expect(card.payload.hidden).toBe(3)
    expect(card.payload.lines.map(({ text }) => text)).toEqual([
      'hidden (secret, 12 characters)',
      '',
      'hidden (personal data, 12 characters)',
      'hidden (secret, 1 item)',
    ])
    expect(card.offers).toEqual(['approve', 'deny'])
  })
})

describe('the notification', () => {
  it.each([
    [{}, 'etl-bot asks: data.export in production, until 14:32 UTC'],
    [{ expiresAt: null }, 'etl-bot asks: data.export in production'],
    [
      { expiresAt: new Date('2026-11-23T08:00:00Z') },
      'etl-bot asks: data.export in production, until 2026-11-23 08:00 UTC',
    ],
    [
      { evaluation: { ...requestOf().evaluation, environment: null } },
      'etl-bot asks: data.export, until 14:32 UTC',
    ],
    [{ status: 'expired' }, 'Expired: data.export in production, asked by etl-bot'],
  ] as const)('for %j is %j', (change, notification) => {
    expect(cardOf(change).notification).toBe(notification)
  })

  it('is the same whatever the payload and the words of the agent', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (value, words) => {
        const said = { ...requestOf().words, summary: words, reason: words }
        const card = cardOf({ words: said }, { payload: readTree(JSON.stringify(value)) })

        expect(card.notification).toBe(cardOf().notification)
      }),
    )
  })
})

describe('a settled card', () => {
  const decidedAt = new Date('2026-11-21T14:09:00Z')
  const byAna = decisionOf(ana, 'approve', '2026-11-21T14:05:00Z')
  const byBo = decisionOf(bo, 'approve', '2026-11-21T14:09:00Z', 'fine\u202E by me')

  it('names who approved, for which group, where and when, in their order', () => {
    const card = cardOf({
      status: 'approved',
      decidedAt,
      decisions: [byBo, byAna],
      settlement: {
        by: 'people',
        reason: null,
        seats: [
          { decision: byBo.id, group: 'security' },
          { decision: byAna.id, group: 'data-owners' },
        ],
      },
    })

    expect(card.offers).toEqual([])
    expect(card.verdict).toEqual({
      title: 'Approved',
      at: decidedAt,
      by: 'people',
      reason: null,
      people: [
        { name: 'Ana', group: 'data-owners', surface: 'slack', at: byAna.at, comment: null },
        {
          name: 'Bo',
          group: 'security',
          surface: 'slack',
          at: byBo.at,
          comment: 'fine<U+202E> by me',
        },
      ],
      ending: null,
    })
  })

  it('does not name an approval that filled no seat', () => {
    const card = cardOf({
      status: 'approved',
      decidedAt,
      decisions: [byAna, byBo],
      settlement: {
        by: 'people',
        reason: null,
        seats: [{ decision: byAna.id, group: 'security' }],
      },
    })

    expect(card.verdict?.people.map(({ name }) => name)).toEqual(['Ana'])
  })

  it('names only who denied, not who had approved before', () => {
    const byCy = decisionOf(cy, 'deny', '2026-11-21T14:09:00Z', 'Needs a smaller batch')

    const card = cardOf({
      status: 'denied',
      decidedAt,
      decisions: [byAna, byCy],
      settlement: { by: 'people', reason: null, seats: [] },
    })

    expect(card.verdict).toMatchObject({
      title: 'Denied',
      people: [{ name: 'cy@example.com', group: null, comment: 'Needs a smaller batch' }],
    })
  })

  it.each([
    ['denied', 'policy', 'Denied', 'Production databases are never dropped.'],
    ['approved', 'policy', 'Approved', null],
    ['expired', 'clock', 'Expired', null],
    ['cancelled', 'agent', 'Withdrawn', 'job cancelled'],
  ] as const)('%s by %s is titled %s and names nobody', (status, by, title, reason) => {
    const card = cardOf({
      status,
      decidedAt,
      decisions: [byAna],
      settlement: { by, reason, seats: [] },
    })

    expect(card.verdict).toEqual({
      title,
      at: decidedAt,
      people: [],
      reason,
      by,
      ending: null,
    })
    expect(card.offers).toEqual([])
  })

  const until = new Date('2026-11-21T15:09:00Z')
  const unused = { until, usedAt: null, usedBy: null, revokedAt: null, revokeReason: null }
  const approved: Partial<RequestRecord> = {
    status: 'approved',
    decidedAt,
    settlement: { by: 'people', reason: null, seats: [] },
    grant: unused,
  }
  const at = new Date('2026-11-21T14:11:00Z')

  it.each([
    ['succeeded', 'Executed', null],
    ['failed', 'Execution failed', 'disk\u202E full'],
  ] as const)('tells that the execution %s', (status, title, detail) => {
    const { verdict } = cardOf({ ...approved, outcome: { status, detail, at } })

    expect(verdict?.ending).toEqual({
      title,
      at,
      words: detail === null ? null : 'disk<U+202E> full',
    })
  })

  it('tells that the approval was taken back, and why', () => {
    const grant = { ...unused, revokedAt: at, revokeReason: 'the wrong image' }

    const { verdict } = cardOf({ ...approved, grant })

    expect(verdict?.ending).toEqual({ title: 'Taken back', at, words: 'the wrong image' })
  })

  it('offers nothing even where its payload is cut', () => {
    const card = cardOf(
      { status: 'expired', decidedAt, settlement: { by: 'clock', reason: null, seats: [] } },
      { payloadCharsMax: 0 },
    )

    expect(card.payload.cut).not.toBeNull()
    expect(card.offers).toEqual([])
  })

  it.each(hostileTexts)('is inert where names, comments and reasons hold %s', (_what, hostile) => {
    const hostileBo = { ...bo, name: `${hostile}\n` }

    const card = cardOf({
      status: 'denied',
      decidedAt,
      decisions: [decisionOf(hostileBo, 'deny', '2026-11-21T14:09:00Z', hostile)],
      settlement: { by: 'people', reason: hostile, seats: [] },
    })

    expect(card.verdict?.people[0]?.name).not.toMatch(/\n/)
    for (const shown of textsOf(card)) expect(shown).not.toMatch(unseenCharacter)
  })
})
