import type { types } from '@slack/bolt'
import type { WebClient } from '@slack/web-api'
import { type Failure, failureOf } from '../failure.ts'
import type { OpenView } from '../interaction.ts'

/**
 * Opens a modal, on top of the one that was clicked in where there is one. A trigger works once and for three seconds,
 * so nothing is tried again. Null where it is open.
 */
export async function openView(
  client: WebClient,
  { trigger, isOver }: { trigger: string | null; isOver: boolean },
  view: types.ModalView,
): Promise<Failure | null> {
  if (trigger === null) {
    return { kind: 'refused', reason: 'no_trigger' }
  }
  try {
    const given = { trigger_id: trigger, view }
    await (isOver ? client.views.push(given) : client.views.open(given))
    return null
  } catch (error) {
    return failureOf(error)
  }
}

/** Puts another view in the place of an open one, unless somebody did so since it was clicked in. */
export async function replaceView(
  client: WebClient,
  { id, hash }: OpenView,
  view: types.ModalView,
): Promise<Failure | null> {
  try {
    await client.views.update({ view_id: id, ...(hash === undefined ? {} : { hash }), view })
    return null
  } catch (error) {
    return failureOf(error)
  }
}
