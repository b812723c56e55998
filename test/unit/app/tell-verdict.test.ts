import { beforeEach, describe, expect, it } from '@jest/globals'
import type { Account, ChatSurface, Contact, SayResult } from '../../../src/app/ports.ts'
import { tellPerson, tellVerdict } from '../../../src/app/tell-verdict.ts'
import type { Note } from '../../../src/core/card/note.ts'
import type { Hearer } from '../../../src/core/policy/policy.ts'
import type { RequestRecord } from '../../../src/core/record.ts'
import {
  bothNeeds,
  decisionRecord,
  evaluationOf,
  minute,
  personRecord,
  requestRecord,
  reviewOf,
} from '../../fakes/records.ts'

let request: RequestRecord
let later: string[][]
let told: { surface: string; note: Note; account: Account }[]
let answers: Record<string, SayResult>
let contacts: Contact[]

const slackOlga: Account = { provider: 'slack', tenant: 'T1', subject: 'U1' }
const teamsOlga: Account = { provider: 'entra', tenant: 'tenant', subject: 'olga' }

beforeEach(() => {
  request = denied()
  later = []
  told = []
  answers = {}
  contacts = [{ person: personRecord('olga'), accounts: [slackOlga, teamsOlga] }]
})

function denied(tell: Hearer[] = ['on_behalf_of', 'owners']): RequestRecord {
  const decision = decisionRecord(personRecord('cy'), 'deny', { comment: 'Too\u202e many rows' })
  return requestRecord({
    status: 'denied',
    evaluation: evaluationOf({ review: reviewOf(bothNeeds, { tell }) }),
    decisions: [decision],
    decidedAt: minute(4),
    settlement: {
      by: 'people',
      reason: null,
      seats: [{ decision: decision.id, group: 'security' }],
    },
  })
}

function deps() {
  const surface = (name: 'slack' | 'teams', provider: Account['provider']) =>
    ({
      name,
      provider,
      tell: async (note: Note, account: Account) => {
        told.push({ surface: name, note, account })
        return answers[name] ?? { kind: 'said' }
      },
    }) as unknown as ChatSurface
  return {
    requests: {
      read: async () => request,
      hearers: async () => ({
        owners: ['per_olga', 'per_pia'] as const,
        onBehalfOf: 'per_olga' as const,
      }),
      tellLater: async (_: string, people: string[]) => {
        later.push(people)
      },
    },
    people: { contacts: async () => contacts },
    surfaces: [surface('slack', 'slack'), surface('teams', 'entra')],
    publicUrl: 'https://countersign.example.com',
  } as Parameters<typeof tellPerson>[0]
}

describe('who hears a verdict', () => {
  it('is everyone whom the policy names, each once', async () => {
    await tellVerdict(deps(), request.id)

    expect(later).toEqual([['per_olga', 'per_pia']])
  })

  it.each<[Hearer[], string[][]]>([
    [['owners'], [['per_olga', 'per_pia']]],
    [['on_behalf_of'], [['per_olga']]],
    [[], []],
  ])('is only whom the policy names: %j', async (tell, expected) => {
    request = denied(tell)

    await tellVerdict(deps(), request.id)

    expect(later).toEqual(expected)
  })
})

describe('a verdict told to one person', () => {
  it('says what it was about, how it ended, and by whom, with hidden characters shown', async () => {
    await tellPerson(deps(), request.id, 'per_olga')

    expect(told).toHaveLength(1)
    expect(told[0]?.note).toMatchObject({
      sentence: 'Denied: data.export in production, asked by etl-bot. One person decided.',
      quotes: [{ speaker: 'cy@example.com (security)', words: 'Too<U+202E> many rows' }],
      url: 'https://countersign.example.com/requests/req_export',
    })
  })

  it('goes to one of their accounts only', async () => {
    expect(await tellPerson(deps(), request.id, 'per_olga')).toEqual({ kind: 'said' })
    expect(told.map(({ account }) => account)).toEqual([slackOlga])
  })

  it('goes to the next surface where one refuses', async () => {
    answers = { slack: { kind: 'refused', reason: 'cannot_dm_bot' } }

    expect(await tellPerson(deps(), request.id, 'per_olga')).toEqual({ kind: 'said' })
    expect(told.map(({ surface }) => surface)).toEqual(['slack', 'teams'])
  })

  it('goes to the next surface where one is out, and is tried again where all are', async () => {
    answers = { slack: { kind: 'later', reason: 'unreachable', afterSeconds: null } }
    expect(await tellPerson(deps(), request.id, 'per_olga')).toEqual({ kind: 'said' })

    answers['teams'] = { kind: 'refused', reason: 'not_installed' }
    expect(await tellPerson(deps(), request.id, 'per_olga')).toMatchObject({ kind: 'later' })
  })

  it('is nothing while the request is pending', async () => {
    request = requestRecord()

    expect(await tellPerson(deps(), request.id, 'per_olga')).toBeNull()
  })

  it('reaches nobody who was disabled', async () => {
    contacts = [{ person: personRecord('olga', { disabled: true }), accounts: [slackOlga] }]

    expect(await tellPerson(deps(), request.id, 'per_olga')).toBeNull()
    expect(told).toEqual([])
  })

  it('is said to reach nobody where they have no account in any chat', async () => {
    contacts = [{ person: personRecord('olga'), accounts: [] }]

    expect(await tellPerson(deps(), request.id, 'per_olga')).toEqual({
      kind: 'refused',
      reason: 'no_account',
    })
  })

  it.each([
    [
      'expired',
      'clock',
      'Expired: data.export in production, asked by etl-bot. The time was over.',
    ],
    [
      'cancelled',
      'agent',
      'Withdrawn: data.export in production, asked by etl-bot. The agent took it back.',
    ],
    [
      'denied',
      'policy',
      'Denied: data.export in production, asked by etl-bot. The policy decided.',
    ],
  ] as const)('says that it is %s by %s', async (status, by, sentence) => {
    request = { ...denied(), status, decisions: [], settlement: { by, reason: null, seats: [] } }

    await tellPerson(deps(), request.id, 'per_olga')

    expect(told[0]?.note.sentence).toBe(sentence)
  })
})
