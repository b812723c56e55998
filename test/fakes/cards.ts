import type { CardId, RequestId } from '../../src/contract/ids.ts'
import type { Card, CardVerdict, PayloadLine } from '../../src/core/card/card.ts'

/** Cards as `core/card` makes them, written by hand so that surfaces are tested on their own. */
export const requestId: RequestId = 'req_01k9xv2m4te8wb1q0zr7y5h3ad'
export const cardId: CardId = 'crd_01k9xv2m4te8wb1q0zr7y5h3ae'
export const digest = `sha256:${'9f2c41aa07de'.padEnd(64, '0')}`

export const askedAt = new Date('2026-11-21T14:02:00Z')
const expiresAt = new Date('2026-11-21T14:32:00Z')

export function pendingCard(changes: Partial<Card> = {}): Card {
  return {
    request: requestId,
    digest,
    digestShort: '9f2c 41aa 07de',
    url: 'https://countersign.example.com/requests/req_01k9xv2m4te8wb1q0zr7y5h3ad',
    status: 'pending',
    action: 'data.export',
    environment: 'production',
    environmentSource: 'resource',
    agent: 'etl-bot',
    resource: 'postgres://prod/customers',
    onBehalfOf: 'ana@example.com',
    askedAt,
    expiresAt,
    payload: {
      lines: [
        valueLine('table', 'customers'),
        valueLine('rows', '10412'),
        valueLine('to', 's3://analytics-eu/customers.parquet'),
        { depth: 0, key: 'token', text: 'hidden (secret, 40 characters)', kind: 'hidden' },
      ],
      cut: null,
      hidden: 1,
    },
    words: {
      summary: 'Export 10,412 customer rows to analytics',
      reason: 'Weekly churn model retraining',
    },
    rules: ['pii-export'],
    labels: [{ label: 'pii', sources: ['postgres://prod/customers*'] }],
    needs: [
      { group: 'data-owners', count: 1, have: 0, by: [] },
      { group: 'security', count: 1, have: 0, by: [] },
    ],
    warnings: [],
    offers: ['approve', 'deny'],
    comment: 'never',
    denyReasons: [],
    confirm: false,
    approveWhenCut: false,
    verdict: null,
    notification: 'etl-bot asks: data.export in production, until 14:32',
    ...changes,
  }
}

/** A card whose payload did not fit: Review stands where Approve would. */
export function cutCard(): Card {
  const card = pendingCard()
  return {
    ...card,
    payload: { ...card.payload, cut: { characters: 41_870, fields: 212 } },
    offers: ['review', 'deny'],
  }
}

export function approvedCard(changes: Partial<CardVerdict> = {}): Card {
  return {
    ...pendingCard(),
    status: 'approved',
    offers: [],
    needs: [
      { group: 'data-owners', count: 1, have: 1, by: [{ name: 'Ana', at: minute(5) }] },
      { group: 'security', count: 1, have: 1, by: [{ name: 'Bo', at: minute(9) }] },
    ],
    verdict: {
      title: 'Approved',
      at: minute(9),
      people: [
        { name: 'Ana', group: 'data-owners', surface: 'slack', at: minute(5), comment: null },
        { name: 'Bo', group: 'security', surface: 'teams', at: minute(9), comment: 'Once only' },
      ],
      reason: null,
      by: 'people',
      ending: null,
      ...changes,
    },
  }
}

export function deniedCard(): Card {
  return {
    ...approvedCard({
      title: 'Denied',
      people: [
        {
          name: 'Cy',
          group: 'security',
          surface: 'slack',
          at: minute(5),
          comment: 'Needs a smaller batch',
        },
      ],
    }),
    status: 'denied',
  }
}

export function expiredCard(): Card {
  const card = approvedCard({ title: 'Expired', at: expiresAt, people: [], by: 'clock' })
  return { ...card, status: 'expired', needs: pendingCard().needs }
}

export function withdrawnCard(): Card {
  return {
    ...approvedCard({ title: 'Withdrawn', people: [], by: 'agent', reason: 'job cancelled' }),
    status: 'cancelled',
  }
}

export function valueLine(key: string, text: string): PayloadLine {
  return { depth: 0, key, text, kind: 'value' }
}

/** One card of each kind, and the barest that there can be. */
export const everyCard: [string, Card][] = [
  ['pending', pendingCard()],
  ['cut', cutCard()],
  ['approved', approvedCard()],
  ['denied', deniedCard()],
  ['expired', expiredCard()],
  ['withdrawn', withdrawnCard()],
  [
    'empty',
    pendingCard({
      environment: null,
      resource: null,
      onBehalfOf: null,
      expiresAt: null,
      rules: [],
      labels: [],
      needs: [],
      words: { summary: null, reason: '' },
      payload: { lines: [], cut: null, hidden: 0 },
      notification: 'a',
    }),
  ],
  ['settled by nobody who is left', approvedCard({ people: [] })],
]

/** What an agent may write to pass for us, for Slack or for a person. */
export const hostileTexts = [
  '<!channel>',
  '<!here> <@U0000001> <#C0000001> <!subteam^S0000001>',
  '<https://evil.example|Approve>',
  '<!date^1732197600^{time}|Approved by Ana>',
  '&lt;!channel&gt;',
  '`code` ```fence``` *bold* _italic_ ~strike~ :tada:',
  'https://evil.example/approve',
  '@here @channel #general',
  '<U+202E>gnp.exe',
  '</script><b>Approved</b>',
]

/** The same for Teams. */
export const hostileTeamsTexts = [
  '[Approve](https://evil.example) ![](https://evil.example/seen.png)',
  '<at>Ana</at> <b>Approved</b> <a href="https://evil.example">here</a>',
  '{{DATE(2020-01-01T00:00:00Z)}}',
  '{{TIME(2020-01-01T00:00:00Z)}} {{DATE(2020-01-01T00:00:00Z,SHORT)}}',
  '{{{{DATE(2020-01-01T00:00:00Z)}}}}',
  '{{{',
  '{{DATE({{TIME(2020-01-01T00:00:00Z)}})}}',
  '{TIME(2020-01-01T00:00:00Z)}}',
  '\\{\\{DATE(2020-01-01T00:00:00Z)}} \\\\',
  '# Approved\n- by *Ana*\n\n1. done',
  '$' + "{if(true, 'Approved', '')}",
  '&#123;&#123;DATE(2020-01-01T00:00:00Z)}}',
]

function minute(past: number): Date {
  return new Date(Date.UTC(2026, 10, 21, 14, past))
}
