import { beforeEach, describe, expect, it } from '@jest/globals'
import { type DecideDeps, decide } from '../../../src/app/decide.ts'
import { click, decideDeps, eventsIn } from '../../fakes/clicks.ts'
import { type MemoryStore, memoryStore } from '../../fakes/memory-store.ts'
import {
  compiledPolicy,
  deadline,
  decisionRecord,
  evaluationOf,
  minute,
  personRecord,
  requestRecord,
  reviewOf,
  reviewYaml,
} from '../../fakes/records.ts'

let store: MemoryStore
let deps: DecideDeps

beforeEach(() => {
  store = memoryStore([requestRecord()])
  deps = decideDeps(store)
})

describe('what changes between the read and the write', () => {
  it('is read and decided again: two at once settle one after the other', async () => {
    store.meanwhile = () => {
      const record = requestRecord({ version: 2, decisions: [decisionRecord(personRecord('ana'))] })
      store.records.set(record.id, record)
    }

    expect(await decide(deps, click('cy'))).toMatchObject({ request: { status: 'approved' } })
    expect(store.calls).toEqual(['read', 'write', 'read', 'write'])
  })

  it('loses to a verdict that came first', async () => {
    store.meanwhile = () => {
      const settlement = { by: 'agent', reason: null, seats: [] } as const
      const record = requestRecord({
        version: 2,
        status: 'cancelled',
        settlement: { ...settlement, seats: [] },
      })
      store.records.set(record.id, record)
    }

    expect(await decide(deps, click('ana'))).toMatchObject({ code: 'already_decided' })
  })

  it('loses to the deadline: the request expires and is not approved', async () => {
    store.meanwhile = () => {
      store.now = deadline
    }

    expect(await decide(deps, click('ana'))).toMatchObject({
      code: 'already_decided',
      request: { status: 'expired' },
    })
  })

  it('counts no approver who is disabled before the write', async () => {
    await decide(deps, click('ana'))
    store.meanwhile = () => {
      store.people.set('per_ana', personRecord('ana', { disabled: true }))
    }

    expect(await decide(deps, click('cy'))).toMatchObject({ request: { status: 'pending' } })
  })

  it('goes by the policy that came into force before the write', async () => {
    await decide(deps, click('ana'))
    store.meanwhile = () => {
      store.policies.set('next', compiledPolicy({ default: reviewYaml('security: 2') }))
      store.policyVersion = 'next'
    }

    expect(await decide(deps, click('cy'))).toMatchObject({
      request: {
        status: 'pending',
        needs: [{ count: 1 }, { group: 'security', count: 2, have: 1 }],
      },
    })
  })

  it('fails as an error where it never ends, and never as an approval', async () => {
    const again = () => {
      const record = store.records.get('req_export') ?? requestRecord()
      store.records.set(record.id, { ...record, version: record.version + 1 })
      store.meanwhile = again
    }
    store.meanwhile = again

    await expect(decide(deps, click('ana'))).rejects.toThrow('kept changing')
    expect(store.changes).toEqual([])
  })
})

describe('an overdue request', () => {
  it('is expired by the click that finds it so, and the click is refused', async () => {
    store.now = deadline

    const result = await decide(deps, click('ana', { decision: 'deny' }))

    expect(result).toMatchObject({
      code: 'already_decided',
      request: { status: 'expired', verdict: { by: 'clock', decisions: [] } },
    })
    expect(eventsIn(store)).toEqual(['request.expired', 'decision.refused already_decided'])
  })
})

describe('a policy that denies by now', () => {
  it('settles as denied by policy with its sentence, which stays out of the event', async () => {
    const rules = '[{ name: stop, match: { action: "*" }, then: deny, because: "No more." }]'
    store.policies.set('next', compiledPolicy({ rules }))
    store.policyVersion = 'next'

    expect(await decide(deps, click('ana'))).toMatchObject({
      request: { status: 'denied', verdict: { by: 'policy', reason: 'No more.' } },
    })
    expect(store.events.at(-1)).toMatchObject({
      type: 'request.denied',
      actor: { kind: 'policy', id: 'next' },
    })
    expect(JSON.stringify(store.events)).not.toContain('No more')
  })
})

describe('one’s own action in development mode', () => {
  it('is marked on the request once, and in every event', async () => {
    const self = compiledPolicy({ self_approval: 'allowed_in_development' })
    store.policies.set(store.policyVersion, self)
    const barred = ['per_ana', 'per_cy'] as const
    store.records.set('req_export', requestRecord({ barred: [...barred] }))

    await decide(deps, click('ana'))
    const result = await decide(deps, click('cy'))

    expect(result).toMatchObject({
      request: { status: 'approved', warnings: [{ code: 'self_approval_allowed' }] },
    })
    expect(
      store.events.filter(({ type }) => type === 'decision.recorded').map(({ more }) => more),
    ).toMatchObject([{ own_action: true }, { own_action: true }])
  })
})

describe('a comment that the policy wants', () => {
  it('is asked for at the request’s own page', async () => {
    const needs = requestRecord().needs
    const review = reviewOf(needs, { comment: 'always' })
    store.records.set('req_export', requestRecord({ evaluation: evaluationOf({ review }) }))
    store.now = minute(1)

    expect(await decide(deps, click('ana'))).toMatchObject({
      code: 'comment_required',
      sentence: expect.stringContaining('https://countersign.example.com/requests/req_export'),
    })
  })
})
