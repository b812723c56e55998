import { setTimeout as sleep } from 'node:timers/promises'

/** Only a failure takes so long: a slow machine is none. */
const limitMs = 60_000
const lookEveryMs = 20

/** Waits until the question is answered with yes. An error counts as no, until the time is up. */
export async function until(question: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + limitMs
  for (;;) {
    const answer = await Promise.resolve()
      .then(question)
      .catch((error: Error) => error)
    if (answer === true) return
    if (Date.now() > giveUpAt) throw new Error(`It did not come true: ${String(answer)}`)
    await sleep(lookEveryMs)
  }
}
