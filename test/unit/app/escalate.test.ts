import { beforeEach, describe, expect, it } from '@jest/globals'
import { type EscalateDeps, escalate } from '../../../src/app/escalate.ts'
import type { ChatSurface } from '../../../src/app/ports.ts'
import { mayRead } from '../../../src/core/authority.ts'
import type { RequestRecord } from '../../../src/core/record.ts'
import { caseOf, outcomeOf } from '../../fakes/cases.ts'
import {
  countingIds,
  type MemoryStore,
  memoryRequests,
  memoryStore,
  policyLibrary,
} from '../../fakes/memory-store.ts'
import {
  cardRecord,
  compiledPolicy,
  deadline,
  decisionRecord,
  evaluationOf,
  groupsYaml,
  minute,
  personRecord,
  policyVersion,
  requestRecord,
  reviewYaml,
} from '../../fakes/records.ts'

const groups = groupsYaml({ security: ['cy', 'kim'], sre: ['sam', 'olga'] })
const destinations = '{ room: { slack: C0123456789 }, hall: { slack: C0999999999 } }'
const escalating = 'escalate: { after: 5m, add_group: sre, post_to: room }'
const policy = compiledPolicy({
  groups,
  destinations,
  default: reviewYaml('security: 1', escalating),
})
const without = compiledPolicy({ groups, destinations, default: reviewYaml('security: 1') })
const sam = personRecord('sam')
const needs = [{ group: 'security', count: 1 }]

let store: MemoryStore
let deps: EscalateDeps

function asked(changes: Partial<RequestRecord> = {}): RequestRecord {
  const { default: fallback } = policy.policy
  const review = fallback.then === 'review' ? fallback.review : null
  return requestRecord({ needs, evaluation: evaluationOf({ review }), ...changes })
}

beforeEach(() => {
  store = memoryStore([asked()])
  store.policies.set(policyVersion, policy)
  deps = {
    newId: countingIds(),
    requests: memoryRequests(store),
    policies: policyLibrary(store),
    surfaces: [
      {
        name: 'slack',
        reaches: ({ slack }) => slack !== null,
        placeOf: ({ slack }) => slack?.channel ?? '',
      } as ChatSurface,
    ],
  }
})

const escalateNow = (place = 0) => escalate(deps, 'req_export', place)
const current = () => store.records.get('req_export') ?? asked()

function ruling(name: string, decision: 'approve' | 'deny', compiled = policy) {
  const person = personRecord(name)
  return outcomeOf(
    caseOf({ request: current(), policy: compiled, person, decision, now: store.now }),
  )
}

describe('an escalation', () => {
  it('lets the added group fill the open seat, deny and read, none of which it could before', async () => {
    expect(ruling('sam', 'approve')).toBe('not_an_approver')
    expect(mayRead(sam, current(), policy.policy)).toBe(false)

    expect(await escalateNow()).toBeNull()

    expect(ruling('sam', 'approve')).toBe('approved')
    expect(ruling('sam', 'deny')).toBe('denied')
    expect(ruling('cy', 'approve')).toBe('approved')
    expect(mayRead(sam, current(), policy.policy)).toBe(true)
  })

  it('leaves barred whoever is barred', async () => {
    await escalateNow()

    expect(ruling('olga', 'approve')).toBe('self_approval')
  })

  it('is a version more, an event by the clock, a sentence and a card', async () => {
    await escalateNow()

    expect(current()).toMatchObject({
      version: 2,
      status: 'pending',
      needs: [{ group: 'security', count: 1, escalated: [{ group: 'sre', count: 1 }] }],
      cards: [{ surface: 'slack', destination: 'room', status: 'queued' }],
    })
    expect(current().warnings).toEqual([
      {
        code: 'escalated',
        detail:
          'Nobody settled this within 5 min: sre is asked, who may approve for security too; it is posted to room too.',
      },
    ])
    expect(store.events).toMatchObject([
      {
        type: 'request.escalated',
        actor: { kind: 'clock' },
        more: { group: 'sre', destinations: ['room'] },
      },
    ])
  })

  it('posts nothing where the policy in force does not say so any more', async () => {
    store.policies.set(policyVersion, without)

    await escalateNow()

    expect(current().cards).toEqual([])
    expect(JSON.stringify(current().warnings)).not.toContain('posted to room')
  })

  it('changes nothing when its job runs again', async () => {
    await escalateNow()
    await escalateNow()

    expect(store.changes).toHaveLength(1)
  })

  it('posts no second card where one is already', async () => {
    store.records.set('req_export', asked({ cards: [cardRecord({ destination: 'room' })] }))

    await escalateNow()

    expect(store.changes[0]?.cards).toEqual([])
  })

  it.each<[string, () => void]>([
    ['is settled', () => store.records.set('req_export', asked({ status: 'cancelled' }))],
    [
      'is overdue',
      () => {
        store.now = deadline
      },
    ],
    ['is gone', () => store.records.clear()],
  ])('leaves a request alone that %s', async (_, arrange) => {
    arrange()

    expect(await escalateNow()).toBeNull()
    expect(store.changes).toEqual([])
  })

  it('does nothing where the review has no such escalation', async () => {
    expect(await escalateNow(1)).toBeNull()
    expect(store.changes).toEqual([])
  })

  it('never comes early, whatever the clock of the queue says', async () => {
    store.now = minute(4)

    expect(await escalateNow()).toEqual({ remainingMs: 60_000 })
    expect(store.changes).toEqual([])
  })

  it('decides again where somebody approved in between', async () => {
    store.records.set('req_export', asked({ needs: [{ group: 'security', count: 2 }] }))
    store.meanwhile = () => {
      const decided = { ...current(), version: 2, decisions: [decisionRecord(personRecord('cy'))] }
      store.records.set('req_export', decided)
    }

    await escalateNow()

    expect(current()).toMatchObject({ version: 3, decisions: [{ id: 'dec_cy' }] })
  })
})

describe('an escalation under another policy', () => {
  it('opens nothing that the policy in force keeps, and still posts and asks', async () => {
    store.policies.set(policyVersion, without)

    await escalateNow()

    expect(current().needs).toEqual([{ ...needs[0], escalated: [{ group: 'sre', count: 0 }] }])
    expect(ruling('sam', 'approve', without)).toBe('need_already_met')
    expect(ruling('sam', 'deny', without)).toBe('denied')
    expect(current().warnings[0]?.detail).toContain('sre is asked, who may deny it')
  })

  it('is taken back by a policy that comes into force later', async () => {
    await escalateNow()

    expect(ruling('sam', 'approve', policy)).toBe('approved')
    expect(ruling('sam', 'approve', without)).toBe('need_already_met')
  })

  it('gives no seat yet where the policy in force lets it happen later', async () => {
    const later = compiledPolicy({
      groups,
      destinations,
      default: reviewYaml('security: 1', escalating.replace('5m', '20m')),
    })
    await escalateNow()

    store.now = minute(19)
    expect(ruling('sam', 'approve', later)).toBe('need_already_met')
    expect(ruling('sam', 'deny', later)).toBe('denied')
    store.now = minute(20)
    expect(ruling('sam', 'approve', later)).toBe('approved')
  })

  it('is not given by a policy that did not hold when the request was proposed', async () => {
    const review = compiledPolicy({ groups, default: reviewYaml('security: 1') }).policy.default
    store.records.set(
      'req_export',
      asked({
        evaluation: evaluationOf({ review: review.then === 'review' ? review.review : null }),
      }),
    )

    await escalateNow()

    expect(ruling('sam', 'approve')).toBe('not_an_approver')
  })

  it('stays where the policy in force allows by now', async () => {
    const allowing = compiledPolicy({
      groups,
      default: reviewYaml('security: 1'),
      rules: '[{ name: all, then: allow }]',
    })
    await escalateNow()

    expect(ruling('sam', 'approve', allowing)).toBe('approved')
  })

  it('says where a further destination cannot be reached', async () => {
    deps = { ...deps, surfaces: [] }

    await escalateNow()

    expect(current().cards).toEqual([])
    expect(current().warnings.map(({ code }) => code)).toEqual([
      'escalated',
      'destination_unreachable',
    ])
  })
})
