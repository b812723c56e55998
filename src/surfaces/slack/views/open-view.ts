import type { types } from '@slack/bolt'
import { type Failure, failureOf } from '../failure.ts'
import type { Homes } from '../homes.ts'
import type { Asker, OpenView } from '../interaction.ts'

/**
 * Opens a modal, on top of the one that was clicked in where there is one. A trigger works once and for three seconds,
 * so nothing is tried again. Null where it is open.
 */
export async function openView(
  homes: Homes,
  { home: at, trigger, inModal }: Pick<Asker, 'home' | 'trigger' | 'inModal'>,
  view: types.ModalView,
): Promise<Failure | null> {
  if (trigger === null) {
    return { kind: 'refused', reason: 'no_trigger' }
  }
  try {
    const home = await homes.of(at)
    if (home.kind !== 'home') return home
    const { views } = home.clients.interactive
    const given = { trigger_id: trigger, view }
    await (inModal ? views.push(given) : views.open(given))
    return null
  } catch (error) {
    return failureOf(error)
  }
}

/** Puts another view in the place of an open one, unless somebody did so since it was clicked in. */
export async function replaceView(
  homes: Homes,
  at: string | null,
  { id, hash }: OpenView,
  view: types.ModalView,
): Promise<Failure | null> {
  try {
    const home = await homes.of(at)
    if (home.kind !== 'home') return home
    const { views } = home.clients.interactive
    await views.update({ view_id: id, ...(hash === undefined ? {} : { hash }), view })
    return null
  } catch (error) {
    return failureOf(error)
  }
}
