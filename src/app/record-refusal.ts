import type { Events, NewId, RefusalBrake } from './ports.ts'
import { draftEvent, system } from './record-event.ts'

export interface RecordRefusalDeps {
  newId: NewId
  events: Pick<Events, 'append'>
  refusals: RefusalBrake
}

/** Writes that nobody was signed in, or out, and why. Anybody can call these addresses, so a flood is only counted. */
export async function recordRefusal(
  deps: RecordRefusalDeps,
  code: string,
  at: Date,
): Promise<void> {
  if (!deps.refusals.within()) return deps.refusals.count(code)
  await deps.events.append(
    draftEvent(deps.newId, {
      type: 'sign_in.refused',
      at,
      actor: system,
      surface: 'console',
      code,
    }),
  )
}
