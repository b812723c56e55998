import { beforeEach, describe, expect, it } from '@jest/globals'
import { type ProposeDeps, propose } from '../../../src/app/propose.ts'
import type { JsonValue } from '../../../src/contract/json.ts'
import { actionDigest } from '../../../src/proof/verify/digest.ts'
import { type MemoryStore, memoryStore } from '../../fakes/memory-store.ts'
import { action, agent, alreadyMade, proposeDeps } from '../../fakes/proposals.ts'
import { compiledPolicy, requestRecord } from '../../fakes/records.ts'

let store: MemoryStore
let deps: ProposeDeps

beforeEach(() => {
  store = memoryStore()
  deps = proposeDeps(store)
})

function put(
  value: JsonValue,
  key: string | null = null,
  payloadText: string | null = '{"rows":1}',
) {
  return propose(deps, agent, { value, payloadText }, key)
}

describe('a proposal', () => {
  it('is answered with the pending request, bound to the digest of its action', async () => {
    const result = await put({ ...action, summary: 'Export' })

    expect(result).toMatchObject({
      ok: true,
      replayed: false,
      rate: { remaining: 9 },
      request: {
        status: 'pending',
        digest: actionDigest({ agent: 'agt_etl', ...action }),
        needs: [
          { group: 'data-owners', count: 1, have: 0 },
          { group: 'security', count: 1, have: 0 },
        ],
        verdict: null,
        created_at: '2026-11-21T14:07:00.000Z',
        expires_at: '2026-11-21T14:37:00.000Z',
      },
    })
    expect(store.proposed).toHaveLength(1)
  })

  it.each([
    { effect: 'allow', status: 'approved', events: ['proposed', 'evaluated', 'approved'] },
    { effect: 'deny', status: 'denied', events: ['proposed', 'evaluated', 'denied'] },
  ])('that the policy settles is born $status, by policy', async ({ effect, status, events }) => {
    const rules = `[{ name: all, match: { action: "*" }, then: ${effect} }]`
    store.policies.set(store.policyVersion, compiledPolicy({ rules }))

    expect(await put(action)).toMatchObject({
      request: { status, verdict: { by: 'policy', decisions: [] }, expires_at: null, needs: [] },
    })
    expect(store.proposed[0]?.events.map(({ type }) => type)).toEqual(
      events.map((event) => `request.${event}`),
    )
  })

  it('can only shorten the time that the policy gives', async () => {
    const ends = await Promise.all(
      [60, 86_400].map((seconds) => put({ ...action, expires_in: seconds })),
    )

    expect(ends.map((result) => result.ok && result.request.expires_at)).toEqual([
      '2026-11-21T14:08:00.000Z',
      '2026-11-21T14:37:00.000Z',
    ])
  })

  it('makes the person it acts for known first, so that they are barred', async () => {
    await put({ ...action, on_behalf_of: 'Eve@Example.com' })

    expect(store.calls).toEqual(['read', 'rate', 'person of eve@example.com', 'read', 'write'])
    expect(store.proposed[0]).toMatchObject({ onBehalfOf: 'per_eve' })
  })

  it('writes no payload, no text, no e-mail and no digest into its events', async () => {
    const result = await put({
      ...action,
      payload: 'hush',
      reason: 'hush',
      on_behalf_of: 'bo@example.com',
    })

    const written = JSON.stringify(store.proposed[0]?.events)
    expect(written).not.toMatch(/hush|@/)
    expect(written).not.toContain(result.ok ? result.request.digest : '')
  })
})

function fillPending() {
  for (const id of ['req_one', 'req_two'] as const) store.records.set(id, requestRecord({ id }))
}

function useUpRate() {
  const { takeRate } = deps
  deps.takeRate = async (of) => ({ ...(await takeRate(of)), within: false })
}

describe('the order of the checks of a proposal', () => {
  const wrong = { action: 'NOT AN ACTION' }

  it('answers what was made before, whatever else is wrong, and takes nothing of the rate', async () => {
    alreadyMade(store, 'key', wrong)
    fillPending()
    useUpRate()

    expect(await put(wrong, 'key')).toMatchObject({ ok: true, replayed: true, rate: null })
    expect(store.calls).toEqual(['read'])
  })

  it('refuses by rate before it counts what is pending', async () => {
    fillPending()
    useUpRate()

    expect(await put(wrong)).toMatchObject({ code: 'rate_limited', rate: { within: false } })
  })

  it('counts what is pending before it looks at the schema', async () => {
    fillPending()

    expect(await put(wrong)).toMatchObject({ code: 'too_many_pending' })
  })

  it('looks at the schema before the webhook, and before it asks the policy', async () => {
    const hook = { webhook: { url: 'https://a.example' } }

    expect(await put({ ...wrong, ...hook })).toMatchObject({ code: 'invalid_request' })
    expect(await put({ ...action, ...hook })).toMatchObject({ code: 'webhook_not_registered' })
    expect(store.calls).not.toContain('write')
  })
})
