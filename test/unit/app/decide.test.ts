import { beforeEach, describe, expect, it } from '@jest/globals'
import { type DecideDeps, decide } from '../../../src/app/decide.ts'
import { click, decideDeps, eventsIn } from '../../fakes/clicks.ts'
import { type MemoryStore, memoryStore } from '../../fakes/memory-store.ts'
import { cardRecord, compiledPolicy, deadline, requestRecord } from '../../fakes/records.ts'

let store: MemoryStore
let deps: DecideDeps

beforeEach(() => {
  store = memoryStore([requestRecord()])
  deps = decideDeps(store)
})

describe('decide', () => {
  it('records an approval that does not settle, and wakes nobody', async () => {
    const result = await decide(deps, click('ana'))

    expect(result).toMatchObject({ ok: true, repeated: false, request: { status: 'pending' } })
    expect(eventsIn(store)).toEqual(['decision.recorded approve'])
    expect(store.woken).toEqual([])
  })

  it('settles with the last approval, records both events at once and wakes the waiters', async () => {
    await decide(deps, click('ana'))
    const result = await decide(deps, click('cy'))

    expect(result).toMatchObject({
      ok: true,
      request: {
        status: 'approved',
        verdict: {
          by: 'people',
          decisions: [
            { person: 'ana@example.com', counts_for: 'data-owners' },
            { person: 'cy@example.com', counts_for: 'security' },
          ],
        },
      },
    })
    expect(store.changes.map(({ events }) => events.length)).toEqual([1, 2])
    expect(store.woken).toEqual(['req_export'])
  })

  it('answers the same decision again without a write', async () => {
    await decide(deps, click('ana'))

    expect(await decide(deps, click('ana'))).toMatchObject({ ok: true, repeated: true })
    expect(store.changes).toHaveLength(1)
  })

  it('keeps the comment, commits to it in the event, and writes none of it there', async () => {
    await decide(deps, click('ana', { decision: 'deny', comment: 'Needs a smaller batch' }))

    expect(store.changes[0]?.decision?.comment).toBe('Needs a smaller batch')
    expect(store.events[0]?.more['commitments']).toEqual({
      comment: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    expect(JSON.stringify(store.events)).not.toContain('smaller')
  })

  it('keeps no comment that says nothing', async () => {
    await decide(deps, click('ana', { comment: ' \n' }))

    expect(store.changes[0]?.decision?.comment).toBeNull()
  })

  it('rests its write on everything that it was decided by', async () => {
    await decide(deps, click('ana'))
    await decide(deps, click('cy'))

    expect(store.changes[1]).toMatchObject({
      expectVersion: 2,
      expectPolicy: store.policyVersion,
      expectAgentVersion: 1,
      expectActive: ['per_cy', 'per_ana'],
      before: deadline,
    })
  })

  it('knows no request under an unknown id, and records nothing', async () => {
    expect(await decide(deps, click('ana', { request: 'req_other' }))).toMatchObject({
      ok: false,
      code: 'not_found',
      request: null,
    })
    expect(store.events).toEqual([])
  })
})

describe('a refused click', () => {
  it.each([
    { code: 'self_approval', name: 'olga', changes: {} },
    { code: 'not_an_approver', name: 'eve', changes: {} },
    { code: 'digest_mismatch', name: 'ana', changes: { digest: `sha256:${'0'.repeat(64)}` } },
  ])('is recorded with its code, and changes nothing: $code', async ({ code, name, changes }) => {
    const result = await decide(deps, click(name, changes))

    expect(result).toMatchObject({ ok: false, code, sentence: expect.stringMatching(/\.$/) })
    expect(store.events).toMatchObject([
      {
        type: 'decision.refused',
        code,
        request: 'req_export',
        actor: { kind: 'person', id: `per_${name}` },
        surface: 'api',
        more: { decision: 'approve' },
      },
    ])
    expect(store.changes).toEqual([])
    expect(store.records.get('req_export')?.version).toBe(1)
  })

  it('says what is still needed', async () => {
    expect(await decide(deps, click('olga'))).toMatchObject({
      sentence: expect.stringContaining('Still needed: data-owners, security.'),
    })
  })

  it('carries the winner where somebody else was faster', async () => {
    await decide(deps, click('cy', { decision: 'deny' }))

    expect(await decide(deps, click('ana'))).toMatchObject({
      code: 'already_decided',
      request: { status: 'denied', verdict: { decisions: [{ person: 'cy@example.com' }] } },
    })
  })

  it('names an account that is nobody we know by the platform’s own ids', async () => {
    const account = { provider: 'slack', tenant: 'T0', subject: 'U9' } as const
    const profile = { standing: 'guest', email: 'guest@example.com', name: 'Guest' } as const

    await decide(deps, click('', { clicker: { kind: 'account', account, profile } }))

    expect(store.events).toMatchObject([
      { code: 'account_refused', actor: { kind: 'identity', id: 'slack/T0/U9' } },
    ])
    expect(JSON.stringify(store.events)).not.toContain('guest@')
  })
})

describe('an account’s first click', () => {
  it('links it and decides in the same call', async () => {
    const sections = {
      identities: '{ slack: [{ team: T0123456789, trust_email_domains: [example.com] }] }',
    }
    store.policies.set(store.policyVersion, compiledPolicy(sections))
    const account = { provider: 'slack', tenant: 'T0123456789', subject: 'U1' } as const
    const profile = { standing: 'member', email: 'ana@example.com', name: 'Ana' } as const

    await decide(deps, click('', { clicker: { kind: 'account', account, profile } }))

    expect(eventsIn(store)).toEqual(['person.identity_linked', 'decision.recorded approve'])
    expect(store.changes[0]?.decision).toMatchObject({ person: 'per_ana', identity: 'idn_U1' })
  })
})

describe('a clicked message', () => {
  const message = { card: 'crd_one', key: 'C1/1.0', ref: { channel: 'C0123456789' } } as const

  beforeEach(() => {
    store.policies.set(
      store.policyVersion,
      compiledPolicy({ destinations: '{ data-approvals: { slack: C0123456789 } }' }),
    )
    store.records.set('req_export', requestRecord({ cards: [cardRecord()] }))
  })

  it('is adopted on the word of somebody who may read the request', async () => {
    await decide(deps, click('ana', { message }))

    expect(store.calls).toEqual(['read', 'adopt crd_one', 'write'])
  })

  it('is adopted even where their click is refused', async () => {
    await decide(deps, click('olga', { message }))

    expect(store.calls).toEqual(['read', 'adopt crd_one'])
  })

  it.each([
    ['by somebody who may not read the request', click('eve', { message })],
    ['with another digest', click('ana', { message, digest: `sha256:${'0'.repeat(64)}` })],
    [
      'in another place than the card’s destination',
      click('ana', { message: { ...message, ref: { channel: 'C0ELSEWHERE' } } }),
    ],
    ['as a card of another request', click('ana', { message: { ...message, card: 'crd_other' } })],
  ])('is not adopted %s', async (_, clicked) => {
    await decide(deps, clicked)

    expect(store.calls.filter((call) => call.startsWith('adopt'))).toEqual([])
  })
})
