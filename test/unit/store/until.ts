import { setTimeout as sleep } from 'node:timers/promises'

const LIMIT_MS = 20_000
const LOOK_EVERY_MS = 20

/** Waits until the question is answered with yes. An error counts as no, until the time is up. */
export async function until(question: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + LIMIT_MS
  for (;;) {
    const answer = await Promise.resolve()
      .then(question)
      .catch((error: Error) => error)
    if (answer === true) return
    if (Date.now() > giveUpAt) throw new Error(`It did not come true: ${String(answer)}`)
    await sleep(LOOK_EVERY_MS)
  }
}
