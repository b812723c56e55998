import type { EventType } from '../contract/event.ts'
import type { RequestId } from '../contract/ids.ts'
import type { JsonValue } from '../contract/json.ts'
import type { SurfaceName } from '../contract/words.ts'
import { canonicalJson } from '../proof/verify/canonical.ts'
import type { Actor, EventDraft, NewId } from './ports.ts'

/** What every event has: `more` may not say it again. */
type Common = 'id' | 'type' | 'at' | 'request' | 'actor' | 'surface' | 'code' | 'v'

/** What an event says beside its id. `more` holds ids, codes, times and commitments only. */
export interface EventGist {
  type: EventType
  at: Date
  actor: Actor
  request?: RequestId | null
  surface?: SurfaceName | null
  code?: string | null
  more?: Record<string, JsonValue> & { [Key in Common]?: never }
}

/**
 * Drafts one entry of the audit log as canonical JSON (RFC 8785), the form that is stored and that counts. It is
 * written in the transaction of what it records.
 */
export function draftEvent(newId: NewId, gist: EventGist): EventDraft {
  const { type, at, actor, request = null, surface = null, code = null, more = {} } = gist
  const id = newId('evt')
  // The common members first: an object that begins with a spread is built several times slower.
  const body = canonicalJson({
    id,
    type,
    at: at.toISOString(),
    request,
    actor: { kind: actor.kind, id: actor.id },
    surface,
    code,
    v: 1,
    ...more,
  })
  return { id, type, at, request, actor, surface, code, more, body }
}

export const system: Actor = { kind: 'system', id: null }
export const clock: Actor = { kind: 'clock', id: null }
export const operator: Actor = { kind: 'operator', id: null }
