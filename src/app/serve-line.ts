import { type SyncCardDeps, syncCard } from './sync-card.ts'

/** A pause this short costs less than giving the job back and being called again. */
const waitMsMax = 150

export interface ServeLineDeps extends SyncCardDeps {
  pause: (ms: number) => Promise<void>
}

/**
 * Gives the next card of a line its turn: one card, so that lines share the workers fairly. Saving it asks for the next
 * turn. Where the place has to rest, the job is given back and nobody waits in it.
 */
export async function serveLine(deps: ServeLineDeps, line: string): Promise<void> {
  let next = await deps.cards.next(line)
  if (next?.kind === 'pause' && next.ms <= waitMsMax) {
    await deps.pause(next.ms)
    next = await deps.cards.next(line)
  }
  if (next === null) return
  if (next.kind === 'pause') await deps.cards.comeBack(line)
  else await syncCard(deps, next.turn)
}
