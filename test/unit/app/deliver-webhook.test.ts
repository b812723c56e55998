import { beforeEach, describe, expect, it } from '@jest/globals'
import { type DeliverDeps, deliverWebhook } from '../../../src/app/deliver-webhook.ts'
import type { DeliveryTry, DueDelivery } from '../../../src/app/ports.ts'
import type { WebhookAnswer } from '../../../src/core/webhook-try.ts'
import {
  secretBytes,
  seedBytes,
  webhookKeyPair,
  webhookSecret,
} from '../../../src/proof/sign/sign-webhook.ts'
import { countingIds, memoryStore, policyLibrary } from '../../fakes/memory-store.ts'
import { minute, policyVersion, requestRecord } from '../../fakes/records.ts'

const bytes = (count: number) => new Uint8Array(count).fill(7)
const { privateKey } = webhookKeyPair(bytes(seedBytes))
const keys = { secrets: [webhookSecret(bytes(secretBytes))], privateKey }
const lastTry = 9

let sent: { url: string; body: string }[]
let recorded: DeliveryTry[]
let answer: WebhookAnswer

beforeEach(() => {
  sent = []
  recorded = []
  answer = { kind: 'answered', status: 204, retryAfterSeconds: null }
})

function dueDelivery(changes: Partial<DueDelivery> = {}): DueDelivery {
  return {
    id: 'whd_one',
    request: 'req_export',
    agent: 'agt_etl',
    type: 'request.denied',
    status: 'pending',
    attempts: 0,
    roundStart: 0,
    dueAt: minute(9),
    now: minute(10),
    endpoint: { id: 'whk_one', url: 'https://hooks.example.com/', disabled: false, keys },
    ...changes,
  }
}

const endpoint = (changes: Partial<DueDelivery['endpoint']>) => ({
  endpoint: { ...dueDelivery().endpoint, ...changes },
})

function deliver(due: DueDelivery | null, attempt = 0) {
  const deps = {
    newId: countingIds(),
    requests: { read: async () => requestRecord({ status: 'denied', decidedAt: minute(8) }) },
    deliveries: {
      read: async () => due,
      record: async (tried: DeliveryTry) => recorded.push(tried) > 0,
    },
    policies: policyLibrary(memoryStore()),
    policyRecords: {
      inForce: async () => ({ version: policyVersion, yaml: '', since: minute(0) }),
    },
    publicUrl: 'https://countersign.example.com',
    send: async (call: { url: string; body: string }) => {
      sent.push(call)
      return answer
    },
    random: () => 0.5,
  } as unknown as DeliverDeps
  return deliverWebhook(deps, 'whd_one', attempt)
}

describe('a try', () => {
  it('tells the verdict as of when it was given, under the id of its delivery', async () => {
    await deliver(dueDelivery())

    expect(JSON.parse(sent[0]?.body ?? '')).toMatchObject({
      type: 'request.denied',
      timestamp: minute(8).toISOString(),
      data: { id: 'req_export', status: 'denied' },
    })
    expect(recorded).toMatchObject([{ status: 'delivered', lastStatus: 204, gone: null }])
  })

  it.each<[string, DueDelivery | null]>([
    ['is known', null],
    ['is pending', dueDelivery({ status: 'delivered' })],
    ['waits for this very try', dueDelivery({ attempts: 1 })],
  ])('is not made where no delivery %s', async (_, due) => {
    expect(await deliver(due)).toBeNull()
    expect([sent, recorded]).toEqual([[], []])
  })

  it('is made later where the secret does not open, and nothing is sent unsigned', async () => {
    await deliver(dueDelivery(endpoint({ keys: null })))

    expect(sent).toEqual([])
    expect(recorded).toMatchObject([
      { status: 'pending', lastError: 'secret_unreadable', nextAfterMs: 5_000 },
    ])
  })

  it('is given up without a call where the endpoint was switched off', async () => {
    await deliver(dueDelivery(endpoint({ disabled: true })))

    expect(sent).toEqual([])
    expect(recorded).toMatchObject([
      { status: 'failed', lastError: 'endpoint_disabled', nextAfterMs: null, gone: null },
    ])
  })

  it('that is the tenth of its round and fails is the last, and leaves the endpoint as it is', async () => {
    answer = { kind: 'answered', status: 503, retryAfterSeconds: null }

    await deliver(dueDelivery({ attempts: lastTry }), lastTry)

    expect(recorded).toMatchObject([
      { status: 'failed', lastStatus: 503, nextAfterMs: null, gone: null },
    ])
  })

  it('that is answered 410 switches the endpoint off in the same write', async () => {
    answer = { kind: 'answered', status: 410, retryAfterSeconds: null }

    await deliver(dueDelivery())

    expect(recorded).toMatchObject([
      { status: 'failed', gone: { type: 'agent.webhook_changed', code: 'gone' } },
    ])
  })
})
