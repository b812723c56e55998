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

/** The insert that goes with it; `$n` is where the rows stand among the statement's values. */
export function insertEventRows(placeholder: string, from = ''): string {
  return `insert into event (id, type, at, request_id, actor, body)
    select x.id, x.type, x.at, x.request, x.actor, x.body
    from ${from}json_to_recordset(${placeholder}::json)
      as x(id text, type text, at timestamptz, request text, actor text, body text)`
}
