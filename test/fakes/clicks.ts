import type { DecideDeps } from '../../src/app/decide.ts'
import type { ChatSurface, Click, MessageRef } from '../../src/app/ports.ts'
import type { Destination } from '../../src/core/policy/policy.ts'
import {
  countingIds,
  type MemoryStore,
  memoryPeople,
  memoryRequests,
  policyLibrary,
} from './memory-store.ts'
import { digest } from './records.ts'

/** What `app/decide` needs, over a store in memory. */
export function decideDeps(store: MemoryStore): DecideDeps {
  return {
    newId: countingIds(),
    requests: memoryRequests(store),
    people: memoryPeople(store),
    cards: {
      adopt: async ({ card }) => {
        store.calls.push(`adopt ${card}`)
      },
    },
    events: {
      append: async (event) => {
        store.events.push(event)
      },
    },
    policies: policyLibrary(store),
    publicUrl: 'https://countersign.example.com',
    mode: 'production',
    wake: (request) => store.woken.push(request),
    surfaces: [chatSurface],
  }
}

/** A chat in which every message stands where it should. */
const chatSurface = {
  name: 'slack',
  standsIn: ({ channel }: MessageRef, { slack }: Destination) => channel === slack?.channel,
} as unknown as ChatSurface

/** Somebody who is signed in approves the export. */
export function click(name: string, changes: Partial<Click> = {}): Click {
  return {
    request: 'req_export',
    decision: 'approve',
    digest,
    comment: null,
    surface: 'api',
    clicker: { kind: 'person', person: `per_${name}`, identity: `idn_${name}` },
    message: null,
    ...changes,
  }
}

/** The events that a store holds, each by its type and code. */
export function eventsIn(store: MemoryStore): string[] {
  return store.events.map(({ type, code }) => (code === null ? type : `${type} ${code}`))
}
