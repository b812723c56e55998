import { beforeEach, describe, expect, it } from '@jest/globals'
import { inspect } from '../../../src/app/inspect.ts'
import type { Clicker } from '../../../src/app/ports.ts'
import { showHome } from '../../../src/app/show-home.ts'
import { chatDeps, clickOf, linkIn, tenantOf } from '../../fakes/chat-desk.ts'
import { type MemoryStore, memoryRequests, memoryStore } from '../../fakes/memory-store.ts'
import {
  compiledPolicy,
  decisionRecord,
  personRecord,
  policyVersion,
  requestRecord,
} from '../../fakes/records.ts'

let store: MemoryStore

beforeEach(() => {
  const decided = requestRecord({
    id: 'req_decided',
    status: 'denied',
    decisions: [decisionRecord(personRecord('ana'), 'deny')],
    settlement: { by: 'people', reason: null, seats: [] },
  })
  store = memoryStore([requestRecord(), decided])
  const identities = `{ teams: [ { tenant: ${tenantOf}, trust_email_domains: [example.com] } ] }`
  store.policies.set(policyVersion, compiledPolicy({ identities }))
})

function deps() {
  const base = chatDeps(store)
  const records = () => [...store.records.values()]
  return {
    ...base,
    deliveries: { ofRequest: async () => [] },
    events: { ofRequest: async () => [] },
    requests: {
      ...memoryRequests(store),
      queue: base.requests.queue,
      decidedBy: async ({ person }: { person: string }) =>
        records().filter(({ decisions }) => decisions.some((made) => made.person.id === person)),
      askedBy: async ({ person }: { person: string }) =>
        records().filter(({ barred }) => barred.some((id) => id === person)),
    },
  }
}

function home(clicker: Clicker) {
  return showHome(deps(), {
    clicker,
    payloadCharsMax: 1_000,
    waitingCountMax: 10,
    latestCountMax: 10,
  })
}

describe('a person’s own place in a chat', () => {
  it('shows what waits and what they decided, and links nothing by being looked at', async () => {
    expect(await home(clickOf('ana'))).toMatchObject({
      kind: 'known',
      waiting: [{ card: { request: 'req_export' }, may: { approve: true } }],
      decided: [{ request: 'req_decided', status: 'denied', own: { decision: 'deny' } }],
    })
    expect(store.identities.size).toBe(0)
    expect(store.events).toEqual([])
  })

  it('shows an owner what their agents asked for, and nothing to decide', async () => {
    linkIn(store, 'olga')

    const shown = await home(clickOf('olga'))

    expect(shown).toMatchObject({ kind: 'known', waiting: [] })
    expect(shown).toMatchObject({ asked: expect.arrayContaining([expect.anything()]) })
  })

  it('names nothing that the person may read no longer', async () => {
    store.policies.set(
      policyVersion,
      compiledPolicy({
        identities: `{ teams: [ { tenant: ${tenantOf}, trust_email_domains: [example.com] } ] }`,
        groups:
          '{ data-owners: { members: [bo@example.com] }, security: { members: [bo@example.com, cy@example.com] } }',
      }),
    )

    expect(await home(clickOf('ana'))).toMatchObject({ decided: [] })
  })

  it.each([
    ['a guest', clickOf('ana', { standing: 'guest' }), 'Guests'],
    ['an account that nobody vouches for', clickOf('ana', { email: null }), 'which person'],
    [
      'an account of which nothing can be had',
      { ...clickOf('ana'), profile: 'unavailable' } as Clicker,
      'could not check',
    ],
  ])('is not shown to %s', async (_, clicker, words) => {
    expect(await home(clicker)).toMatchObject({
      kind: 'unknown',
      sentence: expect.stringContaining(words),
    })
  })

  it('is not shown to somebody who was disabled', async () => {
    store.people.set('per_ana', personRecord('ana', { disabled: true }))

    expect(await home(clickOf('ana'))).toMatchObject({ kind: 'unknown' })
  })
})

describe('everything about a request in a chat', () => {
  const look = (clicker: Clicker, request: `req_${string}` = 'req_export') =>
    inspect(deps(), { request, clicker })

  it('is what the console shows, with what the person may do', async () => {
    expect(await look(clickOf('ana'))).toMatchObject({
      card: { request: 'req_export' },
      may: { approve: true, deny: true },
    })
  })

  beforeEach(() => void store.people.set('per_eve', personRecord('eve')))

  it.each([
    ['whom it does not concern', clickOf('eve')],
    ['who is nobody here', clickOf('mallory', { email: 'mallory@evil.test' })],
    ['who is a guest', clickOf('ana', { standing: 'guest' })],
  ])('is nothing to somebody %s, as if it were not there', async (_, clicker) => {
    expect(await look(clicker)).toBeNull()
    expect(await look(clicker, 'req_missing')).toBeNull()
  })
})
