import { beforeEach, describe, expect, it } from '@jest/globals'
import { type ProposeDeps, propose } from '../../../src/app/propose.ts'
import type { JsonValue } from '../../../src/contract/json.ts'
import { canonicalJson, sha256Hex } from '../../../src/proof/verify/canonical.ts'
import { type MemoryStore, memoryStore } from '../../fakes/memory-store.ts'
import { action, agent, alreadyMade, proposeDeps } from '../../fakes/proposals.ts'
import { compiledPolicy, reviewYaml } from '../../fakes/records.ts'

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

describe('an Idempotency-Key', () => {
  it('answers with the request as it is now', async () => {
    alreadyMade(store, 'key', action)

    expect(await put(action, 'key')).toMatchObject({
      ok: true,
      replayed: true,
      request: { id: 'req_export', status: 'cancelled' },
    })
    expect(store.proposed).toEqual([])
  })

  it('knows the same JSON in another spelling', async () => {
    alreadyMade(store, 'key', { b: 1, a: { d: 2, c: 3 } })

    expect(await put({ a: { c: 3, d: 2 }, b: 1 }, 'key')).toMatchObject({ replayed: true })
  })

  it('is refused with another body', async () => {
    alreadyMade(store, 'key', action)

    expect(await put({ ...action, payload: { rows: 2 } }, 'key')).toMatchObject({
      ok: false,
      code: 'idempotency_key_reused',
    })
  })

  it('is kept as a hash beside the hash of the body', async () => {
    await put(action, 'key')

    expect(store.proposed[0]?.idempotency).toEqual({
      keyHash: sha256Hex('key'),
      bodyHash: sha256Hex(canonicalJson(action)),
    })
  })

  it('that another call was faster with answers with that one’s request', async () => {
    store.meanwhile = () => {
      alreadyMade(store, 'key', action)
      store.policyVersion = 'next'
      store.policies.set('next', compiledPolicy())
    }

    expect(await put(action, 'key')).toMatchObject({ replayed: true, rate: { within: true } })
  })
})

describe('a policy that changes between the read and the write', () => {
  it('decides: the proposal is evaluated again, and the rate is taken once', async () => {
    store.meanwhile = () => {
      store.policies.set('next', compiledPolicy({ default: reviewYaml('security: 2') }))
      store.policyVersion = 'next'
    }

    expect(await put(action)).toMatchObject({
      request: { policy: { version: 'next' }, needs: [{ group: 'security', count: 2 }] },
    })
    expect(store.calls).toEqual(['read', 'rate', 'write', 'read', 'write'])
  })

  it('fails as an error where it never ends', async () => {
    const again = () => {
      store.policyVersion += 'x'
      store.policies.set(store.policyVersion, compiledPolicy())
      store.meanwhile = again
    }
    store.meanwhile = again

    await expect(put(action)).rejects.toThrow('kept changing')
    expect(store.proposed).toEqual([])
  })
})

describe('a refused proposal', () => {
  it.each([
    { body: [], pointer: '' },
    { body: { ...action, sumary: 'typo' }, pointer: '/sumary' },
    { body: { ...action, on_behalf_of: 'nobody' }, pointer: '/on_behalf_of' },
  ])('points at what is wrong: $pointer', async ({ body, pointer }) => {
    expect(await put(body)).toMatchObject({ code: 'invalid_request', errors: [{ pointer }] })
    expect(store.proposed).toEqual([])
  })

  it('says that the payload is missing where its text is', async () => {
    expect(await put(action, null, null)).toMatchObject({
      code: 'invalid_request',
      errors: [{ pointer: '/payload' }],
    })
  })

  it('contradicts the environment that a resource is pinned to', async () => {
    const resources = '[{ match: "postgres://prod/**", environment: production }]'
    store.policies.set(store.policyVersion, compiledPolicy({ resources }))

    expect(await put({ ...action, environment: 'staging' })).toMatchObject({
      code: 'environment_mismatch',
      errors: [{ pointer: '/environment' }],
    })
    expect(store.proposed).toEqual([])
  })
})
