import { beforeEach, describe, expect, it } from '@jest/globals'
import { addEndpoint, type EndpointDeps } from '../../../src/app/webhook-endpoints.ts'
import type { EndpointView } from '../../../src/contract/webhook.ts'
import { countingIds } from '../../fakes/memory-store.ts'
import { minute } from '../../fakes/records.ts'

const url = 'https://hooks.example.com/countersign'

let listed: EndpointView[]
let added: string[]

beforeEach(() => {
  listed = []
  added = []
})

function endpointView(index: number, disabledAt: string | null = null): EndpointView {
  return {
    id: `whk_${index}`,
    url,
    public_key: 'whpk_x',
    created_at: minute(0).toISOString(),
    previous_secret_until: null,
    disabled_at: disabledAt,
    disabled_reason: disabledAt === null ? null : 'operator',
  }
}

function register(changes: { canSeal?: boolean; refusal?: string; isKnown?: boolean } = {}) {
  const { canSeal = true, refusal = null, isKnown = true } = changes
  const deps = {
    newId: countingIds(),
    randomBytes: (count: number) => new Uint8Array(count).fill(7),
    agents: { read: async () => (isKnown ? {} : null) },
    webhooks: {
      canSeal,
      list: async () => listed,
      add: async ({ id }: { id: string }) => {
        added.push(id)
      },
    },
    checkWebhookUrl: async () => refusal,
    now: async () => minute(1),
  } as unknown as EndpointDeps
  return addEndpoint(deps, { kind: 'bootstrap' }, 'agt_etl', url)
}

describe('an endpoint', () => {
  it('is registered with a secret and a public key of its own', async () => {
    expect(await register()).toMatchObject({
      ok: true,
      endpoint: {
        url,
        secret: expect.stringMatching(/^whsec_/),
        public_key: expect.stringMatching(/^whpk_/),
      },
    })
    expect(added).toHaveLength(1)
  })

  it('is not registered where its secret could not be kept sealed, which names SECRET_KEY', async () => {
    expect(await register({ canSeal: false })).toMatchObject({
      ok: false,
      code: 'unavailable',
      detail: expect.stringContaining('SECRET_KEY'),
    })
    expect(added).toEqual([])
  })

  it('is not registered for an unknown agent, or under an address that may not be called', async () => {
    expect(await register({ isKnown: false })).toMatchObject({ code: 'not_found' })
    expect(await register({ refusal: 'no' })).toMatchObject({
      code: 'webhook_refused',
      detail: 'no',
    })
    expect(added).toEqual([])
  })

  it('is one of ten at most, those that are disabled not counted', async () => {
    listed = Array.from({ length: 10 }, (_, index) => endpointView(index))
    expect(await register()).toMatchObject({ code: 'webhook_refused' })

    listed[3] = endpointView(3, minute(0).toISOString())
    expect(await register()).toMatchObject({ ok: true })
  })
})
