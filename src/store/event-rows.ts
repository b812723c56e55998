import type { EventDraft } from '../app/ports.ts'

/** Events as the JSON that a statement's `json_to_recordset` unfolds into rows. */
export function eventRows(events: EventDraft[]): string {
  return JSON.stringify(
    events.map(({ id, type, at, request, actor, body }) => ({
      id,
      type,
      at,
      request,
      actor: actor.id,
      body,
    })),
  )
}

/**
 * The insert that goes with it, in the order of the events. `placeholder` is where they stand among the statement's
 * values, and `condition` which of them, as `v`, are written.
 */
export function insertEventRows(placeholder: string, condition = 'true'): string {
  return `insert into event (id, type, at, request_id, actor, body)
    select v.id, v.type, v.at, v.request, v.actor, v.body
    from rows from (json_to_recordset(${placeholder}::json)
      as (id text, type text, at timestamptz, request text, actor text, body text))
      with ordinality as v(id, type, at, request, actor, body, place)
    where ${condition} order by v.place`
}
