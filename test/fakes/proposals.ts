import type { Principal } from '../../src/app/ports.ts'
import type { ProposeDeps } from '../../src/app/propose.ts'
import type { JsonValue } from '../../src/contract/json.ts'
import { canonicalJson, sha256Hex } from '../../src/proof/verify/canonical.ts'
import {
  countingIds,
  type MemoryStore,
  memoryPeople,
  memoryRequests,
  policyLibrary,
} from './memory-store.ts'
import { requestRecord } from './records.ts'
import { newSigner } from './signer.ts'

export const agent: Extract<Principal, { kind: 'agent' }> = {
  kind: 'agent',
  id: 'agt_etl',
  name: 'etl-bot',
  agentKind: 'agent',
  disabled: false,
  key: 'key_etl',
}

export const action = {
  action: 'data.export',
  payload: { rows: 1 },
  resource: 'postgres://prod/customers',
  environment: 'production',
}

/** What `app/propose` needs, over a store in memory: two requests may be pending, and the rate allows ten. */
export function proposeDeps(store: MemoryStore): ProposeDeps {
  return {
    newId: countingIds(),
    randomBytes: (count) => new Uint8Array(count).fill(7),
    surfaces: [],
    requests: memoryRequests(store),
    people: memoryPeople(store),
    rosters: { states: async () => [], sizes: async () => [] },
    policies: policyLibrary(store),
    grants: newSigner(),
    webhooks: { list: async () => [] },
    publicUrl: 'https://countersign.example.com',
    pendingCountMax: 2,
    takeRate: async () => {
      store.calls.push('rate')
      return { within: true, limit: 10, remaining: 9, windowSeconds: 1, resetSeconds: 1 }
    },
  }
}

/** As if an earlier call with this key and this body had made the request, which was withdrawn since. */
export function alreadyMade(store: MemoryStore, key: string, body: JsonValue): void {
  store.records.set('req_export', requestRecord({ status: 'cancelled' }))
  store.idempotency.set(sha256Hex(key), {
    id: 'req_export',
    bodyHash: sha256Hex(canonicalJson(body)),
  })
}
