import type { EventType } from '../contract/event.ts'
import type { RequestId } from '../contract/ids.ts'
import type { JsonValue } from '../contract/json.ts'
import type { SurfaceName } from '../contract/words.ts'
import { canonicalJson } from '../proof/verify/canonical.ts'
import type { Actor, EventDraft, NewId } from './ports.ts'

/** What an event says beside its id. `more` holds ids, codes, times and commitments only. */
export interface EventGist {
  type: EventType
  at: Date
  actor: Actor
  request?: RequestId | null
  surface?: SurfaceName | null
  code?: string | null
  more?: Record<string, JsonValue>
}

/**
 * Drafts one entry of the audit log as canonical JSON (RFC 8785), the form that is stored and that counts. It is
 * written in the transaction of what it records.
 */
export function draftEvent(newId: NewId, gist: EventGist): EventDraft {
  const event = {
    id: newId('evt'),
    type: gist.type,
    at: gist.at,
    request: gist.request ?? null,
    actor: gist.actor,
    surface: gist.surface ?? null,
    code: gist.code ?? null,
    more: gist.more ?? {},
  }
  const body = canonicalJson({
    ...event.more,
    id: event.id,
    type: event.type,
    at: event.at.toISOString(),
    request: event.request,
    actor: { kind: event.actor.kind, id: event.actor.id },
    surface: event.surface,
    code: event.code,
    v: 1,
  })
  return { ...event, body }
}

export const system: Actor = { kind: 'system', id: null }
export const clock: Actor = { kind: 'clock', id: null }
export const operator: Actor = { kind: 'operator', id: null }
