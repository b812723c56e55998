const minuteMs = 60_000
/** How many refused sign-ins of a minute have an event of their own: the rest is counted, so that nobody floods the log. */
const eventsPerMinuteMax = 300

/** Whether one more refusal of this minute is written by itself, as counted by this process. */
export function brakeRefusals(now: () => number): () => boolean {
  let since = Number.NEGATIVE_INFINITY
  let count = 0
  return () => {
    const at = now()
    if (at - since >= minuteMs) {
      since = at
      count = 0
    }
    count += 1
    return count <= eventsPerMinuteMax
  }
}
