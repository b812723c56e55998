/** The audit log, as the verbs write and read it. */
import type { ActorKind, EventType } from '../../contract/event.ts'
import type { EventId, RequestId } from '../../contract/ids.ts'
import type { JsonValue } from '../../contract/json.ts'
import type { SurfaceName } from '../../contract/words.ts'

export interface Actor {
  kind: ActorKind
  id: string | null
}

/** An event before it is written: ids, codes, times and commitments, and nothing that must be erasable. */
export interface EventDraft {
  id: EventId
  type: EventType
  at: Date
  request: RequestId | null
  actor: Actor
  surface: SurfaceName | null
  code: string | null
  more: Record<string, JsonValue>
  /** The canonical JSON text of all of the above: what is stored and what counts. */
  body: string
}

export interface StoredEvent {
  body: string
  /** The actor's name, where it is known and may be told. */
  actorName: string | null
}

export interface EventPage {
  events: StoredEvent[]
  nextCursor: string | null
}
