import type { RequestRecord } from '../core/record.ts'
import type { CardChange } from './ports.ts'

/** Why a card is not as it should be. `afterSeconds`: how long its platform asks to wait. */
export interface Trouble {
  kind: 'later' | 'refused'
  reason: string
  afterSeconds: number | null
}

/** A refusal needs somebody to mend something, so it is tried again ever more rarely, up to an hour apart. */
const refusedWaitSeconds = [5, 30, 120, 600, 3600]
/** An outage may be over soon. */
const outageWaitSeconds = [2, 5, 15, 60, 300]
/** A short outage keeps the order of a line; a longer one may be of one card alone, and others go before it. */
const turnsKeptMax = 3
/** Three days of tries, at least; a later change of the request starts anew. */
const refusedTriesMax = 76
const outageTriesMax = 868
/** After so many tries nothing is tried any more, whatever the trouble. */
export const triesCountMax = outageTriesMax

/** Null where nothing is left to do. A message that is gone is posted anew at once while people may still decide. */
export function tryAgain({
  request,
  lost,
  trouble,
  attempt,
}: {
  request: RequestRecord
  /** None of its messages is there any more. */
  lost: boolean
  trouble: Trouble | null
  attempt: number
}): CardChange['again'] {
  const triesMax = trouble?.kind === 'later' ? outageTriesMax : refusedTriesMax
  if (attempt >= triesMax) return null
  if (lost && request.status === 'pending') {
    return { afterSeconds: 0, attempt: attempt + 1, keepsTurn: false }
  }
  if (trouble === null) return null
  const waits = trouble.kind === 'later' ? outageWaitSeconds : refusedWaitSeconds
  const usual = waits[Math.min(attempt, waits.length - 1)] ?? 0
  if (trouble.afterSeconds !== null) {
    // The place was busy: that is no failure of this card, and says nothing of other places.
    return { afterSeconds: Math.max(trouble.afterSeconds, 1), attempt, keepsTurn: true }
  }
  const keepsTurn = trouble.kind === 'later' && attempt < turnsKeptMax
  return { afterSeconds: usual, attempt: attempt + 1, keepsTurn }
}
