import { beforeEach, describe, expect, it } from '@jest/globals'
import { type CancelDeps, cancel } from '../../../src/app/cancel.ts'
import { expire } from '../../../src/app/expire.ts'
import {
  countingIds,
  type MemoryStore,
  memoryRequests,
  memoryStore,
  policyLibrary,
} from '../../fakes/memory-store.ts'
import {
  deadline,
  decisionRecord,
  minute,
  personRecord,
  requestRecord,
} from '../../fakes/records.ts'
import { newSigner } from '../../fakes/signer.ts'

const halfWay = requestRecord({ decisions: [decisionRecord(personRecord('ana'))] })

let store: MemoryStore
let deps: CancelDeps

beforeEach(() => {
  store = memoryStore([halfWay])
  deps = {
    newId: countingIds(),
    requests: memoryRequests(store),
    policies: policyLibrary(store),
    grants: newSigner(),
    publicUrl: 'https://countersign.example.com',
    wake: (request) => store.woken.push(request),
  }
})

const withdraw = (reason: string | null = null) => cancel(deps, 'agt_etl', 'req_export', reason)

function settledAs(status: 'approved' | 'denied' | 'expired' | 'cancelled') {
  const settlement = { by: 'people' as const, reason: null, seats: [] }
  store.records.set('req_export', requestRecord({ status, settlement, decidedAt: minute(4) }))
}

describe('cancel', () => {
  it('withdraws a pending request, by its agent, and wakes who waits', async () => {
    expect(await withdraw('job cancelled')).toMatchObject({
      ok: true,
      request: { status: 'cancelled', verdict: { by: 'agent', reason: 'job cancelled' } },
    })
    expect(store.woken).toEqual(['req_export'])
    expect(store.events).toMatchObject([
      { type: 'request.cancelled', actor: { kind: 'agent', id: 'agt_etl' } },
    ])
  })

  it('commits to the reason in its event and writes none of it there', async () => {
    await withdraw('job cancelled')

    expect(store.events[0]?.more['commitments']).toEqual({
      reason: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    expect(JSON.stringify(store.events)).not.toContain('job')
  })

  it.each([null, '', '  \n'])('takes %j for no reason', async (reason) => {
    expect(await withdraw(reason)).toMatchObject({ request: { verdict: { reason: null } } })
  })

  it('is the same answer again, without a write', async () => {
    await withdraw('first')

    expect(await withdraw('second')).toMatchObject({
      ok: true,
      request: { verdict: { reason: 'first' } },
    })
    expect(store.changes).toHaveLength(1)
  })

  it.each(['approved', 'denied', 'expired'] as const)(
    'answers with the request where it is %s already',
    async (status) => {
      settledAs(status)

      expect(await withdraw()).toMatchObject({
        ok: false,
        code: 'already_decided',
        request: { status },
      })
      expect(store.changes).toEqual([])
    },
  )

  it('finds no request of another agent, and none that is not there', async () => {
    expect(await cancel(deps, 'agt_other', 'req_export', null)).toEqual({
      ok: false,
      code: 'not_found',
    })
    expect(await cancel(deps, 'agt_etl', 'req_other', null)).toEqual({
      ok: false,
      code: 'not_found',
    })
    expect(store.changes).toEqual([])
  })

  it('expires what is overdue instead', async () => {
    store.now = deadline

    expect(await withdraw()).toMatchObject({
      code: 'already_decided',
      request: { status: 'expired' },
    })
  })

  it('reads again where something changed before the write', async () => {
    store.meanwhile = () => settledAs('approved')
    store.records.set('req_export', { ...halfWay, version: 7 })

    expect(await withdraw()).toMatchObject({ code: 'already_decided' })
    expect(store.calls).toEqual(['read', 'write', 'read'])
  })

  it('writes only before the deadline', async () => {
    store.meanwhile = () => {
      store.now = deadline
    }

    expect(await withdraw()).toMatchObject({ request: { status: 'expired' } })
  })
})

describe('expire', () => {
  it('ends what is overdue, by the clock: no approval and nobody’s denial', async () => {
    store.now = deadline

    expect(await expire(deps, 'req_export')).toBeNull()
    expect(store.records.get('req_export')).toMatchObject({
      status: 'expired',
      settlement: { by: 'clock', reason: null },
      decidedAt: deadline,
    })
    expect(store.events).toMatchObject([
      { type: 'request.expired', actor: { kind: 'clock', id: null } },
    ])
    expect(store.woken).toEqual(['req_export'])
  })

  it('says how long is left where it comes too early, and changes nothing', async () => {
    store.now = new Date(deadline.getTime() - 1)

    expect(await expire(deps, 'req_export')).toEqual({ remainingMs: 1 })
    expect(store.changes).toEqual([])
  })

  it.each(['approved', 'denied', 'expired', 'cancelled'] as const)(
    'leaves what is %s as it is',
    async (status) => {
      settledAs(status)
      store.now = deadline

      expect(await expire(deps, 'req_export')).toBeNull()
      expect(store.changes).toEqual([])
      expect(store.woken).toEqual([])
    },
  )

  it('leaves alone what is not there and what never expires', async () => {
    store.records.set('req_endless', requestRecord({ id: 'req_endless', expiresAt: null }))

    expect(await expire(deps, 'req_other')).toBeNull()
    expect(await expire(deps, 'req_endless')).toBeNull()
    expect(store.changes).toEqual([])
  })

  it('yields to a verdict that was written before its own', async () => {
    store.now = deadline
    store.meanwhile = () => settledAs('approved')
    store.records.set('req_export', { ...halfWay, version: 7 })

    expect(await expire(deps, 'req_export')).toBeNull()
    expect(store.records.get('req_export')?.status).toBe('approved')
    expect(store.woken).toEqual([])
  })
})
