import { setTimeout as pause } from 'node:timers/promises'

const askEveryMs = 25
/** Only a failure takes so long: a slow machine is none. */
const giveUpAfterMs = 60_000

/** Asks until the answer is true, for what happens in its own time: there is no event to wait for. */
export async function until(
  ask: () => Promise<boolean> | boolean,
  limitMs = giveUpAfterMs,
): Promise<void> {
  const giveUpAt = Date.now() + limitMs
  while (!(await ask())) {
    if (Date.now() > giveUpAt) throw new Error('it did not come to pass in time')
    await pause(askEveryMs)
  }
}
